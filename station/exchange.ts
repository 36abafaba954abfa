// Outbound only: the station asks the hub for work over HTTP (long poll), and answers in the next exchange.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { exchangeAnswerSchema, mostReplies, type Reply, type Work } from '@sluss/protocol/messages.ts';
import { authorization } from '@sluss/protocol/request-signature.ts';
import { takeQuestion, takeReceipts } from './answer.ts';
import { finishPlan, takePlan } from './plans.ts';
import { isPaused, type Station } from './station.ts';

const longestPause = 15_000;
/** How often a paused station looks whether it may go on, in milliseconds. */
const looksAgain = 500;

/** A signed request to the hub; resolves to the response whatever its status. */
export async function send(
  { settings, keys, now }: Pick<Station, 'settings' | 'keys' | 'now'>,
  { method, path, body = '', signal }: { method: string; path: string; body?: string; signal?: AbortSignal },
): Promise<Response> {
  const { id: station, hub } = settings;
  const nonce = randomBytes(16).toString('base64url');
  const signed = { method, path, body, station, time: now().getTime(), nonce, audience: new URL(hub).origin };
  const headers = { authorization: authorization(signed, keys.sign), 'content-type': 'application/json' };
  return fetch(new URL(path, hub), { method, headers, body: body || null, redirect: 'error', signal: signal ?? null });
}

/** Works until `signal` aborts. Whatever happens outside, it goes on: a lost hub is waited for, with growing pauses. */
export async function work(station: Station, signal: AbortSignal): Promise<void> {
  const replies: Reply[] = [];
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (isPaused(station.folder)) {
        await pause(looksAgain, undefined, { signal });
        continue;
      }
      const received = await exchange(station, replies.splice(0, mostReplies), signal);
      const failed: unknown[] = [];
      for (const item of received) {
        // What fails here is a bug or a full disk: the other studies go on.
        const said = await perform(station, item).catch((error) => void failed.push(error));
        if (said) replies.push(said);
      }
      if (failed.length > 0) throw failed[0];
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      const wait = Math.min(longestPause, 200 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
      const reason = error instanceof Error ? error.message : error;
      station.log(`something failed on the way to or from the hub (${reason}); again in ${(wait / 1000).toFixed(1)} s`);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Says what is to be said and fetches work. What does not arrive is kept on disk: the hub asks again, and gets the same bytes. */
async function exchange(station: Station, replies: Reply[], stop: AbortSignal): Promise<Work[]> {
  const body = JSON.stringify({ replies, wait: 25 });
  const signal = AbortSignal.any([stop, AbortSignal.timeout(60_000)]);
  const response = await send(station, { method: 'POST', path: '/station/v1/exchange', body, signal });
  if (!response.ok) throw new Error(`the hub answered ${response.status}`);
  return exchangeAnswerSchema.parse(await response.json()).work;
}

/** Does one piece of work; the answer is a signed word, or silence while the station is paused: the hub asks again. */
export async function perform(station: Station, item: Work): Promise<Reply | undefined> {
  if (isPaused(station.folder)) return undefined;
  if (item.kind === 'plan') return takePlan(station, item);
  if (item.kind === 'ask') return takeQuestion(station, item);
  if (item.kind === 'received') return takeReceipts(station, item);
  finishPlan(station, item.plan);
  return { kind: 'finished', plan: item.plan };
}
