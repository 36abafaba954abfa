// Somebody with a browser, as far as the hub can tell: connections that are kept, a session cookie, gzip, forms as they stand on the page.
import { randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Meter } from './meter.ts';

export type Fields = Record<string, string | string[]>;
export type Upload = { name: string; file: string; bytes: Buffer };
export type Shown = { status: number; html: string; location: string };

export type Visitor = {
  get(page: string, path: string): Promise<Shown>;
  /** As the island does it with `json`, else as a form is sent; a file makes it multipart. `expect`: the answer that is right. */
  post(page: string, path: string, fields: Fields, options?: { json?: boolean; file?: Upload; expect?: number }): Promise<Shown>;
  /** Follows a server-sent stream until the hub ends it; tells each event. */
  follow(path: string, seen: (at: number, bytes: number) => void): Promise<void>;
  leave(): void;
};

/** `meter` null: not counted. */
export function visitor(origin: string, meter: Meter | null, cookie = ''): Visitor & { cookie: () => string } {
  // Browsers open at most six connections to one place.
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  const cookies = new Map(cookie.split('; ').flatMap((one) => (one ? [one.split('=') as [string, string]] : [])));
  const held = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  async function ask(page: string, method: string, path: string, expect: number, headers: Record<string, string>, body?: Buffer) {
    const begun = performance.now();
    const response = await send(method, path, headers, body);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const took = performance.now() - begun;
    const status = response.statusCode ?? 0;
    for (const line of response.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    meter?.took(page, took, status === expect);
    const bytes = Buffer.concat(chunks);
    const html = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    if (status !== expect) {
      const words = html.replace(/<head>.*?<\/head>|<[^>]*>/gs, ' ').replace(/\s+/g, ' ');
      if (!meter) throw new Error(`${method} ${path} was answered with ${status}: ${words.slice(0, 300)}`);
      if (meter.wrong.length < 20) meter.wrong.push(`${page}: ${method} ${path} ${status} ${words.slice(0, 200)}`);
    }
    return { status, html, location: response.headers.location ?? '' };
  }

  function send(method: string, path: string, headers: Record<string, string>, body?: Buffer): Promise<IncomingMessage> {
    return new Promise((done, failed) => {
      const all = { accept: 'text/html', 'accept-encoding': 'gzip', cookie: held(), origin, ...headers };
      request(new URL(path, origin), { agent, method, headers: all }, done).once('error', failed).end(body);
    });
  }

  return {
    cookie: held,
    get: (page, path) => ask(page, 'GET', path, 200, {}),
    post(page, path, fields, { json = false, file, expect = json ? 200 : 303 } = {}) {
      const { type, body } = file ? multipart(fields, file) : urlEncoded(fields);
      const accept: Record<string, string> = json ? { accept: 'application/json' } : {};
      return ask(page, 'POST', path, expect, { ...accept, 'content-type': type, 'content-length': String(body.length) }, body);
    },
    async follow(path, seen) {
      const response = await send('GET', path, { accept: 'text/event-stream' });
      for await (const chunk of response) {
        const text = (chunk as Buffer).toString();
        if (text.includes('event: progress')) seen(performance.now(), text.length);
      }
    },
    leave: () => agent.destroy(),
  };
}

const pairs = (fields: Fields) =>
  Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));

function urlEncoded(fields: Fields) {
  return { type: 'application/x-www-form-urlencoded', body: Buffer.from(new URLSearchParams(pairs(fields)).toString()) };
}

function multipart(fields: Fields, file: Upload) {
  const edge = `edge-${randomBytes(12).toString('hex')}`;
  const part = (name: string, more = '') => `--${edge}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n`;
  const texts = pairs(fields).map(([name, value]) => `${part(name)}\r\n${value}\r\n`);
  const head = `${part(file.name, `; filename="${file.file}"`)}content-type: application/pdf\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(texts.join('') + head), file.bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${edge}`, body };
}
