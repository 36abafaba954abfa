// HTTP of identity providers: to one, back from one, and joining what it says with an account.
import { z } from 'zod';
import { formOf } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { ownPlace } from '../platform/own-origin.ts';
import { Problem } from '../platform/problem.ts';
import { page } from '../ui/layout.tsx';
import { limitCaller } from './actions.ts';
import { logOutByProvider } from './back-channel-logout.ts';
import { aboutSession, callerIn, forgetVisit, go, goIn, rememberVisit, visitOf } from './browser-routes.ts';
import { arrive, joinWaiting, leaveFor, removeIdentity, waitingIdentity } from './identities.ts';
import type { IdentityProviders } from './identity-provider.ts';
import { JoinPage, ProvePage, type SignInProblem } from './pages.tsx';
import type { SignIn } from './sign-in.ts';
import { actorOf, visitorOf } from './who-is.ts';

type Parts = {
  signIn: SignIn;
  providers: IdentityProviders;
  /** The page of signing in, with what went wrong. */
  show: (context: RequestContext, wrong: SignInProblem) => Response | Promise<Response>;
};
/** For the providers themselves: somebody is signed out there. */
export function backChannelRoutes(hub: Hub, providers: IdentityProviders) {
  const pages = newPages();
  pages.post('/sign-in/with/:provider/back-channel-logout', async (context) => {
    context.header('cache-control', 'no-store');
    const { logout_token: token } = await formOf(context, z.object({ logout_token: z.string().max(20_000) }));
    try {
      await logOutByProvider(hub, providers, context.req.param('provider'), token);
    } catch (error) {
      // Those that hold are the provider's, of which there may be many at once; the others are counted.
      if (error instanceof Problem && error.status === 400) await limitCaller(hub, callerIn(hub, context));
      throw error;
    }
    return context.body(null, 200);
  });
  return pages;
}

const joining = '/me/identities/new';
const proving = '/sign-in/first-time';

export function providerPages(hub: Hub, { signIn, providers, show }: Parts) {
  const pages = newPages();
  // What goes wrong on the way is told where the person can go on: on the page of signing in, or on their own.
  const orSay = async (context: RequestContext, work: () => Promise<Response>) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 404) throw error;
      if (visitorOf(context)) throw error;
      return show(context, { status: error.status, code: error.code });
    }
  };

  // A link and not a form: forms may not lead to another site (Content-Security-Policy, form-action). It changes nothing here.
  pages.get('/sign-in/with/:provider', (context) =>
    orSay(context, async () => {
      await limitCaller(hub, callerIn(hub, context));
      const to = ownPlace(context.req.query('to'));
      const { address, secret } = await leaveFor(hub, providers, context.req.param('provider'), to);
      rememberVisit(hub, context, secret);
      return go(context, address);
    }),
  );
  pages.get('/sign-in/with/:provider/return', (context) =>
    orSay(context, async () => {
      const secret = visitOf(hub, context);
      forgetVisit(hub, context);
      const given = { secret, query: new URL(context.req.url).search, visitor: visitorOf(context), about: aboutSession(context) };
      const arrival = await arrive(hub, { signIn, providers }, given);
      if (arrival.kind === 'signed-in') return goIn(hub, context, arrival.opened, arrival.to);
      rememberVisit(hub, context, arrival.secret);
      return go(context, visitorOf(context) ? joining : proving);
    }),
  );
  // An address of its own: the one that the provider sent the browser to holds a code, and counts once.
  pages.get(proving, async (context) => {
    if (visitorOf(context)) return go(context, joining);
    const told = await waitingIdentity(hub, visitOf(hub, context));
    if (!told) return go(context, '/sign-in');
    const language = context.get('language');
    const provider = titleOf(told.provider, language);
    context.header('cache-control', 'no-store');
    return context.html(page(<ProvePage {...{ language, provider, name: told.name, email: told.email ?? '', to: joining }} />));
  });
  pages.get(joining, async (context) => {
    const actor = actorOf(context);
    const told = await waitingIdentity(hub, visitOf(hub, context));
    if (!told) return go(context, '/me');
    const language = context.get('language');
    const whom = [told.name, told.email].filter(Boolean).join(', ') || told.subject;
    return context.html(page(<JoinPage {...{ language, actor, provider: titleOf(told.provider, language), whom }} />));
  });
  pages.post(joining, async (context) => {
    const to = await joinWaiting(hub, actorOf(context), providers, visitOf(hub, context));
    forgetVisit(hub, context);
    return go(context, to === '/me' ? '/me#ways' : to);
  });
  pages.post('/me/identities/:id/removal', async (context) => {
    await removeIdentity(hub, actorOf(context), context.req.param('id'));
    return go(context, '/me#ways');
  });
  const titleOf = (id: string, language: 'sv' | 'en') => providers.list.find((one) => one.id === id)?.title[language] ?? id;
  return pages;
}
