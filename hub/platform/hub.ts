// The one plain object that a hub process passes as first argument to whatever needs the outside world.
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../config.ts';
import { createPdfThread, type PdfThread } from '../ui/pdf/pdf-thread.ts';
import { type Bus, createBus } from './bus.ts';
import { createDb, createPool, type Db } from './database.ts';
import { createLog, type Log } from './log.ts';
import { createMail, type Mail } from './mail.ts';
import { createMemory, type Memory } from './memory.ts';

export type Hub = {
  config: Config;
  db: Db;
  /** For what needs connections of its own (jobs, sessions); everything else uses `db`. */
  pool: pg.Pool;
  now: () => Date;
  log: Log;
  bus: Bus;
  mail: Mail;
  memory: Memory;
  pdf: PdfThread;
  /** Aborted when the process is asked to stop: long polls answer, loops end. */
  stopping: AbortSignal;
};

export async function openHub(config: Config, overrides: Partial<Pick<Hub, 'now' | 'mail' | 'log'>> = {}) {
  const log = overrides.log ?? createLog(config.logLevel);
  // Whoever waits for the journal holds a connection: those who read need others.
  const pool = createPool(config.databaseUrl, 20);
  const stop = new AbortController();
  const hub: Hub = {
    config,
    pool,
    db: createDb(pool),
    memory: createMemory(),
    pdf: createPdfThread(),
    now: overrides.now ?? (() => new Date()),
    log,
    bus: await createBus(config.databaseUrl, log).catch(async (error) => {
      await pool.end();
      throw error;
    }),
    mail: overrides.mail ?? createMail({ smtpUrl: config.smtpUrl, from: config.mailFrom, outbox: join(config.home, 'outbox') }),
    stopping: stop.signal,
  };
  return {
    hub,
    /** Tells everything to end; `close` then takes the connections away. */
    beginStop: () => stop.abort(),
    async close() {
      stop.abort();
      await hub.bus.stop();
      hub.mail.stop();
      await hub.pdf.stop();
      await pool.end();
    },
  };
}
