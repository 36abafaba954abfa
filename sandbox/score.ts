// Scores persons with a brought model, which runs in a sandbox (process.ts). What is wrong with the model itself is found before
// it sees data, and said; whatever goes wrong afterwards has the one code that everything has which depends on data.
import { digest as digestOf } from '@sluss/protocol/canonical.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Inspection, Model } from './inspect.ts';
import { maxModelBytes } from './largest-model.ts';
import { defaultLimits, type Limits, type Sandbox, startSandbox } from './process.ts';

export type Scorer = {
  model: Model;
  /** Scores of `rows` persons, row by row in `batch`. What is no probability (also NaN) is handed on for the question to count: a
   * refusal would say that there is such a person. Throws Refusal('too_few') when the model fails on them. */
  score: (batch: Float32Array, rows: number, columns: number) => Promise<Float64Array>;
  close: () => void;
};

const batchRows = 16_384;
const probeRows = 32;

/** Bytes that are not the model which the permit names are refused before anything looks at them. */
export function checkModelBytes(bytes: Uint8Array, digest: string): void {
  if (digestOf(bytes) !== digest) refuse('the bytes are not the model of that digest');
}

/** Starts a sandbox with the model. Throws Refusal('malformed'), whose detail says what is wrong with the model. */
export async function scorer(bytes: Uint8Array, limits: Limits = defaultLimits): Promise<Scorer> {
  if (bytes.length > maxModelBytes) refuse('it is too large');
  const sandbox = await startSandbox(limits);
  try {
    const found = await sandbox.ask({ inspect: bytes }).catch((error) => refuse(`it cannot be read: ${error.message}`));
    const model = found as Inspection;
    if (!model.accepted) return refuse(model.reason);
    await sandbox.ask({ load: bytes, model }).catch((error) => refuse(`it does not load: ${error.message}`));
    await probe(sandbox, model);
    return { model, score: (batch, rows, columns) => scoreAll(sandbox, model, batch, rows, columns), close: sandbox.close };
  } catch (error) {
    sandbox.close();
    throw error;
  }
}

function refuse(reason: string): never {
  throw new Refusal('malformed', reason);
}

/** Scores of one batch as they come: not yet known to be probabilities. */
const raw = (sandbox: Sandbox, batch: Float32Array) => sandbox.ask({ score: batch }) as Promise<Float32Array>;

const isProbability = (score: number) => score >= -1e-6 && score <= 1 + 1e-6; // float32 sums may end a little outside

/** Made-up persons, so that what is found is about the model: it must mostly give probabilities, and a person's score may not
 * depend on who else is in the batch (a model that mixes rows could carry one person's value into the others' scores). */
async function probe(sandbox: Sandbox, model: Model): Promise<void> {
  const persons = Float32Array.from({ length: probeRows * model.inputs }, (_, i) => ((i * 7919) % 1009) / 10 ** (1 + (i % 3)));
  const attempt = (batch: Float32Array) =>
    raw(sandbox, batch).catch((error) => refuse(`it fails on made-up data: ${error.message}`));
  const together = await attempt(persons);
  if (together.filter(isProbability).length < probeRows / 2) refuse('its output is not a probability');
  for (let row = 0; row < probeRows; row++) {
    const [alone] = await attempt(persons.subarray(row * model.inputs, (row + 1) * model.inputs));
    const beside = together[row] as number;
    const same = Object.is(alone, beside) || Math.abs((alone as number) - beside) < 1e-5;
    if (!same) refuse("a person's score depends on the others in the batch");
  }
}

async function scoreAll(
  sandbox: Sandbox,
  model: Model,
  batch: Float32Array,
  rows: number,
  columns: number,
): Promise<Float64Array> {
  if (columns !== model.inputs || batch.length !== rows * columns) refuse(`it takes ${model.inputs} inputs, not ${columns}`);
  const scores = new Float64Array(rows);
  for (let from = 0; from < rows; from += batchRows) {
    const part = batch.subarray(from * columns, Math.min(rows, from + batchRows) * columns);
    const found = await raw(sandbox, part).catch((error) => {
      throw new Refusal('too_few', `the model failed: ${error.message}`);
    });
    scores.set(
      found.map((score) => (isProbability(score) ? Math.min(1, Math.max(0, score)) : score)),
      from,
    );
  }
  return scores;
}
