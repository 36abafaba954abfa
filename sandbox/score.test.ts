import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digest } from '@sluss/protocol/canonical.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import fc from 'fast-check';
import { inspect, type Model } from './inspect.ts';
import { defaultLimits, sandboxCommand, startSandbox } from './process.ts';
import { checkModelBytes, scorer } from './score.ts';

const specimen = (name: string) => readFileSync(new URL(`specimens/${name}.onnx`, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const demo = readFileSync(new URL('../demo/model/cleveland.onnx', import.meta.url));
const small = { ...defaultLimits, memoryMb: 256, cpuSeconds: 60 };
/** For what never ends. */
const short = { ...small, timeoutMs: 1500 };

async function scoresOf(model: Uint8Array, persons: number[][]): Promise<Float64Array> {
  const { score, close } = await scorer(model);
  try {
    return await score(Float32Array.from(persons.flat()), persons.length, persons[0]?.length ?? 0);
  } finally {
    close();
  }
}

function assertNear(actual: ArrayLike<number>, expected: number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(
      Math.abs((actual[i] as number) - (expected[i] as number)) < tolerance,
      `person ${i}: ${actual[i]}, not ${expected[i]}`,
    );
}

test('the demo model scores all 740 patients as scikit-learn does', async () => {
  const { patients } = json('../demo/model/expected.json');
  for (const hospital of ['cleveland', 'budapest', 'zurich', 'long-beach'])
    assertNear(await scoresOf(demo, patients[hospital].inputs), patients[hospital].scores, 1e-6);
});

test('boosted trees, forests, networks and support vectors score as scikit-learn and numpy do', async () => {
  const expected = json('specimens/expected.json');
  for (const name of ['boosted-trees', 'forest', 'neural-network', 'support-vectors', 'gemm'])
    assertNear(await scoresOf(specimen(name), expected.patients), expected[name], 2e-6);
});

test('many persons are scored in batches that do not show in the result', async () => {
  const { patients } = json('../demo/model/expected.json');
  const rows = 40_000;
  const many = Array.from({ length: rows }, (_, i) => patients.cleveland.inputs[i % 303]);
  const scores = await scoresOf(demo, many);
  for (let i = 303; i < rows; i++) assert.equal(scores[i], scores[i % 303]);
});

for (const [name, detail] of [
  ['custom-operator', /is not allowed/],
  ['not-a-number', /not a probability/],
  ['not-a-probability', /not a probability/],
  ['mixes-rows', /depends on the others/],
  ['other-shape', /another shape/],
  ['doubling', /bad_alloc|memory/],
  ['slow', /too long/],
] as const) {
  test(`what is wrong with a model is found before it sees data: ${name}`, async () => {
    await assert.rejects(
      scorer(specimen(name), name === 'slow' ? short : small),
      (error) => error instanceof Refusal && error.code === 'malformed' && detail.test(error.detail),
    );
  });
}

test('a model that fails on some kind of person only is refused with the code that says nothing', async () => {
  const { score, close } = await scorer(specimen('tripwire'));
  const persons = new Float32Array(26).fill(1);
  assert.equal((await score(persons, 2, 13)).length, 2);
  persons[13] = 2000;
  await assert.rejects(score(persons, 2, 13), (error) => error instanceof Refusal && error.code === 'too_few');
  close();
});

test('another number of columns than the model takes is malformed', async () => {
  const { score, close } = await scorer(demo);
  await assert.rejects(score(new Float32Array(24), 2, 12), { code: 'malformed' });
  close();
});

// What reading would have refused, given to the runtime all the same: the walls must hold without the guard at the door.
const unread: Model = { accepted: true, inputs: 13, input: 'patient', output: 'risk', columns: 1, operators: [] };
for (const [name, reason] of [
  ['loop', /too long/],
  ['giant', /bad_alloc|memory/],
  ['external-data', /external/],
  ['overflowing-dimensions', /overflow/],
] as const) {
  test(`the sandbox holds a model that nobody has read: ${name}`, async () => {
    const sandbox = await startSandbox(name === 'loop' ? short : small);
    const attempt = async () => {
      await sandbox.ask({ load: specimen(name), model: unread });
      await sandbox.ask({ score: new Float32Array(26).fill(1) });
    };
    await assert.rejects(attempt(), reason);
    sandbox.close();
    await assert.rejects(sandbox.ask({ score: new Float32Array(13) }));
  });
}

test('from the sandbox no file can be read or written, no process or thread started, no variable seen', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [file, args] = sandboxCommand(defaultLimits, 'specimens/escape.ts');
  const target = fileURLToPath(new URL('../package.json', import.meta.url));
  const child = spawn(file, [...args, target, String((server.address() as AddressInfo).port)], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [{ network, ...open }] = (await once(child, 'message')) as [Record<string, unknown>];
  server.close();
  assert.deepEqual(open, { read: false, write: false, child: false, worker: false, environment: [] });
  // The network is closed where the system grants a network namespace; elsewhere the runtime has no code that could use it.
  assert.equal(typeof network, 'boolean');
});

test('damaged models that still read as models do not bring the station down', async () => {
  const models = [demo, specimen('gemm'), specimen('boosted-trees')];
  let sandbox = await startSandbox(short);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...models),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      async (model, changes) => {
        const bytes = Uint8Array.from(model);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const inspection = inspect(bytes);
        if (!inspection.accepted) return;
        const failure = await sandbox
          .ask({ load: bytes, model: inspection })
          .then(() => sandbox.ask({ score: new Float32Array(inspection.inputs) }))
          .catch((error: Error) => error);
        if (failure instanceof Error && /too long|crashed/.test(failure.message)) sandbox = await startSandbox(short);
      },
    ),
    { numRuns: 60 },
  );
  sandbox.close();
});

test('bytes are checked against the digest that the permit names', () => {
  checkModelBytes(demo, digest(demo));
  assert.throws(() => checkModelBytes(Buffer.concat([demo, Buffer.of(0)]), digest(demo)), { code: 'malformed' });
  assert.equal(digest(demo), json('../demo/model/card.json').digest);
});

test('a file that would fill the memory while it is read does so in the sandbox', async () => {
  const nodes = Buffer.alloc(19_000_000);
  for (let i = 0; i < nodes.length; i += 2) nodes[i] = 0x0a; // field 1 of a graph: a node, of no bytes
  const length = [0, 7, 14, 21].map((shift) => ((nodes.length >> shift) & 127) | (shift < 21 ? 128 : 0));
  const file = Buffer.concat([Buffer.from([8, 9, 0x3a, ...length]), nodes]);
  const little = { ...small, memoryMb: 128 };
  await assert.rejects(scorer(file, little), (error) => error instanceof Refusal && /cannot be read/.test(error.detail));
  await assert.rejects(scorer(Buffer.from('not a model')), { code: 'malformed' });
});
