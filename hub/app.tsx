// The table of contents: every route, every job and every limit of the hub, one line each.

import { aboutPages } from './about/page-routes.tsx';
import { deskPages } from './applications/desk/desk-routes.tsx';
import { besidePages } from './applications/form/beside-routes.tsx';
import { formPages } from './applications/form/form-routes.tsx';
import { ownApplicationPages } from './applications/form/start-routes.tsx';
import { applicationCrontab, applicationJobs } from './applications/jobs.ts';
import { applicationsApi } from './applications/routes.ts';
import { basketPages } from './baskets/page-routes.tsx';
import { describeCrontab, describeJobs } from './datasets/describe/actions.ts';
import { describePages } from './datasets/describe/describe-routes.tsx';
import { datasetsPages } from './datasets/page-routes.tsx';
import { datasetsApi } from './datasets/routes.ts';
import { profileExchange } from './datasets/station-routes.ts';
import { seedDemo } from './demo-personas/actions.ts';
import { frontPage } from './front-page/routes.tsx';
import { colleaguePages } from './organisations/colleague-page-routes.tsx';
import { colleaguesApi } from './organisations/colleague-routes.ts';
import { colleagueCrontab, colleagueJobs } from './organisations/colleagues.ts';
import { descriptionPages } from './organisations/description-page-routes.tsx';
import { organisationPages } from './organisations/organisation-page-routes.tsx';
import { organisationsApi } from './organisations/routes.ts';
import { decisionPages } from './permits/decision-routes.ts';
import { hearingsApi } from './permits/hearing-routes.ts';
import { permitCrontab, permitJobs } from './permits/letters.ts';
import { permitsPages } from './permits/page-routes.tsx';
import { permitRequestsApi } from './permits/request-routes.ts';
import { permitsApi } from './permits/routes.ts';
import { healthRoutes } from './platform/health.ts';
import { type BodyLimit, newApi, newApp } from './platform/http.tsx';
import type { Hub } from './platform/hub.ts';
import type { Jobs } from './platform/jobs.ts';
import { registerPages } from './register/page-routes.tsx';
import { reportsPages } from './reports/page-routes.tsx';
import { signInPages } from './sign-in/page-routes.tsx';
import { signInApi } from './sign-in/routes.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { whoIs } from './sign-in/who-is.ts';
import { signingKeysPages } from './signing-keys/page-routes.tsx';
import { forgetNonces } from './stations/actions.ts';
import { stationsPages } from './stations/page-routes.tsx';
import { stationExchange, stationsApi } from './stations/routes.ts';
import { destroyStudyKeyJob, expireStudies } from './studies/actions.ts';
import { builderPages } from './studies/builder/page-routes.tsx';
import { studyFiles } from './studies/download-routes.ts';
import { studyEvents } from './studies/event-routes.ts';
import { studyCrontab, studyJobs } from './studies/letters.ts';
import { studiesPages } from './studies/page-routes.tsx';
import { studyPeople } from './studies/people-routes.tsx';
import { resumeStudies } from './studies/replies.ts';
import { studiesApi } from './studies/routes.ts';
import { uiFiles } from './ui/files.ts';
import { componentsPage } from './ui/stories/page-routes.tsx';

const mebibyte = 1024 * 1024;

/** What may send more than the ordinary mebibyte. */
const limits: BodyLimit[] = [
  { path: '/station/v1/exchange', bytes: 64 * mebibyte },
  // The tables of a few thousand variables, signed; and the dictionary that a station joins with.
  { path: '/station/v1/profile', bytes: 6 * mebibyte },
  { path: '/station/v1/enrol', bytes: 3 * mebibyte },
  { path: '/api/v1/models', bytes: 64 * mebibyte },
  { path: '/models', bytes: 64 * mebibyte },
  { path: '/applications', bytes: 8 * mebibyte },
  { path: '/studies/new', bytes: 64 * mebibyte },
];

export async function createApp(hub: Hub) {
  const app = newApp(hub, limits);
  const signIn = await createSignIn(hub);
  app.use(whoIs(hub, signIn));

  // JSON for programs, all below /api/v1.
  const api = newApi();
  api.route('/', signInApi(hub));
  api.route('/', organisationsApi(hub));
  api.route('/', colleaguesApi(hub));
  api.route('/', datasetsApi(hub));
  api.route('/', applicationsApi(hub));
  api.route('/', permitsApi(hub));
  api.route('/', permitRequestsApi(hub));
  api.route('/', hearingsApi(hub));
  api.route('/', stationsApi(hub));
  api.route('/', studiesApi(hub));
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  api.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Sluss', version: '0.1.0', description: 'The API of a Sluss hub. Errors are RFC 9457 problem+json.' },
    servers: [{ url: `${hub.config.origin}/api/v1` }],
    // Some answers are open to all; the rest want a token (POST /me/tokens).
    security: [{ token: [] }, {}],
  });
  app.route('/api/v1', api);

  // Signed by stations, spoken by no one else.
  app.route('/', stationExchange(hub));
  app.route('/', profileExchange(hub));

  // HTML for people.
  app.route('/', healthRoutes(hub));
  app.route('/', uiFiles());
  app.route('/', componentsPage());
  app.route('/', aboutPages(hub, signIn));
  app.route('/', frontPage(hub));
  app.route('/', signInPages(hub, signIn));
  app.route('/', organisationPages(hub));
  app.route('/', descriptionPages(hub));
  app.route('/', colleaguePages(hub));
  app.route('/', signingKeysPages(hub));
  app.route('/', describePages(hub));
  app.route('/', datasetsPages(hub));
  app.route('/', basketPages(hub));
  app.route('/', ownApplicationPages(hub));
  app.route('/', formPages(hub));
  app.route('/', besidePages(hub));
  app.route('/', deskPages(hub));
  app.route('/', registerPages(hub));
  app.route('/', decisionPages(hub));
  app.route('/', permitsPages(hub));
  app.route('/', builderPages(hub));
  app.route('/', studyEvents(hub));
  app.route('/', studyFiles(hub));
  app.route('/', studyPeople(hub));
  app.route('/', reportsPages(hub));
  app.route('/', studiesPages(hub));
  app.route('/', stationsPages(hub));
  return app;
}

/** What must be there before the first request. */
export async function prepare(hub: Hub): Promise<void> {
  await seedDemo(hub);
  await resumeStudies(hub);
}

/** What happens later. */
export const jobs: Jobs = {
  ...applicationJobs,
  ...permitJobs,
  ...studyJobs,
  ...colleagueJobs,
  ...describeJobs,
  'forget-nonces': forgetNonces,
  'expire-studies': expireStudies,
  'resume-studies': resumeStudies,
  'destroy-study-key': destroyStudyKeyJob,
};

/** Recurring jobs: one crontab line each, UTC. */
export const crontab: string[] = [
  '*/10 * * * * forget-nonces',
  '* * * * * expire-studies',
  '* * * * * resume-studies',
  ...applicationCrontab,
  ...permitCrontab,
  ...studyCrontab,
  ...colleagueCrontab,
  ...describeCrontab,
];
