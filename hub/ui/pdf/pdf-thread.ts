// PDFs are made in a thread of their own: one takes a processor for a tenth of a second or more, and meanwhile nobody's page would be
// answered. The thread starts with the first PDF.
import { Worker } from 'node:worker_threads';
import type { Pdf } from './pdf.ts';
import type { Made } from './pdf-worker.ts';

export type PdfThread = {
  make: (pdf: Pdf) => Promise<Buffer>;
  stop: () => Promise<void>;
};

type Waiting = { resolve: (bytes: Buffer) => void; reject: (error: Error) => void };

export function createPdfThread(): PdfThread {
  let last = 0;
  let thread: { worker: Worker; waiting: Map<number, Waiting> } | undefined;

  function start() {
    const waiting = new Map<number, Waiting>();
    const started = new Worker(new URL('pdf-worker.ts', import.meta.url), { execArgv: [] });
    started.on('message', ({ id, bytes, failed }: Made) => {
      const one = waiting.get(id);
      waiting.delete(id);
      // A process may end while nothing is being made.
      if (waiting.size === 0) started.unref();
      if (bytes) one?.resolve(Buffer.from(bytes));
      else one?.reject(failed ?? new Error('no PDF was made'));
    });
    // The next PDF gets a new thread.
    const end = (reason: Error) => {
      if (thread?.worker === started) thread = undefined;
      for (const one of waiting.values()) one.reject(reason);
      waiting.clear();
    };
    started.on('error', (error) => end(error as Error));
    started.on('exit', () => end(new Error('the thread that makes PDFs has ended')));
    return { worker: started, waiting };
  }

  return {
    make(pdf) {
      thread ??= start();
      const { worker, waiting } = thread;
      const id = ++last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ id, pdf });
      });
    },
    async stop() {
      await thread?.worker.terminate();
    },
  };
}
