// Wake-ups between the hub's processes, through PostgreSQL's LISTEN and NOTIFY. A wake-up carries nothing but its channel's
// name: whoever wakes reads the database again. So a lost or doubled wake-up is never wrong, only late or idle.
import { setMaxListeners } from 'node:events';
import { sql } from 'kysely';
import pg from 'pg';
import type { Db } from './database.ts';
import { errorText, type Log } from './log.ts';

/** `unless`: leaves the first check out, where it says that there is nothing new; asked when a wake-up can no longer be missed. */
export type Waiting = { timeout: number; signal?: AbortSignal; unless?: () => boolean };

export type Bus = {
  /** Asks `check` until it gives something else than undefined: at once, after every wake-up of `channel`, and once more when
   * `timeout` (ms) is over. Undefined when there was nothing, or when `signal` ended the wait. */
  until<T>(channel: string, check: () => Promise<T | undefined>, options: Waiting): Promise<T | undefined>;
  /** How many wake-ups of a channel this process has heard: where that is what it was, nothing was said in between. */
  heard(channel: string): number;
  /** One wake-up, or the timeout, whichever is first; true if woken. Use `until` where a condition is waited for. */
  wait(channel: string, timeout: number, signal?: AbortSignal): Promise<boolean>;
  stop(): Promise<void>;
};

const pgChannel = 'sluss';

/** Inside a transaction the wake-up is sent at its commit, and never if it rolls back. */
export async function notify(db: Db, ...channels: string[]): Promise<void> {
  await sql`select pg_notify(${pgChannel}, channel) from unnest(${channels}::text[]) as channel`.execute(db);
}

/** Listens on a connection of its own, and connects again for as long as it takes; every waiter is woken after a
 * reconnection, as wake-ups may have been missed. */
export async function createBus(connectionString: string, log: Log): Promise<Bus> {
  const waiters = new Map<string, Set<() => void>>();
  const heard = new Map<string, number>();
  // Wake-ups may have been missed while the connection was lost: then every channel counts as having been heard once more.
  let lost = 0;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({ connectionString, application_name: 'sluss bus', keepAlive: true });
    await next.connect();
    next.on('notification', ({ payload }) => wake(payload ?? ''));
    next.on('error', () => {});
    next.once('end', () => void reconnect());
    await next.query(`listen ${pgChannel}`);
    return next;
  }

  async function reconnect(): Promise<void> {
    for (let pause = 50; !stopping.signal.aborted; pause = Math.min(pause * 2, 2000)) {
      try {
        client = await connect();
        lost += 1;
        for (const channel of [...waiters.keys()]) wake(channel);
        return;
      } catch (error) {
        log.warn('bus-reconnecting', { error: errorText(error).split('\n')[0] });
        await new Promise((resolve) => setTimeout(resolve, pause).unref());
      }
    }
  }

  function wake(channel: string): void {
    heard.set(channel, (heard.get(channel) ?? 0) + 1);
    for (const waiter of [...(waiters.get(channel) ?? [])]) waiter();
  }

  function subscribe(channel: string) {
    let woken = false;
    let resolve: (() => void) | undefined;
    const waiter = () => {
      woken = true;
      resolve?.();
    };
    const channelWaiters = waiters.get(channel) ?? new Set();
    waiters.set(channel, channelWaiters.add(waiter));
    return {
      async next(timeout: number, signal?: AbortSignal): Promise<boolean> {
        if (!woken && timeout > 0 && !signal?.aborted && !stopping.signal.aborted) {
          await new Promise<void>((settle) => {
            const timer = setTimeout(end, Math.min(timeout, 2 ** 31 - 1));
            function end() {
              clearTimeout(timer);
              signal?.removeEventListener('abort', end);
              stopping.signal.removeEventListener('abort', end);
              resolve = undefined;
              settle();
            }
            resolve = end;
            signal?.addEventListener('abort', end);
            stopping.signal.addEventListener('abort', end);
          });
        }
        const was = woken;
        woken = false;
        return was;
      },
      close() {
        channelWaiters.delete(waiter);
        if (channelWaiters.size === 0 && waiters.get(channel) === channelWaiters) waiters.delete(channel);
      },
    };
  }

  return {
    heard: (channel) => (heard.get(channel) ?? 0) + lost,
    async until(channel, check, { timeout, signal, unless }) {
      const deadline = performance.now() + timeout;
      const subscription = subscribe(channel);
      try {
        for (let first = true; ; first = false) {
          const found = first && unless?.() ? undefined : await check();
          if (found !== undefined) return found;
          const left = deadline - performance.now();
          if (left <= 0 || signal?.aborted || stopping.signal.aborted) return undefined;
          await subscription.next(left, signal);
        }
      } finally {
        subscription.close();
      }
    },
    async wait(channel, timeout, signal) {
      const subscription = subscribe(channel);
      try {
        return await subscription.next(timeout, signal);
      } finally {
        subscription.close();
      }
    },
    async stop() {
      stopping.abort();
      await client.end().catch(() => {});
    },
  };
}
