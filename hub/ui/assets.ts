// The static files of the interface, read once: one stylesheet, two typefaces, and the islands (small scripts for live parts), each under
// the digest of what it holds, so that a browser may keep it for ever.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, transformSync } from 'esbuild';

export type Asset = { body: Buffer<ArrayBuffer>; type: string; etag: string };

const folder = fileURLToPath(new URL('.', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const digestOf = (body: Buffer) => createHash('sha256').update(body).digest('base64url').slice(0, 16);
const asset = (body: Buffer<ArrayBuffer>, type: string): Asset => ({ body, type, etag: `"${digestOf(body)}"` });

/** Which weights are used: each costs a reader some 15 to 24 kB once. The latin set holds å, ä and ö. */
const fonts = {
  'newsreader-500.woff2': '@fontsource/newsreader/files/newsreader-latin-500-normal.woff2',
  'public-sans-400.woff2': '@fontsource/public-sans/files/public-sans-latin-400-normal.woff2',
  'public-sans-600.woff2': '@fontsource/public-sans/files/public-sans-latin-600-normal.woff2',
};

/** All stylesheets of this folder as one: tokens, page, then the rest by name. */
function stylesheet(): Buffer<ArrayBuffer> {
  const first = ['tokens.css', 'page.css'];
  const rest = globSync('*.css', { cwd: folder }).filter((name) => !first.includes(name));
  const css = [...first, ...rest.sort()].map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return Buffer.from(transformSync(css, { loader: 'css', minify: true }).code);
}

/** Every islands/*.island.ts becomes one script of the same name. */
function islands(): [string, Asset][] {
  const entries = globSync('islands/*.island.ts', { cwd: folder }).map((name) => join(folder, name));
  if (entries.length === 0) return [];
  const { outputFiles } = buildSync({
    entryPoints: entries,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    logLevel: 'silent',
  });
  return outputFiles.map((file) => [
    basename(file.path).replace('.island.js', '.js'),
    asset(Buffer.from(file.contents), 'text/javascript; charset=utf-8'),
  ]);
}

export const assets: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  ['style.css', asset(stylesheet(), 'text/css; charset=utf-8')],
  ...globSync('*.svg', { cwd: folder }).map(
    (name) => [name, asset(readFileSync(join(folder, name)), 'image/svg+xml')] as [string, Asset],
  ),
  ...Object.entries(fonts).map(([name, path]) => [name, asset(readFileSync(resolve(path)), 'font/woff2')] as [string, Asset]),
  ...islands(),
]);

/** The address of a file, with its digest. Throws where there is no such file: a page would be without it. */
export function addressOf(name: string): string {
  const found = assets.get(name);
  if (!found) throw new Error(`there is no file ${name} among the assets`);
  return `/ui/${name}?v=${found.etag.slice(1, -1)}`;
}
