// Passkeys in a real browser with a virtual authenticator: made, used without a name being typed, renamed, removed; and what is replayed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedDemo } from '../../hub/demo-personas/actions.ts';
import { testHub } from '../../hub/platform/testing.ts';
import { startChromium } from './chromium.test-support.ts';
import { signedIn } from './visitor.test-support.ts';

const [hub, browser] = await Promise.all([testHub({ demo: true, listen: true }), startChromium()]);
await seedDemo(hub.hub);
// A passkey belongs to a name: at 127.0.0.1 there are none.
const origin = hub.origin.replace('127.0.0.1', 'localhost');
const visitor = await signedIn(browser, 'innovator', { origin, language: 'en' });
const { page } = visitor;
const devtools = await visitor.context.newCDPSession(page);
await devtools.send('WebAuthn.enable');
await devtools.send('WebAuthn.addVirtualAuthenticator', {
  options: {
    ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
    ...{ isUserVerified: true, automaticPresenceSimulation: true },
  },
});
const posted: { url: string; body: string }[] = [];
page.on('request', (request) => {
  if (request.method() === 'POST') posted.push({ url: new URL(request.url()).pathname, body: request.postData() ?? '' });
});
const rows = () => hub.hub.db.selectFrom('passkey').selectAll().execute();

test('a person makes a passkey on their own page, with the keyboard alone, and hears of it by letter', async () => {
  await visitor.open('/me');
  await visitor.write('New passkey', 'work computer');
  await visitor.follow('button', 'Make a passkey');
  await page.getByText('work computer', { exact: true }).waitFor();
  assert.deepEqual(
    (await rows()).map((row) => [row.name, row.counter >= 0]),
    [['work computer', true]],
  );
  assert.match(hub.letters.at(-1)?.text ?? '', /work computer/);
});

test('the same authenticator makes no second passkey for the same account', async () => {
  await page.getByLabel('New passkey').fill('again');
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await page.getByText('could not be made').waitFor();
  assert.equal((await rows()).length, 1);
});

test('signed out, the person comes in by the passkey without typing who they are, to where they wanted to go', async () => {
  await visitor.follow('button', 'Sign out');
  await visitor.open('/sign-in?to=/studies');
  await page.getByRole('button', { name: 'Use a passkey' }).press('Enter');
  await page.waitForURL(`${origin}/studies`);
  assert.match((await page.locator('header').textContent()) ?? '', /Ines Lindqvist/);
});

test('what the browser sent signs nobody in a second time, nor from another origin, nor for another person', async () => {
  const sent = posted.find(({ url }) => url === '/sign-in/passkey');
  const made = posted.find(({ url }) => url === '/me/passkeys');
  assert.ok(sent && made);
  const send = (path: string, body: string, from = origin, cookie = '') =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      body,
      headers: { origin: from, cookie, 'content-type': 'application/json' },
    });
  const again = await send('/sign-in/passkey', sent.body);
  assert.deepEqual(
    [again.status, ((await again.json()) as { code: string }).code],
    [403, 'passkey-not-valid'],
    'the challenge was used',
  );
  assert.equal((await send('/sign-in/passkey', sent.body, 'https://evil.example')).status, 403);
  const [cookie = ''] = (
    await fetch(`${origin}/sign-in/persona/officer`, { method: 'POST', headers: { origin }, redirect: 'manual' })
  ).headers.getSetCookie();
  assert.equal((await send('/me/passkeys', made.body, origin, cookie)).status, 422, 'made for somebody else’s account');
  assert.equal((await rows()).length, 1);
});

test('a challenge of this hub signed for another name is refused', async () => {
  const asked = await fetch(`${origin}/sign-in/passkey/options`, { method: 'POST', headers: { origin } });
  const options = (await asked.json()) as { challenge: string };
  const sent = JSON.parse(posted.findLast(({ url }) => url === '/sign-in/passkey')?.body ?? '{}');
  const data = JSON.parse(Buffer.from(sent.response.response.clientDataJSON, 'base64url').toString());
  const forged = { ...data, challenge: options.challenge };
  sent.response.response.clientDataJSON = Buffer.from(JSON.stringify(forged)).toString('base64url');
  const headers = { origin, 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/sign-in/passkey`, { method: 'POST', body: JSON.stringify(sent), headers });
  assert.equal(answer.status, 403, 'the signature is over other bytes');
});

test('a passkey is renamed and removed, and then signs nobody in', async () => {
  await visitor.open('/me');
  await page.getByText('Rename').click();
  await page.getByLabel('Name of the passkey').fill('old computer');
  await page.locator('.entries').getByRole('button', { name: 'Save the name' }).click();
  await page.getByText('old computer').waitFor();
  await page.locator('.entries').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('old computer').waitFor({ state: 'detached' });
  assert.equal((await rows()).length, 0);
  await visitor.follow('button', 'Sign out');
  await visitor.open('/sign-in');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByText('not known here').waitFor();
});

test('at an address without a name, and without scripts, the page offers the other ways', async () => {
  await page.goto(`${hub.origin}/sign-in`);
  assert.equal(await page.getByRole('button', { name: 'Use a passkey' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Send me a link' }).count(), 1);
});
