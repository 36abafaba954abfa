// HTTP of signing in, for people. Every change is a form that works without JavaScript.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { z } from 'zod';
import { listPersonas, sessionAs } from '../demo-personas/actions.ts';
import { listKeys } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { textField } from '../platform/fields.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { issuesOf, notUnderstood } from '../platform/problem.ts';
import { page } from '../ui/layout.tsx';
import { listTokens, longestTokenDays, makeToken, revokeToken, sendLink, useLink } from './actions.ts';
import { LinkPage, MePage, SentPage, SignInPage } from './pages.tsx';
import type { SignIn } from './sign-in.ts';
import { actorOf, refuseForeignOrigin, visitorOf } from './who-is.ts';

const tokenText = z.string().regex(/^[A-Za-z]{32}$/);

async function form<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  const parsed = schema.safeParse(await context.req.parseBody());
  if (!parsed.success) throw notUnderstood('The form could not be read.', issuesOf(parsed.error));
  return parsed.data;
}

/** The socket's address, never a header's: x-forwarded-for is what the caller writes. */
function socketOf(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

function go(context: Context, to: string, cookies: string[] = []): Response {
  for (const cookie of cookies) context.header('set-cookie', cookie, { append: true });
  return context.redirect(to, 303);
}

export function signInPages(hub: Hub, signIn: SignIn) {
  const pages = newPages();
  // Also without a session: nobody shall be signed in as somebody by a foreign page.
  pages.use('/sign-in/*', async (context, next) => {
    refuseForeignOrigin(hub, context);
    await next();
  });
  pages.get('/sign-in', (context) => {
    if (visitorOf(context)) return go(context, '/me');
    const personas = hub.config.demo ? listPersonas(hub) : [];
    return context.html(page(<SignInPage language={context.get('language')} personas={personas} />));
  });
  pages.post('/sign-in', async (context) => {
    const { email } = await form(
      context,
      z.object({
        email: z
          .email()
          .max(320)
          .transform((text) => text.toLowerCase()),
      }),
    );
    await sendLink(hub, signIn, { email, language: context.get('language'), socket: socketOf(context) });
    return context.html(page(<SentPage language={context.get('language')} />));
  });
  pages.get('/sign-in/link', (context) => {
    const token = tokenText.safeParse(context.req.query('token'));
    if (!token.success) throw notUnderstood('This link is not whole. Copy it from the letter again.');
    context.header('cache-control', 'no-store');
    return context.html(page(<LinkPage language={context.get('language')} token={token.data} />));
  });
  pages.post('/sign-in/link', async (context) => {
    const { token } = await form(context, z.object({ token: tokenText }));
    return go(context, '/me', await useLink(hub, signIn, { token, socket: socketOf(context) }));
  });
  pages.post('/sign-in/persona/:id', async (context) =>
    go(context, '/me', await sessionAs(hub, signIn, context.req.param('id'))),
  );
  pages.post('/sign-out', async (context) => go(context, '/', await signIn.signOut(context.req.raw.headers)));

  const me = async (context: RequestContext, actor: Actor, made?: string) => {
    const [keys, tokens] = await Promise.all([listKeys(hub, actor), listTokens(hub, actor)]);
    context.header('cache-control', 'no-store');
    return context.html(
      page(<MePage language={context.get('language')} actor={actor} keys={keys} tokens={tokens} {...(made ? { made } : {})} />),
    );
  };
  pages.get('/me', (context) => (visitorOf(context) ? me(context, actorOf(context)) : go(context, '/sign-in')));
  pages.post('/me/tokens', async (context) => {
    const actor = actorOf(context);
    const schema = z.object({
      name: textField(200).pipe(z.string().min(1)),
      days: z.coerce.number().int().min(1).max(longestTokenDays),
    });
    const { token } = await makeToken(hub, actor, await form(context, schema));
    return me(context, actor, token);
  });
  pages.post('/me/tokens/:id/revocation', async (context) => {
    await revokeToken(hub, actorOf(context), context.req.param('id'));
    return go(context, '/me');
  });
  return pages;
}
