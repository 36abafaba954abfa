// Serves the static files of the interface.
import { newPages } from '../platform/http.tsx';
import { notThere } from '../platform/problem.ts';
import { assets } from './assets.ts';

const year = 31_536_000;

export function uiFiles() {
  const pages = newPages();
  pages.get('/ui/:name', (context) => {
    const file = assets.get(context.req.param('name'));
    if (!file) throw notThere();
    // Fonts are named in the stylesheet without a digest: they never change under a name.
    const lasting = context.req.query('v') === file.etag.slice(1, -1) || file.type === 'font/woff2';
    const headers = {
      etag: file.etag,
      'cache-control': lasting ? `public, max-age=${year}, immutable` : 'public, max-age=60',
      'content-type': file.type,
    };
    if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
    return context.body(file.body, 200, headers);
  });
  return pages;
}
