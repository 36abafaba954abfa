import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { inspect } from './inspect.ts';
import { maxModelBytes } from './largest-model.ts';

const specimen = (name: string) => readFileSync(new URL(`specimens/${name}.onnx`, import.meta.url));
const demo = readFileSync(new URL('../demo/model/cleveland.onnx', import.meta.url));
const honest = ['boosted-trees', 'forest', 'neural-network', 'support-vectors', 'gemm'];

test('the demo model takes 13 columns and gives two, of which the last is the probability', () => {
  assert.deepEqual(inspect(demo), {
    accepted: true,
    inputs: 13,
    input: 'patient',
    output: 'probabilities',
    columns: 2,
    operators: ['LinearClassifier', 'Scaler'],
  });
});

test('trees, forests, networks and support vectors are accepted as scikit-learn and PyTorch export them', () => {
  for (const name of honest) assert.ok(inspect(specimen(name)).accepted, name);
});

const refused: [string, RegExp][] = [
  ['custom-operator', /operator "com\.example\.Anything" is not allowed/],
  ['random', /operator "RandomUniformLike" is not allowed/],
  ['loop', /operator "Loop" is not allowed/],
  ['giant', /operator "ConstantOfShape" is not allowed/],
  ['external-data', /outside the file/],
  ['large-dimensions', /size is not what it declares/],
  ['overflowing-dimensions', /size is not what it declares/],
  ['sparse', /sparse/],
  ['function', /functions of its own/],
  ['training', /training/],
  ['two-outputs', /2 outputs that could be the probability/],
  ['two-inputs', /other than one input: put all columns into one/],
  ['fixed-batch', /shape \[any number, 1 to 5000\]/],
  ['newer-operators', /newer than ai\.onnx 26/],
  ['newer-ir', /IR version is newer/],
  ['text-cast', /casts to a type/],
  ['text-input', /not a tensor of float32/],
  ['zipmap', /zipmap=False/],
];
for (const [name, reason] of refused) {
  test(`a model is refused with its reason: ${name}`, () => {
    const inspection = inspect(specimen(name));
    assert.ok(!inspection.accepted);
    assert.match(inspection.reason, reason);
  });
}

test('what is not ONNX, is empty, cut short or too large is refused', () => {
  const pieces = [
    new Uint8Array(),
    Buffer.from('age,sex\n63,1\n'),
    Buffer.from('{"a":1}'),
    demo.subarray(0, 300),
    new Uint8Array(maxModelBytes + 1),
  ];
  for (const bytes of pieces) assert.equal(inspect(bytes).accepted, false);
});

test('messages nested ten thousand deep are refused, not followed', () => {
  let nested = Buffer.alloc(0);
  const wrap = (field: number, bytes: Buffer) => {
    const length: number[] = [];
    for (let rest = bytes.length; ; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) break;
    }
    return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), bytes]);
  };
  for (let depth = 0; depth < 10_000; depth += 3) nested = wrap(1, wrap(5, wrap(6, nested))); // graph > node > attribute > graph
  assert.equal(inspect(wrap(7, nested)).accepted, false);
});

test('any bytes, and any damage to a real model, get an answer and never an exception', () => {
  const models = [demo, ...honest.map(specimen)];
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom(...models), damage, fc.option(fc.nat()), (model, changes, cut) => {
      const bytes = Uint8Array.from(cut === null ? model : model.subarray(0, cut % model.length));
      for (const [at, value] of changes) bytes[at % Math.max(1, bytes.length)] = value;
      const inspection = inspect(bytes);
      if (inspection.accepted) assert.ok(inspection.inputs >= 1 && inspection.inputs <= 5000);
      else assert.ok(inspection.reason.length > 0);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !inspect(bytes).accepted),
    { numRuns: 500 },
  );
});
