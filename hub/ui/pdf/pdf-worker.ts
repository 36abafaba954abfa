// The thread of pdf-thread.ts: makes one PDF after the other as they come.
import { parentPort } from 'node:worker_threads';
import '../../platform/tsx.mjs';
import type { Pdf } from './pdf.ts';

export type Made = { id: number; bytes?: Uint8Array; failed?: Error };

// Loaded here and not above: what tsx.mjs kept compiled is there only after it has run.
const { makePdf } = await import('./pdf.ts');

parentPort?.on('message', ({ id, pdf }: { id: number; pdf: Pdf }) =>
  makePdf(pdf).then(
    (bytes) => parentPort?.postMessage({ id, bytes } satisfies Made),
    (failed: Error) => parentPort?.postMessage({ id, failed } satisfies Made),
  ),
);
