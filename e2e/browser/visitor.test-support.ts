// A person at a browser, for tests: opens pages, and does everything with the keyboard alone.
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Language } from '../../hub/platform/texts.ts';

type Role = 'link' | 'button' | 'textbox' | 'checkbox' | 'radio' | 'combobox' | 'searchbox' | 'spinbutton';
type Name = string | RegExp;

export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** Loads an address of the hub. */
  open(path: string): Promise<void>;
  /** Presses Tab until the one thing of this role and name has the focus. Fails when the keyboard does not lead there. */
  reach(role: Role, name: Name): Promise<void>;
  /** Reaches it and presses Enter; waits for the page that follows. */
  follow(role: 'link' | 'button', name: Name): Promise<void>;
  /** Reaches a field and writes, in place of what stood there. `field`: its name, where several have the same label. */
  write(name: Name, text: string, field?: { role?: Role; name?: string }): Promise<void>;
  /** Reaches a field for a day and types it as the browser wants it: month, day, year. */
  writeDay(name: Name, day: string): Promise<void>;
  /** Reaches a box and ticks it. */
  tick(name: Name): Promise<void>;
  /** Reaches a group of radio buttons and chooses one with the arrow keys. `group`: the fields' name, where several groups say the same. */
  choose(name: Name, group?: string): Promise<void>;
  /** Reaches a list and chooses by its words. */
  select(name: Name, option: string): Promise<void>;
  /** Reaches a field for a file, opens the chooser with the space bar and chooses. */
  chooseFile(name: Name, path: string): Promise<void>;
  text(): Promise<string>;
  close(): Promise<void>;
};

export type VisitorOptions = {
  origin: string;
  language?: Language;
  dark?: boolean;
  width?: number;
  scripts?: boolean;
};

export async function aVisitor(browser: Browser, options: VisitorOptions): Promise<Visitor> {
  const { origin, language = 'sv', dark = false, width = 1280, scripts = true } = options;
  const context = await browser.newContext({
    baseURL: origin,
    locale: language === 'sv' ? 'sv-SE' : 'en-GB',
    timezoneId: 'Europe/Stockholm',
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width, height: width < 600 ? 844 : 900 },
    javaScriptEnabled: scripts,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  return visitorAt(page, context);
}

/** As a persona of the demonstration, by the button of the sign-in page. */
export async function signedIn(browser: Browser, persona: string, options: VisitorOptions): Promise<Visitor> {
  const visitor = await aVisitor(browser, options);
  const response = await visitor.context.request.post(`${options.origin}/sign-in/persona/${persona}`, {
    headers: { origin: options.origin },
    maxRedirects: 0,
  });
  assert.equal(response.status(), 303, `${persona} could not be signed in`);
  // The account may remember another language, from an earlier visit.
  await visitor.context.request.get(`${options.origin}/me?language=${options.language ?? 'sv'}`);
  return visitor;
}

function visitorAt(page: Page, context: BrowserContext): Visitor {
  const hasFocus = async (wanted: Locator) => (await wanted.and(page.locator(':focus')).count()) > 0;

  /** Searching a page by role and name takes longer than pressing a key: it is done once, and again where a script changed the page. */
  async function reachOne(wanted: Locator, what: string): Promise<void> {
    // What a script adds may come a moment after the page.
    await wanted
      .first()
      .waitFor({ timeout: 30_000 })
      .catch(() => assert.fail(`there is no ${what} on ${page.url()}`));
    let those = await wanted.elementHandles();
    const reached = () =>
      page.evaluate(
        (found) => found.includes((globalThis as unknown as { document: { activeElement: never } }).document.activeElement),
        those,
      );
    for (let presses = 0; presses < 400; presses++) {
      if (await reached()) return;
      await page.keyboard.press('Tab');
      if (presses % 50 === 49) those = await wanted.elementHandles();
    }
    assert.fail(`the keyboard does not lead to ${what} on ${page.url()}`);
  }

  const visitor: Visitor = {
    page,
    context,
    async open(path) {
      const response = await page.goto(path);
      assert.ok(response && response.status() < 400, `${path} answered ${response?.status()}`);
    },
    reach: (role, name) => reachOne(page.getByRole(role, { name, exact: typeof name === 'string' }), `${role} “${name}”`),
    async follow(role, name) {
      await visitor.reach(role, name);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    },
    async write(name, text, field = {}) {
      const labelled = page.getByRole(field.role ?? 'textbox', { name, exact: typeof name === 'string' });
      await reachOne(field.name ? labelled.and(page.locator(`[name="${field.name}"]`)) : labelled, `field “${name}”`);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(text);
    },
    async writeDay(name, day) {
      await visitor.reach('textbox', name);
      const [year, month, date] = day.split('-');
      await page.keyboard.type(`${month}${date}${year}`);
      assert.equal(await page.locator(':focus').inputValue(), day);
      // Out of its three parts.
      await page.keyboard.press('Tab');
    },
    async tick(name) {
      const box = page.getByRole('checkbox', { name, exact: typeof name === 'string' });
      await reachOne(box, `checkbox “${name}”`);
      if (!(await box.isChecked())) await page.keyboard.press('Space');
    },
    async choose(name, group) {
      const named = page.getByRole('radio', { name, exact: typeof name === 'string' });
      const radio = group ? named.and(page.locator(`[name="${group}"]`)) : named;
      assert.equal(await radio.count(), 1, `there is not one radio button “${name}” on ${page.url()}`);
      const all = page.locator(`input[type=radio][name="${await radio.getAttribute('name')}"]`);
      await reachOne(all, `the choice with “${name}”`);
      for (let presses = 0; presses < 30; presses++) {
        if (await hasFocus(radio)) return page.keyboard.press('Space');
        await page.keyboard.press('ArrowDown');
      }
      assert.fail(`the arrow keys do not lead to “${name}”`);
    },
    async select(name, option) {
      const list = page.getByRole('combobox', { name, exact: typeof name === 'string' });
      await reachOne(list, `list “${name}”`);
      // A closed list takes the first letters of an option; what they mean is checked.
      await page.keyboard.type(option);
      const chosen = (await page.locator(':focus option:checked').textContent())?.trim();
      assert.equal(chosen, option);
    },
    async chooseFile(name, path) {
      await visitor.reach('button', name);
      // On a busy machine Chromium now and then swallows the first press: a person presses again.
      for (let presses = 0; presses < 4; presses++) {
        const opened = page.waitForEvent('filechooser', { timeout: 4000 }).catch(() => undefined);
        await page.keyboard.press('Space');
        const chooser = await opened;
        if (chooser) return chooser.setFiles(path);
      }
      assert.fail(`no chooser opens for “${name}”`);
    },
    text: async () => (await page.locator('main').textContent()) ?? '',
    close: () => context.close(),
  };
  return visitor;
}
