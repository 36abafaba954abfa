// The station's side of the conversation with a hub, which is played by a small HTTP server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { digest } from '@sluss/protocol/canonical.ts';
import type { Reply, Work } from '@sluss/protocol/messages.ts';
import { work } from './exchange.ts';
import { type Federation, type Imported, invitation, makeFederation, permitOf, planOf } from './federation.test-support.ts';
import { importHeart } from './heart-federation.test-support.ts';

let imported: Imported;
let federation: Federation;
before(async () => {
  imported = await importHeart();
  federation = await makeFederation(imported);
});
after(() => {
  federation?.close();
  imported?.remove();
});

test('work that fails keeps no other work from being done, and what was done is said in the next exchange', async () => {
  const permit = permitOf(federation);
  const [plan, finished] = [planOf(federation, permit), digest('another plan')];
  const items: Work[] = [invitation(federation, permit, plan), { kind: 'finished', plan: finished }];
  const stop = new AbortController();
  const said: Reply[] = [];
  const hub = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    said.push(...JSON.parse(body).replies);
    if (said.length > 0) stop.abort();
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ work: said.length > 0 ? [] : items, time: 0 }));
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  const station = federation.station('cleveland');
  const lines: string[] = [];
  // A policy that is none: nothing can be judged.
  writeFileSync(join(station.folder, 'policy.json'), '{}');
  const settings = { ...station.settings, hub: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` };
  await work({ ...station, settings, log: (line) => void lines.push(line) }, stop.signal);
  hub.close();
  assert.deepEqual(said, [{ kind: 'finished', plan: finished }]);
  assert.match(lines.join('\n'), /something failed/);
});
