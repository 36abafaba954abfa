// Outbound only: the station asks the hub for work over HTTP (long poll), and answers in the next exchange.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { exchangeAnswerSchema, type Reply, type Work } from '@sluss/protocol/messages.ts';
import { authorization } from '@sluss/protocol/request-signature.ts';
import { takePlan } from './accept.ts';
import { takeQuestion } from './answer.ts';
import { finishPlan } from './finish.ts';
import { takeReceipts } from './opening.ts';
import type { Station } from './station.ts';

const longestPause = 15_000;

/** A signed request to the hub; resolves to the response whatever its status. */
export async function send(
  station: Station,
  method: string,
  path: string,
  body: string,
  signal?: AbortSignal,
): Promise<Response> {
  const { settings, keys } = station;
  const request = {
    method,
    path,
    body,
    station: settings.id,
    time: station.now().getTime(),
    nonce: randomBytes(16).toString('base64url'),
    audience: new URL(settings.hub).origin,
  };
  const headers: Record<string, string> = { authorization: authorization(request, keys.sign) };
  if (body) headers['content-type'] = 'application/json';
  const answer = { method, headers, redirect: 'error' as const, signal: signal ?? null };
  return fetch(new URL(path, settings.hub), body ? { ...answer, body } : answer);
}

/** Works until `signal` aborts. Whatever happens outside, it goes on: a lost hub is waited for, with growing pauses. */
export async function work(station: Station, signal: AbortSignal): Promise<void> {
  let replies: Reply[] = [];
  let failures = 0;
  while (!signal.aborted) {
    try {
      const received = await exchange(station, replies, signal);
      replies = [];
      for (const item of received) replies.push(...(await perform(station, item)));
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      const wait = Math.min(longestPause, 200 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
      station.log(
        `no exchange with the hub (${error instanceof Error ? error.message : error}); again in ${(wait / 1000).toFixed(1)} s`,
      );
      // What was to be said is kept on disk: the hub asks again, and gets the same bytes.
      replies = [];
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function exchange(station: Station, replies: Reply[], signal: AbortSignal): Promise<Work[]> {
  const body = JSON.stringify({ replies, wait: 25 });
  const response = await send(
    station,
    'POST',
    '/station/v1/exchange',
    body,
    AbortSignal.any([signal, AbortSignal.timeout(60_000)]),
  );
  if (!response.ok) throw new Error(`the hub answered ${response.status}`);
  return exchangeAnswerSchema.parse(await response.json()).work;
}

/** Does one piece of work; whatever it is, the answer is a signed word. */
export async function perform(station: Station, item: Work): Promise<Reply[]> {
  if (item.kind === 'plan') return [await takePlan(station, item)];
  if (item.kind === 'ask') return [await takeQuestion(station, item)];
  if (item.kind === 'received') return [takeReceipts(station, item)];
  await finishPlan(station, item.plan);
  return [{ kind: 'finished', plan: item.plan }];
}
