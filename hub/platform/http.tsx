// HTTP for every feature alike: request ids, security headers, body limits, one error handler, a server that stops gracefully.

import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { contentPolicy } from '../ui/content-policy.ts';
import { problemPage } from '../ui/problem-page.tsx';
import { carryLanguage } from './carried-language.ts';
import type { Hub } from './hub.ts';
import { keptForm } from './kept-form.ts';
import { errorText } from './log.ts';
import { issuesOf, notThere, notUnderstood, Problem } from './problem.ts';
import { type Language, languageOf } from './texts.ts';

/** What each request carries. A feature adds its own with `declare module 'hono' { interface ContextVariableMap … }`. */
export type RequestEnv = { Variables: { requestId: string; language: Language; languageKept?: boolean; unlisted?: boolean } };
export type Pages = Hono<RequestEnv>;
export type Api = OpenAPIHono<RequestEnv>;
export type RequestContext = Context<RequestEnv>;

/** For a feature's HTML routes. */
export const newPages = (): Pages => new Hono<RequestEnv>();

/** For a feature's JSON routes (createRoute of @hono/zod-openapi): what does not fit its schema is answered with the paths and
 * reasons of what is wrong, never with the values. */
export const newApi = (): Api =>
  new OpenAPIHono<RequestEnv>({
    defaultHook: (result) => {
      if (!result.success) throw notUnderstood('The request does not have the expected form.', issuesOf(result.error));
    },
  });

/** `path` is a prefix; the first that fits decides. Others may send `defaultBodyBytes`. */
export type BodyLimit = { path: string; bytes: number };
const defaultBodyBytes = 1024 * 1024;

