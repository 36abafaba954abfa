// The program of the process in which a brought model runs, started by process.ts with nothing to reach: no files but the
// runtime's, no network, children or environment. It answers one request after the other until it is killed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { inspect, type Model } from './inspect.ts';

export type Request = { inspect: Uint8Array } | { load: Uint8Array; model: Model } | { score: Float32Array } | 'start';
export type Answer = { done: unknown } | { failed: string };

ort.env.wasm.numThreads = 1;
ort.env.wasm.proxy = false;
ort.env.wasm.wasmBinary = readFileSync(fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')));
ort.env.logLevel = 'fatal';
let loaded: { session: ort.InferenceSession; model: Model } | undefined;

async function answer(request: Request): Promise<unknown> {
  if (request === 'start') return;
  if ('inspect' in request) return inspect(request.inspect);
  if ('score' in request) return score(request.score);
  loaded = { session: await ort.InferenceSession.create(request.load, { executionProviders: ['wasm'] }), model: request.model };
}

async function score(batch: Float32Array): Promise<Float32Array> {
  if (!loaded) throw new Error('no model is loaded');
  const { session, model } = loaded;
  const rows = batch.length / model.inputs;
  const input = new ort.Tensor('float32', batch, [rows, model.inputs]);
  const { [model.output]: output } = await session.run({ [model.input]: input }, [model.output]);
  const values = output?.data;
  if (!(values instanceof Float32Array) || values.length !== rows * model.columns)
    throw new Error('its output has another shape');
  return values.filter((_, i) => i % model.columns === model.columns - 1);
}

process.on('message', (request: Request) =>
  answer(request).then(
    (done) => process.send?.({ done } satisfies Answer),
    (error: Error) => process.send?.({ failed: String(error.message).slice(0, 500) } satisfies Answer),
  ),
);
