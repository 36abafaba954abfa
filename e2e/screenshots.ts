// `npm run screenshots`: pictures of ten key pages in docs/screenshots, at two widths, light and dark, of a running demonstration whose story
// was told (npm start, then npm run story). Another address than the usual: PORT or SLUSS_ORIGIN.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './browser/chromium.test-support.ts';

const origin = process.env.SLUSS_ORIGIN ?? `http://127.0.0.1:${process.env.PORT ?? 4400}`;
const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const mostBytes = 4_000_000;

type Told = { study: string; application: string };
type Picture = { name: string; title: string; persona?: string; path: (told: Told) => string };

/** The pages, in the order in which one meets them. */
const pictures: Picture[] = [
  { name: 'front', title: 'The front page', path: () => '/' },
  { name: 'datasets', title: 'Find data', path: () => '/datasets' },
  { name: 'dataset', title: 'A dataset', path: () => '/datasets/heart' },
  { name: 'apply', title: 'Apply for a permit', persona: 'innovator', path: () => '/applications/new' },
  {
    name: 'application',
    title: 'An application',
    persona: 'innovator',
    path: ({ application }) => `/applications/${application}`,
  },
  { name: 'case', title: 'The officer’s desk: one case', persona: 'officer', path: ({ application }) => `/desk/${application}` },
  { name: 'register', title: 'The public register', path: () => '/register' },
  { name: 'study', title: 'A study’s result', persona: 'innovator', path: ({ study }) => `/studies/${study}` },
  { name: 'report', title: 'The evaluation report', persona: 'innovator', path: ({ study }) => `/studies/${study}/report` },
  { name: 'station', title: 'A steward’s station', persona: 'steward-budapest', path: () => '/stations/budapest' },
];

const widths = [1280, 390];
const schemes = ['light', 'dark'] as const;
/** What fits on a screen and a half: the pictures are to be looked at beside each other. */
const most: Record<number, number> = { 1280: 1350, 390: 1300 };

async function main(): Promise<void> {
  const told = await whatWasTold();
  const { path, environment } = await findChromium();
  const browser = await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...environment } as Record<string, string>,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    for (const width of widths) for (const scheme of schemes) await takeAll(browser, told, width, scheme);
  } finally {
    await browser.close();
  }
  writeFileSync(`${folder}README.md`, gallery());
  const bytes = pictures.flatMap(({ name }) => files(name)).reduce((sum, file) => sum + statSync(folder + file).size, 0);
  process.stdout.write(
    `${pictures.length * widths.length * schemes.length} pictures, ${Math.round(bytes / 1000)} kB, in docs/screenshots\n`,
  );
  if (bytes > mostBytes) throw new Error(`The pictures weigh more than ${mostBytes / 1e6} MB together.`);
}

async function takeAll(browser: Browser, told: Told, width: number, scheme: 'light' | 'dark'): Promise<void> {
  for (const { name, persona, path } of pictures) {
    const context = await browser.newContext({
      baseURL: origin,
      colorScheme: scheme,
      // English on the desk, Swedish on the phone: each page is to be seen in both.
      locale: width > 600 ? 'en-GB' : 'sv-SE',
      timezoneId: 'Europe/Stockholm',
      viewport: { width, height: width > 600 ? 900 : 844 },
      reducedMotion: 'reduce',
    });
    if (persona) await context.request.post(`/sign-in/persona/${persona}`, { headers: { origin }, maxRedirects: 0 });
    const page = await context.newPage();
    const response = await page.goto(path(told));
    if (!response?.ok()) throw new Error(`${path(told)} answered ${response?.status()} to ${persona ?? 'nobody'}`);
    // A picture taken while typefaces are still on their way shows the reader's own.
    await page.evaluate('document.fonts.ready');
    const tall = (await page.evaluate('document.documentElement.scrollHeight')) as number;
    const clip = { x: 0, y: 0, width, height: Math.min(tall, most[width] ?? tall) };
    const file = `${folder}${name}-${width}-${scheme}.jpg`;
    await page.screenshot({ path: file, type: 'jpeg', quality: 72, fullPage: true, clip });
    await context.close();
  }
}

/** The newest study with a result, and the newest application that was handed in. */
async function whatWasTold(): Promise<Told> {
  const { token } = await ask<{ token: string }>('/personas/innovator/token', {
    method: 'POST',
    body: JSON.stringify({ name: 'screenshots' }),
  });
  const headers = { authorization: `Bearer ${token}` };
  const studies = await ask<{ id: string; state: string }[]>('/studies', { headers });
  const applications = await ask<{ reference: string; state: string }[]>('/applications', { headers });
  const study = studies.find(({ state }) => state === 'finished');
  const application = applications.find(({ state }) => state !== 'DRAFT');
  if (!study || !application) throw new Error('There is no finished study yet: tell the story first, with npm run story.');
  return { study: study.id, application: application.reference };
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
  if (!response.ok) throw new Error(`${origin} answered ${response.status} to ${path}: is a demonstration running there?`);
  return (await response.json()) as T;
}

const files = (name: string) => widths.flatMap((width) => schemes.map((scheme) => `${name}-${width}-${scheme}.jpg`));

/** All of them on one page, for whoever looks at the repository. */
function gallery(): string {
  const parts = pictures.map(({ name, title }) => {
    const images = files(name).map((file) => `<img src="${file}" alt="${title}" width="${file.includes('-390-') ? 180 : 400}">`);
    return `## ${title}\n\n${images.join('\n')}\n`;
  });
  return `# Ten pages\n\nMade by \`npm run screenshots\`. Light and dark, on a desk (English) and on a phone (Swedish).\n\n${parts.join('\n')}`;
}

await main();
