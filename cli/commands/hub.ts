// `sluss hub`: one hub process, on the server that DATABASE_URL names, else on the embedded PostgreSQL.

import { resolve } from 'node:path';
import { startHub, startProblem } from '@sluss/hub/main.ts';
import { EmbeddedPostgresError } from '@sluss/hub/platform/embedded-binaries.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@sluss/hub/platform/embedded-postgres.ts';
import type { Command, Io } from '../command.ts';

const usage = `sluss hub
    runs until Ctrl-C. Environment: DATABASE_URL (else the embedded PostgreSQL), HOST, PORT, SLUSS_HOME, SLUSS_ORIGIN,
    SMTP_URL, MAIL_FROM, LOG. Several may run on one DATABASE_URL.`;

export const command: Command = {
  name: 'hub',
  about: 'run a hub: web pages and API',
  usage,
  async run(_words, io) {
    let postgres: EmbeddedPostgres | undefined;
    const environment = { ...io.environment };
    try {
      if (!environment.DATABASE_URL) {
        postgres = await startEmbeddedPostgres({ home: resolve(environment.SLUSS_HOME ?? '.sluss') });
        Object.assign(environment, { DATABASE_URL: postgres.url, SLUSS_EMBEDDED: '1' });
      }
      const started = await startHub(environment);
      io.out(`ready ${started.hub.config.origin}`);
      await aborted(io.signal);
      await started.stop();
      return 0;
    } catch (error) {
      io.error(error instanceof EmbeddedPostgresError ? error.message : startProblem(error));
      return 1;
    } finally {
      await postgres?.stop();
    }
  },
};

function aborted(signal: Io['signal']): Promise<void> {
  return new Promise((done) => (signal.aborted ? done() : signal.addEventListener('abort', () => done(), { once: true })));
}
