// For tests: a steward at the desk of a station, with a browser's manners: one cookie, its own origin, redirects followed by hand.
import { after } from 'node:test';
import { startDesk } from './server.ts';

/** Opens the desk of a folder and comes in. Everything ends with the test file. */
export async function steward(folder: string, now?: () => Date) {
  const printed: string[] = [];
  const desk = await startDesk(folder, { say: (line) => void printed.push(line), ...(now ? { now } : {}) });
  after(() => desk.close());
  const code = desk.code();
  const entered = await ask(desk.origin, '/enter', { method: 'POST', body: new URLSearchParams({ code }) });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    ...desk,
    printed,
    cookie,
    enteredWith: code,
    setCookie: entered.headers.get('set-cookie') ?? '',
    async page(path: string, language = 'en'): Promise<string> {
      const at = `${path}${path.includes('?') ? '&' : '?'}language=${language}`;
      return (await ask(desk.origin, at, { headers: { cookie } })).text();
    },
    get: (path: string) => ask(desk.origin, path, { headers: { cookie } }),
    post: (path: string, fields: Record<string, string> | [string, string][] = {}) =>
      ask(desk.origin, path, { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) }),
  };
}

/** As a browser sends it from the desk's own pages; headers may say otherwise. */
export function ask(origin: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...(init.method === 'POST' ? { origin } : {}), ...(init.headers as Record<string, string>) };
  return fetch(new URL(path, origin), { redirect: 'manual', ...init, headers });
}

/** A page's words, without its marks. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', '’')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
