// Every page as each kind of person sees it, in a real browser: axe finds nothing, nothing is wider than a phone, nothing comes from
// another host, a page weighs at most 100 kB, and no script fails. On the whole demonstration with a finished study.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Language } from '../../hub/platform/texts.ts';
import { startChromium } from './chromium.test-support.ts';
import { everyPage } from './every-page.ts';
import { toldStory } from './told-story.test-support.ts';
import { aVisitor, signedIn, type Visitor } from './visitor.test-support.ts';

const story = await toldStory();
const browser = await startChromium();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const mostBytes = 100_000;

/** What axe says against the page, a line each. Rules: WCAG 2.0 to 2.2, A and AA, and axe's best practices. */
async function complaints(page: Page): Promise<string[]> {
  const result = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
  };
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`),
  );
}

async function look(visitor: Visitor, path: string, check: { axe: boolean; phone: boolean }): Promise<string[]> {
  const { page } = visitor;
  const wrong: string[] = [];
  const hosts = new Set<string>();
  const answered: Promise<number>[] = [];
  const onRequest = (request: { url(): string }) =>
    void (request.url().startsWith('data:') || hosts.add(new URL(request.url()).host));
  const onFinished = (request: {
    sizes(): Promise<{ responseBodySize: number; responseHeadersSize: number }>;
    resourceType(): string;
  }) =>
    void (
      request.resourceType() === 'image' ||
      answered.push(request.sizes().then((sizes) => sizes.responseBodySize + sizes.responseHeadersSize))
    );
  const onError = (error: Error) => void wrong.push(`a script failed: ${error.message}`);
  const onConsole = (message: { type(): string; text(): string }) =>
    void (message.type() === 'error' && wrong.push(`the browser says: ${message.text()}`));
  page.on('request', onRequest).on('requestfinished', onFinished).on('pageerror', onError).on('console', onConsole);
  const response = await page.goto(path);
  await page.waitForLoadState('load');
  if (!response || response.status() >= 400) wrong.push(`answered ${response?.status()}`);
  const bytes = (await Promise.all(answered)).reduce((sum, one) => sum + one, 0);
  page.off('request', onRequest).off('requestfinished', onFinished).off('pageerror', onError).off('console', onConsole);
  if (bytes > mostBytes) wrong.push(`weighs ${Math.round(bytes / 1000)} kB`);
  const foreign = [...hosts].filter((host) => host !== new URL(story.origin).host);
  if (foreign.length) wrong.push(`asks other hosts: ${foreign.join(', ')}`);
  if (check.axe) wrong.push(...(await complaints(page)));
  if (check.phone) {
    const [inner, wide] = (await page.evaluate('[innerWidth, document.documentElement.scrollWidth]')) as [number, number];
    if (wide > inner) wrong.push(`is ${wide} px wide on a screen of ${inner}`);
  }
  return wrong.map((line) => `${path}: ${line}`);
}

for (const [persona, pages] of Object.entries(everyPage)) {
  for (const language of ['sv', 'en'] as Language[]) {
    test(`${persona === 'nobody' ? 'whoever has not signed in' : persona} (${language}) meets no page with a fault`, async () => {
      const wrong: string[] = [];
      // Dark and narrow in one language, light and wide in the other: each page is seen in both.
      const phone = language === 'en';
      const options = { origin: story.origin, language, dark: phone, width: phone ? 390 : 1280 };
      const visitor = persona === 'nobody' ? await aVisitor(browser, options) : await signedIn(browser, persona, options);
      // The page's own policy forbids foreign scripts; Chromium's debugging protocol is outside of it.
      await visitor.context.addInitScript({ content: axe });
      for (const path of pages(story)) {
        // Each page as if it were the first: nothing is in the browser's cache.
        await visitor.context.newCDPSession(visitor.page).then((session) => session.send('Network.clearBrowserCache'));
        wrong.push(...(await look(visitor, path, { axe: true, phone })));
      }
      await visitor.close();
      assert.deepEqual(wrong, []);
    });
  }
}
