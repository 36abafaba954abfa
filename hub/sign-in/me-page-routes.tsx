// HTTP of a person's own page: name, for whom they act, ways to sign in, sessions, tokens, taking everything away, leaving.
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { rename } from '../organisations/actions.ts';
import { listKeys } from '../organisations/keys.ts';
import { textField } from '../platform/fields.ts';
import { formOf, readForm } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { ownPlace } from '../platform/own-origin.ts';
import { Problem } from '../platform/problem.ts';
import { page } from '../ui/layout.tsx';
import { deleteAccount, duties, exportAccount } from './account.ts';
import { listTokens, longestTokenDays, makeToken, revokeToken } from './actions.ts';
import { go } from './browser-routes.ts';
import { DeletionPage } from './deletion-page.tsx';
import { listIdentities } from './identities.ts';
import type { IdentityProviders } from './identity-provider.ts';
import { ActingForPage, MePage, type MeWrong } from './me-pages.tsx';
import { listPasskeys, relyingParty } from './passkeys.ts';
import { actFor, endOtherSessions, endSession, listSessions, ownOrganisations } from './sessions.ts';
import { actorOf, visitorOf } from './who-is.ts';

const all = 'all';
const tokenForm = z.object({
  name: textField(200).pipe(z.string().min(1, 'nameMissing')),
  days: z.coerce.number('daysWrong').int('daysWrong').min(1, 'daysWrong').max(longestTokenDays, 'daysWrong'),
  acting_for: z.string().max(100).optional(),
});

export function mePages(hub: Hub, providers: IdentityProviders) {
  const pages = newPages();
  const me = async (context: RequestContext, shown: { made?: string; wrong?: MeWrong } = {}) => {
    const actor = actorOf(context);
    const [keys, tokens, sessions, identities, passkeys, organisations] = await Promise.all([
      listKeys(hub, actor),
      listTokens(hub, actor),
      listSessions(hub, actor),
      listIdentities(hub, actor),
      listPasskeys(hub, actor),
      ownOrganisations(hub, actor),
    ]);
    const language = context.get('language');
    context.header('cache-control', 'no-store');
    const props = {
      ...{ language, actor, keys: keys.length, tokens, sessions, identities, passkeys, organisations, now: hub.now() },
      providers: providers.list.map((one) => ({ id: one.id, title: one.title[language] })),
      contact: hub.config.contact,
      passkeysWork: relyingParty(new URL(context.req.url).origin) !== undefined,
      ...shown,
    };
    return context.html(page(<MePage {...props} />), shown.wrong ? 422 : 200);
  };

  pages.get('/me', (context) => (visitorOf(context) ? me(context) : go(context, '/sign-in')));
  pages.post('/me/name', async (context) => {
    const actor = actorOf(context);
    const form = await readForm(context, z.object({ name: textField(200).pipe(z.string().min(1, 'nameMissing')) }));
    if (!form.ok) return me(context, { wrong: { form: 'name', errors: form.errors, typed: form.typed } });
    await rename(hub, actor, form.value.name);
    return go(context, '/me');
  });

  pages.get('/me/acting-for', async (context) => {
    const actor = actorOf(context);
    const organisations = await ownOrganisations(hub, actor);
    const to = ownPlace(context.req.query('to'));
    return context.html(page(<ActingForPage {...{ language: context.get('language'), actor, organisations, to }} />));
  });
  pages.post('/me/acting-for', async (context) => {
    const actor = actorOf(context);
    const form = await formOf(context, z.object({ organisation: z.string().max(100), to: z.string().max(500).optional() }));
    await actFor(hub, actor, form.organisation === all ? null : form.organisation);
    return go(context, ownPlace(form.to));
  });

  pages.post('/me/sessions/others/end', async (context) => {
    await endOtherSessions(hub, actorOf(context));
    return go(context, '/me#sessions');
  });
  pages.post('/me/sessions/:id/end', async (context) => {
    const actor = actorOf(context);
    await endSession(hub, actor, context.req.param('id'));
    return go(context, context.req.param('id') === actor.session ? '/' : '/me#sessions');
  });

  pages.post('/me/tokens', async (context) => {
    const actor = actorOf(context);
    const form = await readForm(context, tokenForm);
    if (!form.ok) return me(context, { wrong: { form: 'token', errors: form.errors, typed: form.typed } });
    const { name, days, acting_for } = form.value;
    const actingFor = acting_for === all ? null : acting_for;
    return me(context, { made: (await makeToken(hub, actor, { name, days, acting_for: actingFor })).token });
  });
  pages.post('/me/tokens/:id/revocation', async (context) => {
    await revokeToken(hub, actorOf(context), context.req.param('id'));
    return go(context, '/me#tokens');
  });

  pages.get('/me/export.json', (context) => {
    const pieces = exportAccount(hub, actorOf(context));
    context.header('content-type', 'application/json; charset=utf-8');
    context.header('content-disposition', 'attachment; filename="sluss-account.json"');
    context.header('cache-control', 'no-store');
    return stream(context, async (out) => {
      for await (const piece of pieces) await out.write(piece);
    });
  });
  const deletion = async (context: RequestContext, wrong?: { typed: string }) => {
    const actor = actorOf(context);
    const props = { language: context.get('language'), actor, duties: await duties(hub, actor), wrong };
    return context.html(page(<DeletionPage {...props} />), wrong ? 422 : 200);
  };
  pages.get('/me/deletion', (context) => deletion(context));
  pages.post('/me/deletion', async (context) => {
    const { email } = await formOf(context, z.object({ email: z.string().max(320) }));
    try {
      await deleteAccount(hub, actorOf(context), email);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      return deletion(context, { typed: email });
    }
    return go(context, '/sign-in/deleted');
  });
  return pages;
}