/** The frame in which app.tsx mounts everything. */
export function newApp(hub: Hub, limits: BodyLimit[]): Api {
  const app = newApi();
  app.use(async (context, next) => {
    context.set('requestId', randomUUID());
    context.set('language', languageOf(context));
    context.header('x-request-id', context.get('requestId'));
    const start = performance.now();
    await next();
    // Whoever has the address may read: no search engine lists it, and no page that is gone to next is told of it.
    if (context.get('unlisted')) {
      context.header('referrer-policy', 'no-referrer');
      context.header('x-robots-tag', 'noindex, nofollow, noarchive');
    }
    // The path's pattern, not the path: ids of people may stand in it.
    const ms = Math.round(performance.now() - start);
    hub.log.debug('request', { id: context.get('requestId'), method: context.req.method, status: context.res.status, ms });
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: contentPolicy,
      referrerPolicy: 'same-origin',
      crossOriginOpenerPolicy: 'same-origin',
      // Browsers that once saw this on plain http://localhost would refuse it for every other local server.
      strictTransportSecurity: hub.config.origin.startsWith('https:') ? 'max-age=31536000' : false,
    }),
  );
  // Pages only: stations and programs are near, and their answers are numbers. (Streams of events are left alone by Hono.)
  const compressed = compress();
  app.use((context, next) => (/^\/(api|station)\//.test(context.req.path) ? next() : compressed(context as Context, next)));
  app.use(carryLanguage);
  app.use(async (context, next) => {
    const bytes = limits.find((limit) => context.req.path.startsWith(limit.path))?.bytes ?? defaultBodyBytes;
    const { headers } = context.req.raw;
    if (isFromSocket(context.env) && !headers.has('content-length')) {
      // RFC 9112 6.3: such a request has no body, or one of unknown length (which bodyLimit cannot rebuild under node-server).
      if (headers.has('transfer-encoding'))
        throw new Problem(411, 'length-required', 'Send the body with its length, not in chunks.');
      return next();
    }
    return bodyLimit({
      maxSize: bytes,
      onError: () => {
        throw new Problem(413, 'too-large', `At most ${Math.floor(bytes / 1024)} KiB are accepted here.`);
      },
    })(context as Context, next);
  });
  app.use('/api/*', async (context, next) => {
    if (/json/i.test(context.req.header('content-type') ?? '') && holdsNoText(await context.req.text()))
      throw notUnderstood('A text in the request holds characters that are not text: half a surrogate pair, or NUL.');
    return next();
  });
  app.onError((error, context) => answerError(hub, error, context));
  app.notFound((context) => answerError(hub, notThere(), context));
  return app;
}

/** A JSON string may hold what neither PostgreSQL nor a canonical form can (RFC 8259 8.2). Parsed only where its signs stand there. */
function holdsNoText(body: string): boolean {
  if (!/\\u(?:d[89a-f]|0000)/i.test(body)) return false;
  let found = false;
  const isText = (text: string) => text.isWellFormed() && !text.includes('\0');
  try {
    JSON.parse(body, (name, value) => {
      if (!isText(name) || (typeof value === 'string' && !isText(value))) found = true;
      return value;
    });
  } catch {
    // Not JSON: whoever reads it says so.
  }
  return found;
}

/** The one error handler: problem+json (RFC 9457) for programs, a page for people. */
function answerError(hub: Hub, error: Error, context: RequestContext): Response | Promise<Response> {
  const id = context.get('requestId');
  const problem = asProblem(error, hub.stopping.aborted);
  if (problem.status === 500) hub.log.error('bug', { id, error: errorText(error) });
  context.header('cache-control', 'no-store');
  if (wantsPage(context)) {
    return answerPage(hub, problem, context);
  }
  const body = {
    type: `${hub.config.origin}/problems/${problem.code}`,
    title: problem.code,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    instance: `urn:uuid:${id}`,
    ...problem.particulars,
  };
  return context.body(JSON.stringify(body), problem.status, { 'content-type': 'application/problem+json' });
}

async function answerPage(hub: Hub, problem: Problem, context: RequestContext): Promise<Response> {
  const { method, path } = context.req;
  const props = {
    language: context.get('language'),
    problem,
    requestId: context.get('requestId'),
    kept: await keptForm(hub, context, problem),
    place: method === 'GET' ? `${path}${new URL(context.req.url).search}` : undefined,
  };
  return context.html(problemPage(props), problem.status);
}

function asProblem(error: Error, stopping: boolean): Problem {
  if (error instanceof Problem) return error;
  if (stopping) return new Problem(503, 'stopping', 'This server is being stopped. Ask again in a moment.');
  // Hono's own refusals (a body that is not JSON, a wrong content type).
  if (error instanceof HTTPException && error.status < 500) return notUnderstood('The request could not be read.');
  // A uuid that is none, a text with a NUL byte: PostgreSQL says so before the schema does. Nothing of it is repeated.
  if (['22P02', '22021', '22P05'].includes((error as { code?: string }).code ?? ''))
    return notUnderstood('A value in the request has a form that cannot be stored.');
  return new Problem(500, 'bug', 'Something went wrong here. It has been logged under the id that this answer carries.');
}

function wantsPage(context: RequestContext): boolean {
  return !context.req.path.startsWith('/api/') && (context.req.header('accept') ?? '').includes('text/html');
}

export type Listening = { port: number; stop(): Promise<void> };

/** node-server hands its own request on; in tests, requests come without a socket. */
function isFromSocket(env: unknown): boolean {
  return typeof env === 'object' && env !== null && 'incoming' in env;
}

/** Listens; rejects with the system's error (EADDRINUSE, EACCES). `stop` lets running requests end, for at most 5 seconds. */
export async function listen(hub: Hub, app: { fetch: Api['fetch'] }): Promise<Listening> {
  const server: Server = createServer(
    { requestTimeout: 300_000, headersTimeout: 20_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
    getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(hub.config.port, hub.config.host, resolve);
  });
  const { port } = server.address() as { port: number };
  return {
    port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 5000);
      await closed;
      clearTimeout(force);
    },
  };
}
