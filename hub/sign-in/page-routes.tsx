// HTTP of signing in and out, for people. Every change is a form that works without JavaScript.
import { z } from 'zod';
import { listPersonas, sessionAs } from '../demo-personas/actions.ts';
import { demoOrganisations, type Persona } from '../demo-personas/personas.ts';
import { formOf, readForm } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { isOfThisMachine, ownPlace } from '../platform/own-origin.ts';
import { notForYou, notUnderstood } from '../platform/problem.ts';
import { page } from '../ui/layout.tsx';
import { limitCaller, linkNotValid, sendLink, useLink } from './actions.ts';
import { aboutSession, callerIn, go, goIn } from './browser-routes.ts';
import { createIdentityProviders, type IdentityProviders } from './identity-provider.ts';
import { mePages } from './me-page-routes.tsx';
import { DeletedPage, LinkPage, SentPage, SignedOutPage, SignInPage, type SignInProblem } from './pages.tsx';
import { passkeyRoutes } from './passkey-routes.ts';
import { relyingParty } from './passkeys.ts';
import { backChannelRoutes, providerPages } from './provider-page-routes.tsx';
import type { SignIn } from './sign-in.ts';
import { refuseForeignOrigin, visitorOf } from './who-is.ts';

const tokenText = z.string().regex(/^[A-Za-z]{32}$/);
const place = z.string().max(500).optional();

export function signInPages(hub: Hub, signIn: SignIn) {
  const pages = newPages();
  const providers = createIdentityProviders(hub);
  // From server to server, without a browser: what counts is the signature.
  pages.route('/', backChannelRoutes(hub, providers));
  // Also without a session: nobody shall be signed in as somebody by a foreign page.
  pages.use('/sign-in/*', async (context, next) => {
    refuseForeignOrigin(hub, context);
    await next();
  });

  const show = (context: RequestContext, wrong?: SignInProblem) => signInPage(hub, providers, context, wrong);
  pages.get('/sign-in', (context) => {
    if (visitorOf(context)) return go(context, ownPlace(context.req.query('to')));
    return show(context);
  });
  pages.post('/sign-in', async (context) => {
    refuseForeignOrigin(hub, context);
    const form = await readForm(context, z.object({ email: z.email('emailWrong').max(320, 'emailWrong'), to: place }));
    if (!form.ok) return show(context, { status: 422, field: 'emailWrong', email: String(form.typed.email ?? '') });
    const language = context.get('language');
    const email = form.value.email.toLowerCase();
    const chosen = context.req.query('language') === language;
    await sendLink(hub, signIn, { email, language, chosen, caller: callerIn(hub, context), to: ownPlace(form.value.to, '') });
    return context.html(page(<SentPage language={language} toOutbox={hub.config.demo && !hub.config.smtpUrl} />));
  });
  pages.get('/sign-in/link', async (context) => {
    const token = tokenText.safeParse(context.req.query('token'));
    if (!token.success) throw notUnderstood('This link is not whole. Copy it from the letter again.');
    context.header('cache-control', 'no-store');
    const email = await signIn.whoseLink(token.data);
    if (!email) {
      await limitCaller(hub, callerIn(hub, context));
      throw linkNotValid();
    }
    const props = { language: context.get('language'), token: token.data, email, to: ownPlace(context.req.query('to'), '') };
    return context.html(page(<LinkPage {...props} />));
  });
  pages.post('/sign-in/link', async (context) => {
    const { token, to } = await formOf(context, z.object({ token: tokenText, to: place }));
    const opened = await useLink(hub, signIn, { token, caller: callerIn(hub, context), about: aboutSession(context) });
    return goIn(hub, context, opened, to);
  });
  pages.post('/sign-in/persona/:id', async (context) => {
    listPersonas(hub);
    // Through a proxy or under another name, whoever reached this would act as an access officer.
    if (!isOfThisMachine(context)) throw notForYou('Personas are for this machine alone.');
    const { to } = await formOf(context, z.object({ to: place }));
    return goIn(hub, context, await sessionAs(hub, signIn, context.req.param('id'), aboutSession(context)), to);
  });
  pages.post('/sign-out', async (context) => {
    const provider = (await signIn.session(context.req.raw.headers))?.provider;
    const cookies = await signIn.signOut(context.req.raw.headers);
    return go(context, provider ? `/sign-in/signed-out?provider=${encodeURIComponent(provider)}` : '/', cookies);
  });
  // A form may not lead to another site (Content-Security-Policy, form-action), a link may: and whether the provider's own session
  // ends too is the person's choice, since other services may hang on it.
  pages.get('/sign-in/signed-out', async (context) => {
    const known = providers.list.find((one) => one.id === context.req.query('provider'));
    if (!known) return go(context, '/');
    const language = context.get('language');
    const address = await providers.signOutAddress(known.id);
    return context.html(page(<SignedOutPage language={language} provider={known.title[language]} address={address} />));
  });

  pages.get('/sign-in/deleted', (context) => context.html(page(<DeletedPage language={context.get('language')} />)));

  pages.route('/', providerPages(hub, { signIn, providers, show }));
  pages.route('/', passkeyRoutes(hub, signIn));
  pages.route('/', mePages(hub, providers));
  return pages;
}

function signInPage(hub: Hub, providers: IdentityProviders, context: RequestContext, wrong?: SignInProblem) {
  const language = context.get('language');
  context.header('cache-control', 'no-store');
  const props = {
    ...{ language, wrong, to: ownPlace(context.req.query('to'), '') },
    providers: providers.list.map((one) => ({ id: one.id, title: one.title[language] })),
    personas: hub.config.demo && isOfThisMachine(context) ? listPersonas(hub).map(withEmployer) : [],
    passkeys: relyingParty(new URL(context.req.url).origin) !== undefined,
  };
  return context.html(page(<SignInPage {...props} />), wrong?.status ?? 200);
}

const withEmployer = (persona: Persona) => ({
  ...persona,
  works: demoOrganisations.find((one) => one.id === persona.organisation)?.name ?? persona.organisation,
});
