// The environment: what is accepted, and what keeps a hub from starting.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigurationError, readConfig } from './config.ts';

const database = { DATABASE_URL: 'postgres://sluss:secret@127.0.0.1:5432/sluss' };

test('without anything but a database the hub listens on this machine alone', () => {
  const config = readConfig(database);
  assert.deepEqual([config.host, config.port, config.origin, config.demo], ['127.0.0.1', 4400, 'http://127.0.0.1:4400', false]);
});

test('demo personas are refused with a database that the launcher did not start', () => {
  assert.throws(() => readConfig({ ...database, DEMO: '1' }), ConfigurationError);
});

test('demo personas are refused on a listener that others can reach', () => {
  assert.throws(() => readConfig({ ...database, DEMO: '1', SLUSS_EMBEDDED: '1', HOST: '0.0.0.0' }), ConfigurationError);
  assert.equal(readConfig({ ...database, DEMO: '1', SLUSS_EMBEDDED: '1' }).demo, true);
});

test('a wrong variable is named, its value is not repeated', () => {
  assert.throws(
    () => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db', PORT: '99999' }),
    (error: Error) => /DATABASE_URL/.test(error.message) && /PORT/.test(error.message) && !/hunter2/.test(error.message),
  );
});

test('demo personas are refused under a name that others reach, where a proxy would hand their requests on', () => {
  const demo = { ...database, DEMO: '1', SLUSS_EMBEDDED: '1' };
  assert.throws(() => readConfig({ ...demo, SLUSS_ORIGIN: 'https://sluss.region.example' }), ConfigurationError);
  assert.equal(readConfig({ ...demo, SLUSS_ORIGIN: 'http://localhost:4400' }).demo, true);
});

const provider = {
  id: 'region',
  title: { sv: 'Region', en: 'Region' },
  issuer: 'https://idp.example',
  client_id: 'sluss',
  client_secret: 'hunter2',
};
const read = (list: unknown) => readConfig({ ...database, SLUSS_OIDC: typeof list === 'string' ? list : JSON.stringify(list) });

test('identity providers come from the environment or from a file', () => {
  assert.equal(read([provider]).providers[0]?.claims.subject, 'sub');
  const path = join(mkdtempSync(join(tmpdir(), 'sluss-oidc-')), 'providers.json');
  writeFileSync(path, JSON.stringify([provider]));
  assert.equal(read(path).providers[0]?.client_secret, 'hunter2');
  assert.deepEqual(readConfig(database).providers, []);
});

test('what is wrong with an identity provider is named by its field, and no value is repeated', () => {
  const wrong: [unknown, RegExp][] = [
    ['[{"client_secret": "hunter2"', /SLUSS_OIDC: is not JSON/],
    ['/hunter2/not/there.json', /SLUSS_OIDC: neither/],
    [[{ ...provider, issuer: 'http://idp.example/hunter2' }], /SLUSS_OIDC\[0\]\.issuer: must start with https/],
    [[{ ...provider, title: { sv: 'hunter2' } }], /SLUSS_OIDC\[0\]\.title\.en/],
    [[{ ...provider, client_secret: { value: 'hunter2' } }], /SLUSS_OIDC\[0\]\.client_secret/],
    [[provider, { ...provider, client_id: 'hunter2' }], /same id/],
    [[{ ...provider, client_secret: undefined }], /client_secret is missing/],
  ];
  for (const [list, message] of wrong)
    assert.throws(
      () => read(list),
      (error: Error) => error instanceof ConfigurationError && message.test(error.message) && !/hunter2/.test(error.message),
    );
});

test('trusted proxies are addresses, or the hub does not start', () => {
  assert.throws(() => readConfig({ ...database, SLUSS_TRUSTED_PROXY: 'proxy.local' }), ConfigurationError);
  assert.equal(readConfig({ ...database, SLUSS_TRUSTED_PROXY: '10.0.0.0/8' }).trustedProxies.check('10.1.2.3', 'ipv4'), true);
});
