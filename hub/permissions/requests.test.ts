// The permission table over HTTP: every verb, by everybody, at home and elsewhere, against what may() says.
import assert from 'node:assert/strict';
import test from 'node:test';
import { testHub } from '../platform/testing.ts';
import { may, table, type Verb } from './may.ts';
import { type Request, requests } from './requests.test-support.ts';
import { type Asker, makeWorld, type World } from './world.test-support.ts';

const world = await makeWorld(await testHub({ demo: true }));

async function given<T>(value: T | ((world: World, asker: Asker) => T | Promise<T>), asker: Asker): Promise<T> {
  return typeof value === 'function' ? (value as (world: World, asker: Asker) => T)(world, asker) : value;
}

/** yes: done, or refused by a rule. no: nobody, not theirs, not there. Anything else says nothing of permission. */
async function outcome(request: Request, asker: Asker): Promise<'yes' | 'no' | string> {
  const path = await given(request.path, asker);
  const done =
    request.by === 'api'
      ? await asker.call(request.method, path, await given(request.body, asker))
      : await asker.browse(request.method, path, await given(request.form, asker));
  if ('location' in done && done.location?.startsWith('/sign-in')) return 'no';
  if ([401, 403, 404].includes(done.status)) return 'no';
  if (request.shows && done.status === 200) return 'page' in done && done.page.includes(request.shows) ? 'yes' : 'no';
  if (request.shows && 'location' in done && done.status === 303) return done.location === request.shows ? 'yes' : 'no';
  if (done.status < 400 || [409, 410, 422].includes(done.status)) return 'yes';
  return `${done.status} ${'body' in done ? JSON.stringify(done.body) : ''}`;
}

/** After these there is nothing left to ask about. */
const endings: Verb[] = ['permit.revoke', 'study.stop', 'station.retire'];
const verbs = (Object.keys(table) as Verb[]).filter((verb) => !endings.includes(verb));

for (const verb of [...verbs, ...endings]) {
  const list = requests[verb] ?? [];
  test(`${verb}: over HTTP it is open to those to whom the table opens it, and to nobody else`, {
    todo: list.length === 0,
  }, async () => {
    assert.ok(list.length > 0, `no request carries ${verb}: add one to requests.test-support.ts, or delete the verb`);
    for (const request of list) {
      const expected = new Map<Asker, 'yes' | 'no'>();
      for (const asker of world.askers)
        expected.set(asker, may(asker.actor, verb, await given(request.thing, asker)) ? 'yes' : 'no');
      // Those who may not come first: what those who may do would change what is there.
      const ordered = [...world.askers].sort((a, b) => (expected.get(a) ?? '').localeCompare(expected.get(b) ?? ''));
      for (const asker of ordered)
        assert.equal(
          await outcome(request, asker),
          expected.get(asker),
          `${asker.name}: ${request.method} ${await given(request.path, asker)} (${request.by})`,
        );
    }
  });
}
