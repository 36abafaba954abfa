// Who gets to the desk: nobody from another machine, from another site, under another name, or without the code.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { makeFederation } from '@sluss/station/federation.test-support.ts';
import { importHeart } from '@sluss/station/heart-federation.test-support.ts';
import { readPolicy } from '@sluss/station/station.ts';
import { ask, steward } from './desk.test-support.ts';
import { startDesk } from './server.ts';

const imported = await importHeart();
const federation = await makeFederation({ ...imported, hospitals: imported.hospitals.slice(2, 3) });
const folder = join(federation.root, 'zurich');
const zurich = await steward(folder);
after(() => {
  federation.close();
  imported.remove();
});
const port = Number(new URL(zurich.origin).port);
const places = [
  '/',
  '/log',
  '/ledger',
  '/policy',
  '/policy/preview',
  '/journal',
  '/journal/verification',
  '/journal.jsonl',
  '/credit',
  '/studies/x',
];

type Sent = { method?: string; form?: string; headers?: Record<string, string> };
/** A request whose Host header, and others that a browser writes, say what we want: fetch would not let us. */
async function asHost(host: string, path: string, { method = 'GET', form = '', headers = {} }: Sent = {}) {
  const type = form ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  const said = { host, cookie: zurich.cookie, ...type, ...headers };
  const sent = request({ host: '127.0.0.1', port, path, method, headers: said }).end(form);
  const [response] = await once(sent, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode as number, body, cookie: String(response.headers['set-cookie'] ?? '') };
}

test('without the code every address leads to the door, and none tells anything', async () => {
  for (const path of places) {
    const answer = await ask(zurich.origin, path);
    assert.deepEqual([path, answer.status, answer.headers.get('location')], [path, 303, '/enter']);
    assert.equal(await answer.text(), '');
  }
  for (const path of ['/pause', '/resume', '/policy', '/studies/x/release-set']) {
    const answer = await ask(zurich.origin, path, { method: 'POST' });
    assert.deepEqual([path, answer.status, answer.headers.get('location')], [path, 303, '/enter']);
  }
  assert.equal(readPolicy(folder).paused, false);
});

test('a code works once; the next one stands in the terminal, and so does that somebody used one or tried a wrong one', async () => {
  const enter = (code: string) => ask(zurich.origin, '/enter', { method: 'POST', body: new URLSearchParams({ code }) });
  const again = await enter(zurich.enteredWith);
  assert.equal(again.status, 403);
  assert.equal(again.headers.get('set-cookie'), null);
  assert.match(zurich.printed.join('\n'), /came in with the code.*tried a wrong code/s);
  assert.match(await again.text(), /role="alert"|class="error"/);
  const next = zurich.code();
  assert.notEqual(next, zurich.enteredWith);
  assert.ok(zurich.printed.some((line) => line.includes(next)));
  assert.equal((await enter(next.toLowerCase().replaceAll('-', ' '))).status, 303);
});

test('the session is a cookie that no script reads and no other site sends; it ends when the desk is locked', async () => {
  assert.match(zurich.setCookie, /^sluss-desk-\d+=[\w-]{43}; /);
  assert.match(zurich.setCookie, /HttpOnly/);
  assert.match(zurich.setCookie, /SameSite=Strict/);
  const code = zurich.code();
  const other = await ask(zurich.origin, '/enter', { method: 'POST', body: new URLSearchParams({ code }) });
  const cookie = other.headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.equal((await ask(zurich.origin, '/', { headers: { cookie } })).status, 200);
  await ask(zurich.origin, '/leave', { method: 'POST', headers: { cookie } });
  assert.equal((await ask(zurich.origin, '/', { headers: { cookie } })).status, 303);
  assert.equal((await zurich.get('/')).status, 200, 'the other browser stays inside');
});

test('a session is over after eight hours', async () => {
  let now = new Date('2026-03-02T08:00:00Z');
  const desk = await steward(folder, () => now);
  assert.equal((await desk.get('/')).status, 200);
  now = new Date('2026-03-02T16:00:00Z');
  assert.equal((await desk.get('/')).status, 303);
});

