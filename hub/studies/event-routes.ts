// HTTP of looking on: server-sent events while a study runs, and the same once, for whoever has lost the line.
import { setTimeout as pause } from 'node:timers/promises';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { Actor } from '../permissions/actor.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { errorText } from '../platform/log.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { watchStudy } from './actions.ts';
import { isOver, shownProgress } from './progress.tsx';

/** Open streams a person: a browser keeps no more than six to one place. */
const mostStreams = 6;
/** Between two signs of life, in milliseconds: proxies close what is silent for a minute. */
const heartbeat = 15_000;
/** At least so long between two things sent: quick rounds are drawn once, and nobody sees more than four gates a second. */
const breath = 250;

export function studyEvents(hub: Hub) {
  const pages = newPages();
  const streams = new Map<string, number>();

  pages.get('/studies/:id/progress', async (context) => {
    const study = idOf(context);
    const { seesResult } = await watchStudy(hub, actorOf(context), study);
    context.header('cache-control', 'no-store');
    const { id, state, title, says, html } = await shownProgress(hub, study, context.get('language'), seesResult);
    return context.json({ id, title, says, html, over: isOver(state) });
  });

  pages.get('/studies/:id/events', async (context) => {
    const study = idOf(context);
    const actor = actorOf(context);
    const language = context.get('language');
    let { seesResult } = await watchStudy(hub, actor, study);
    // Nobody would read, nor ever hang up.
    if (context.req.method === 'HEAD') return context.body(null, 200, { 'content-type': 'text/event-stream' });
    let seen = context.req.header('last-event-id') ?? '';
    const now = await shownProgress(hub, study, language, seesResult);
    // 204: the browser need not come again (HTML, server-sent events).
    if (isOver(now.state) && now.id === seen) return context.body(null, 204);
    const open = streams.get(actor.person) ?? 0;
    if (open >= mostStreams) throw new Problem(429, 'too-many-streams', 'Too many pages follow studies at once. Close one.');
    streams.set(actor.person, open + 1);
    const gone = new AbortController();
    const signal = AbortSignal.any([hub.stopping, context.req.raw.signal, gone.signal]);
    context.header('x-accel-buffering', 'no');
    return streamSSE(
      context,
      async (stream) => {
        stream.onAbort(() => gone.abort());
        try {
          while (!signal.aborted) {
            const shown = await hub.bus.until(
              `study:${study}`,
              async () => {
                const found = await shownProgress(hub, study, language, seesResult);
                return found.id === seen ? undefined : found;
              },
              { timeout: heartbeat, signal },
            );
            if (signal.aborted) break;
            const may = await mayWatch(context, study);
            if (!may) {
              await stream.writeSSE({ event: 'ended', data: '' });
              break;
            }
            // What was drawn for who sees the result is not for who no longer does.
            if (may.seesResult !== seesResult) {
              seesResult = may.seesResult;
              continue;
            }
            if (!shown) {
              await stream.write(': still here\n\n');
              continue;
            }
            const { id, title, says, html } = shown;
            const over = isOver(shown.state);
            await stream.writeSSE({ event: 'progress', id, data: JSON.stringify({ id, title, says, html, over }), retry: 2000 });
            if (over) break;
            seen = id;
            await pause(breath, undefined, { signal }).catch(() => {});
          }
        } finally {
          const left = (streams.get(actor.person) ?? 1) - 1;
          if (left > 0) streams.set(actor.person, left);
          else streams.delete(actor.person);
        }
      },
      async (error) => hub.log.error('stream-ended', { error: errorText(error) }),
    );
  });
  return pages;

  /** Undefined where the session is over, or its person may no longer look on. */
  async function mayWatch(context: RequestContext, study: string) {
    const actor: Actor | null = await context.get('whoNow')();
    try {
      return actor ? await watchStudy(hub, actor, study) : undefined;
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }
}

function idOf(context: RequestContext): string {
  const id = z.uuid().safeParse(context.req.param('id'));
  if (!id.success) throw notThere();
  return id.data;
}
