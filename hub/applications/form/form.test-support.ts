// For tests of the form: pages as a person's browser gets and sends them.
import type { TestHub } from '../../platform/testing.ts';

export type Browser = {
  get(path: string): Promise<Shown>;
  /** Posts a form; lists become repeated fields. `json`: as the island does. */
  post(path: string, fields: Fields, options?: { json?: boolean }): Promise<Shown>;
  upload(path: string, fields: Record<string, string>, file: File, name?: string): Promise<Shown>;
};
export type Fields = Record<string, string | string[]>;
export type Shown = { status: number; html: string; location: string; headers: Headers };

/** `persona` null: nobody is signed in. */
export async function browser(test: TestHub, persona: string | null, language = 'en'): Promise<Browser> {
  const { origin } = test.hub.config;
  const signedIn = persona
    ? await test.app.request(`/sign-in/persona/${persona}`, { method: 'POST', headers: { origin } })
    : undefined;
  const session = (signedIn?.headers.getSetCookie() ?? [])
    .map((one) => one.split(';')[0] ?? '')
    .filter((one) => !one.startsWith('language='));
  const headers = {
    cookie: session.join('; '),
    accept: 'text/html',
    origin,
  };
  const inLanguage = (path: string) => `${path}${path.includes('?') ? '&' : '?'}language=${language}`;
  const shown = async (response: Response): Promise<Shown> => ({
    status: response.status,
    html: await response.text(),
    location: response.headers.get('location') ?? '',
    headers: response.headers,
  });
  return {
    get: async (path) => shown(await test.app.request(inLanguage(path), { headers })),
    async post(path, fields, { json = false } = {}) {
      const body = new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
      );
      const accept = json ? { accept: 'application/json' } : {};
      return shown(await test.app.request(inLanguage(path), { method: 'POST', headers: { ...headers, ...accept }, body }));
    },
    async upload(path, fields, file, name = 'file') {
      const body = new FormData();
      for (const [field, value] of Object.entries(fields)) body.append(field, value);
      body.append(name, file);
      return shown(await test.app.request(inLanguage(path), { method: 'POST', headers, body }));
    },
  };
}

const plainText = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What a browser would send of the form with this id or action, as it stands on the page. */
export function fieldsOn(html: string, formPart: string): Fields {
  const form = [...html.matchAll(/<form[^>]*>.*?<\/form>/gs)]
    .map((match) => match[0])
    .find((one) => one.split('>')[0]?.includes(formPart));
  if (!form) throw new Error(`no form with ${formPart}`);
  const fields: Fields = {};
  const put = (name: string, value: string) => {
    if (!name.endsWith('[]')) fields[name] = value;
    else fields[name] = [...[fields[name] ?? []].flat(), value];
  };
  const attribute = (tag: string, name: string) => {
    const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
    return found === undefined ? undefined : plainText(found);
  };
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [type, name] = [attribute(tag, 'type') ?? 'text', attribute(tag, 'name')];
    if (!name || type === 'file') continue;
    if ((type === 'checkbox' || type === 'radio') && !/\schecked/.test(tag)) continue;
    put(name, attribute(tag, 'value') ?? '');
  }
  for (const [, attributes = '', value = ''] of form.matchAll(/<textarea([^>]*)>\n?(.*?)<\/textarea>/gs))
    put(attribute(attributes, 'name') ?? '', plainText(value));
  for (const [, attributes = '', options = ''] of form.matchAll(/<select([^>]*)>(.*?)<\/select>/gs)) {
    const all = [...options.matchAll(/<option([^>]*)>/g)].map((match) => match[1] ?? '');
    const chosen = all.find((one) => /\sselected/.test(one)) ?? all[0] ?? '';
    put(attribute(attributes, 'name') ?? '', attribute(chosen, 'value') ?? '');
  }
  return fields;
}