test('under any other name than its own it says nothing: a name that is made to point here (DNS rebinding) gets no page', async () => {
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1:${port}`,
    'localhost',
    `localhost.evil.example:${port}`,
  ]) {
    const { status, body } = await asHost(host, '/');
    assert.deepEqual([host, status], [host, 421]);
    assert.equal(body, `This desk answers at ${zurich.origin} alone.\n`);
  }
  assert.equal((await asHost(`localhost:${port}`, '/')).status, 200);
});

test('the address that is printed has a name of its own, which no other server on this machine is sent the cookie of', async () => {
  const { host, hostname } = new URL(zurich.address);
  assert.match(hostname, /^desk-[0-9a-f]{15}\.localhost$/);
  const form = new URLSearchParams({ code: zurich.code() }).toString();
  const entered = await asHost(host, '/enter', { method: 'POST', form, headers: { origin: zurich.address, cookie: '' } });
  assert.equal(entered.status, 303);
  assert.doesNotMatch(entered.cookie, /Domain/i, 'for this one name');
  const cookie = entered.cookie.split(';')[0] ?? '';
  assert.equal((await asHost(host, '/', { headers: { cookie } })).status, 200);
  const mixed = { method: 'POST', headers: { cookie, origin: zurich.origin } };
  assert.equal((await asHost(host, '/pause', mixed)).status, 403, 'a form of another name of the desk');
  // Nobody who does not know the name is told it.
  for (const wrong of ['evil.example', `localhost:${port}`])
    assert.ok(!(await asHost(wrong, '/enter', { headers: { cookie: '' } })).body.includes(hostname));
});

test('a page of another port, which is of the same site and brings the cookie along, is answered nothing', async () => {
  const from = (site: string, mode: string, dest: string) =>
    asHost(`localhost:${port}`, '/log', { headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } });
  for (const [mode, dest] of [
    ['no-cors', 'script'],
    ['no-cors', 'image'],
    ['cors', 'empty'],
    ['navigate', 'iframe'],
  ] as const)
    assert.equal((await from('same-site', mode, dest)).status, 403, `${mode} ${dest}`);
  assert.equal((await from('same-site', 'navigate', 'document')).status, 200, 'a link may lead here');
  assert.equal((await from('same-origin', 'no-cors', 'script')).status, 200);
  assert.equal((await from('none', 'navigate', 'document')).status, 200);
});

test('a form that another site sends changes nothing, even with the cookie', async () => {
  const headers = { cookie: zurich.cookie };
  for (const origin of ['https://evil.example', 'null', `http://localhost:${port + 1}`, `http://127.0.0.1:${port}`, '']) {
    const answer = await ask(zurich.origin, '/pause', { method: 'POST', headers: { ...headers, origin } });
    assert.deepEqual([origin, answer.status], [origin, 403]);
  }
  const without = request({
    host: '127.0.0.1',
    port,
    path: '/pause',
    method: 'POST',
    headers: { ...headers, host: `localhost:${port}` },
  }).end();
  const [answer] = await once(without, 'response');
  answer.resume();
  assert.equal(answer.statusCode, 403);
  assert.equal(readPolicy(folder).paused, false);
});

test('it listens on this machine alone, and refuses to listen anywhere else', async () => {
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'station.example'])
    await assert.rejects(startDesk(folder, { host, say: () => {} }), /this machine alone/);
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one && !one.internal && one.family === 'IPv4');
  for (const one of outside) {
    const socket = connect(port, one?.address);
    const [error] = await Promise.race([once(socket, 'error'), once(socket, 'connect').then(() => [null])]);
    socket.destroy();
    assert.equal((error as { code?: string } | null)?.code, 'ECONNREFUSED', `reached through ${one?.address}`);
  }
});

test('pages load nothing from elsewhere, run no script of their own, and are kept nowhere', async () => {
  const answer = await zurich.get('/policy');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.match(
    answer.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
  );
  const html = await answer.text();
  assert.doesNotMatch(html, /(src|href|action)="(https?:)?\/\//);
  assert.doesNotMatch(html, / style=| on\w+="/);
});

test('more than a form holds, a form of another kind, and addresses that lead nowhere are answered calmly', async () => {
  const headers = { cookie: zurich.cookie };
  const large = await ask(zurich.origin, '/policy', {
    method: 'POST',
    headers,
    body: new URLSearchParams({ note: 'x'.repeat(1_000_000) }),
  });
  assert.equal(large.status, 422);
  const file = new FormData();
  file.set('k', '5');
  assert.equal((await ask(zurich.origin, '/policy', { method: 'POST', headers, body: file })).status, 422);
  for (const path of ['/studies/sha256:x', '/studies/%00', '/ui/nothing.js', '/../../etc/passwd', '/nowhere'])
    assert.equal((await zurich.get(path)).status, 404, path);
  assert.equal((await zurich.get('/log?page=99999&study=%22&day=2026-99-99&what=constructor')).status, 200);
});

test('a folder without a station has no desk', async () => {
  await assert.rejects(startDesk(federation.root, { say: () => {} }), /holds no station that has joined/);
});
