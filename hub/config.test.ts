// The environment: what is accepted, and what keeps a hub from starting.
import assert from 'node:assert/strict';
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
