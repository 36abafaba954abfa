// A real browser for tests: the Chromium that npm brought (Linux on x64), or the one that CHROMIUM names, or the system's.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const known = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

type Found = { path: string; environment: Record<string, string> };

/** Throws where there is no browser: a test that was not run has not passed. */
export async function findChromium(): Promise<Found> {
  if (process.env.CHROMIUM) return { path: process.env.CHROMIUM, environment: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return unpacked();
  const path = known.find((one) => existsSync(one));
  if (path) return { path, environment: {} };
  throw new Error('There is no browser: install Chrome or Chromium, or name one in CHROMIUM=/path/to/chromium.');
}

/** The package holds Chromium and the few libraries that a small Linux lacks, compressed; they are unpacked once for each version. */
async function unpacked(): Promise<Found> {
  const home = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const cache = writable(fileURLToPath(new URL('../../node_modules/.cache', import.meta.url)));
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    const partial = mkdtempSync(`${folder}-`);
    const before = { TMPDIR: process.env.TMPDIR, runtime: process.env.AWS_LAMBDA_JS_RUNTIME };
    // The package unpacks into the temporary folder, and the libraries only where it believes to be in such a cloud.
    process.env.TMPDIR = partial;
    process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs24.x';
    try {
      const { inflate } = await import('@sparticuz/chromium');
      for (const name of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) await inflate(join(home, 'bin', name));
    } finally {
      restore('TMPDIR', before.TMPDIR);
      restore('AWS_LAMBDA_JS_RUNTIME', before.runtime);
    }
    try {
      renameSync(partial, folder);
    } catch {
      // Another test file was faster.
      rmSync(partial, { recursive: true });
    }
  }
  const libraries = join(folder, 'al2023', 'lib');
  // The package's own configuration looks for its fonts in the cloud's folders. With no font at all Chromium ends at the first button.
  const fonts = `<?xml version="1.0"?><fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>`;
  writeFileSync(join(folder, 'fonts', 'fonts.conf'), fonts);
  return { path: join(folder, 'chromium'), environment: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') } };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** The dependencies' folder may belong to another user. */
function writable(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(mkdtempSync(join(folder, 'probe-')), { recursive: true });
    return folder;
  } catch {
    return tmpdir();
  }
}

/** Call it at the top of a test file. */
export async function startChromium(): Promise<Browser> {
  const { path, environment } = await findChromium();
  const browser = await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...environment } as Record<string, string>,
    // As root, and in containers, Chromium's own sandbox cannot start; it only sees this test's pages. It shall call nobody.
    args: [
      '--no-sandbox',
      // How fields for days are written does not follow the page's language but the browser's own.
      '--lang=en-US',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      // Nobody looks: pages are laid out, and not put together on a screen that is not there.
      '--blink-settings=acceleratedCompositingEnabled=false',
    ],
  });
  after(() => browser.close());
  return browser;
}
