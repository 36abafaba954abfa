// The table of contents: every route, every job and every limit of the hub, one line each.
import { frontPage } from './front-page/routes.tsx';
import { healthRoutes } from './platform/health.ts';
import { type BodyLimit, newApi, newApp } from './platform/http.tsx';
import type { Hub } from './platform/hub.ts';
import type { Jobs } from './platform/jobs.ts';
import { uiFiles } from './ui/files.ts';

const mebibyte = 1024 * 1024;

/** What may send more than the ordinary mebibyte. */
const limits: BodyLimit[] = [
  { path: '/api/v1/exchange', bytes: 64 * mebibyte },
  { path: '/api/v1/models', bytes: 64 * mebibyte },
];

export async function createApp(hub: Hub) {
  const app = newApp(hub, limits);

  // JSON for programs, all below /api/v1.
  const api = newApi();
  // api.route('/', <feature>Api(hub));
  api.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Sluss', version: '0.1.0', description: 'The API of a Sluss hub. Errors are RFC 9457 problem+json.' },
    servers: [{ url: `${hub.config.origin}/api/v1` }],
  });
  app.route('/api/v1', api);

  // HTML for people.
  app.route('/', healthRoutes(hub));
  app.route('/', await uiFiles());
  app.route('/', frontPage(hub));
  // app.route('/', <feature>Pages(hub));
  return app;
}

/** What happens later: { ...<feature>Jobs }. */
export const jobs: Jobs = {};

/** Recurring jobs: one crontab line each, UTC. */
export const crontab: string[] = [];
