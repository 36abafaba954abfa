// What happens later, in graphile-worker: a job is added in the transaction of the change that calls for it, so it is there
// exactly if the change is. It runs at least once: a job must bear being run twice.
import { Logger, type Runner, run, runMigrations, type TaskList } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Db } from './database.ts';
import type { Hub } from './hub.ts';
import { errorPlace } from './log.ts';

/** name → what it does; `payload` is what addJob was given: parse it with zod. */
export type Jobs = Record<string, (hub: Hub, payload: unknown) => Promise<void>>;

export type JobOptions = {
  runAt?: Date;
  /** At most one waiting job with this key: a later one replaces it. */
  key?: string;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  maxAttempts?: number;
};

export async function addJob(db: Db, name: string, payload: unknown, options: JobOptions = {}): Promise<void> {
  await sql`select graphile_worker.add_job(
    identifier => ${name}, payload => ${JSON.stringify(payload)}::json, queue_name => ${options.queue ?? null},
    run_at => ${options.runAt ?? null}::timestamptz, max_attempts => ${options.maxAttempts ?? 10}::int,
    job_key => ${options.key ?? null})`.execute(db);
}

export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
}

/** `crontab`: graphile-worker's text, one line a recurring job, in UTC. */
export async function startJobs(hub: Hub, jobs: Jobs, crontab = ''): Promise<Runner> {
  const taskList: TaskList = {};
  for (const [name, work] of Object.entries(jobs)) taskList[name] = (payload) => work(hub, payload);
  const logger = new Logger(() => (level, message, meta) => {
    const { job, error } = (meta ?? {}) as { job?: { task_identifier: string; attempts: number }; error?: unknown };
    // Its message about a failing job holds the error's, and that of a mail server names whom it refused.
    if (level === 'error' && job)
      hub.log.error('job-failed', { job: job.task_identifier, attempt: job.attempts, error: errorPlace(error) });
    else if (level === 'error') hub.log.error('jobs', { message: message.split('\n')[0]?.slice(0, 200) });
    if (level === 'warning') hub.log.warn('jobs', { message: message.split('\n')[0]?.slice(0, 200) });
  });
  return run({ pgPool: hub.pool, taskList, crontab, concurrency: 4, pollInterval: 2000, noHandleSignals: true, logger });
}
