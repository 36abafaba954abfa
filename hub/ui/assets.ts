// The static files of the interface, read once: one stylesheet, two typefaces, and the islands (small scripts for live parts), each under
// the digest of what it holds, so that a browser may keep it for ever.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, transformSync, version } from 'esbuild';
import { builtBefore, keepBuilt } from '../platform/build-cache.mjs';

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
  const name = `${version} ${css}`;
  const known = builtBefore(name);
  if (known !== undefined) return Buffer.from(known);
  const { code } = transformSync(css, { loader: 'css', minify: true });
  keepBuilt(name, code);
  return Buffer.from(code);
}

/** Every islands/*.island.ts becomes one script of the same name. */
function islands(): [string, Asset][] {
  const entries = globSync('islands/*.island.ts', { cwd: folder }).map((name) => join(folder, name));
  if (entries.length === 0) return [];
  return scripts(entries).map(([path, text]) => [
    basename(path).replace('.island.js', '.js'),
    asset(Buffer.from(text), 'text/javascript; charset=utf-8'),
  ]);
}

type Built = { of: [path: string, digest: string][]; files: [path: string, text: string][] };

/** Starting esbuild takes longer than reading what it made: it is asked again when one of the files that it read has changed. */
function scripts(entryPoints: string[]): Built['files'] {
  const options = { entryPoints, bundle: true, minify: true, format: 'esm', target: 'es2022', outdir: folder } as const;
  const name = `${version} ${JSON.stringify(options)}`;
  const before = JSON.parse(builtBefore(name) ?? 'null') as Built | null;
  if (before?.of.every(([path, digest]) => existsSync(path) && digestOf(readFileSync(path)) === digest)) return before.files;
  const { outputFiles, metafile } = buildSync({ ...options, write: false, metafile: true, logLevel: 'silent' });
  const read = Object.keys(metafile.inputs).map((path) => resolvePath(path));
  const built: Built = {
    of: read.map((path) => [path, digestOf(readFileSync(path))]),
    files: outputFiles.map(({ path, text }) => [path, text]),
  };
  keepBuilt(name, JSON.stringify(built));
  return built.files;
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
