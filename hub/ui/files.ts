// The static files of the interface: what lies in this folder with one of these endings, read once, under its digest.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { newPages } from '../platform/http.tsx';
import { notThere } from '../platform/problem.ts';

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

export async function uiFiles() {
  const folder = new URL('./', import.meta.url);
  const files = new Map<string, { body: Buffer<ArrayBuffer>; type: string; etag: string }>();
  for (const name of await readdir(folder)) {
    const type = types[name.split('.').at(-1) ?? ''];
    if (!type) continue;
    const body = await readFile(new URL(name, folder));
    files.set(name, { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"` });
  }
  const pages = newPages();
  pages.get('/ui/:name', (context) => {
    const file = files.get(context.req.param('name'));
    if (!file) throw notThere();
    const headers = { etag: file.etag, 'cache-control': 'public, max-age=60', 'content-type': file.type };
    if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
    return context.body(file.body, 200, headers);
  });
  return pages;
}
