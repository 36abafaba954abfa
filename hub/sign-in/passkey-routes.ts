// HTTP of passkeys, spoken by the passkey island, and the plain forms that name and remove one.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Context } from 'hono';
import { z } from 'zod';
import { textField } from '../platform/fields.ts';
import { formOf } from '../platform/form.ts';
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { ownPlace } from '../platform/own-origin.ts';
import { issuesOf, notUnderstood } from '../platform/problem.ts';
import { limitCaller } from './actions.ts';
import { aboutSession, callerIn, go, goIn } from './browser-routes.ts';
import { addPasskey, askForPasskey, namePasskey, offerPasskey, removePasskey, signInByPasskey } from './passkeys.ts';
import type { SignIn } from './sign-in.ts';
import { actorOf } from './who-is.ts';

const name = textField(100).pipe(z.string().min(1));
const text = z.string().max(20_000);
const extensions = z.record(z.string(), z.unknown()).default({});
// What the browser hands over (WebAuthn 5.1.8, toJSON); the library reads the rest of it byte by byte.
const credential = { id: text, rawId: text, type: z.literal('public-key'), clientExtensionResults: extensions };
const created = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
});
const asserted = z.object({
  ...credential,
  response: z.object({ clientDataJSON: text, authenticatorData: text, signature: text, userHandle: text.optional() }),
});

async function read<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  const parsed = schema.safeParse(await context.req.json().catch(() => undefined));
  if (!parsed.success) throw notUnderstood('The request does not have the expected form.', issuesOf(parsed.error));
  return parsed.data;
}

export function passkeyRoutes(hub: Hub, signIn: SignIn) {
  const pages = newPages();
  // refuseForeignOrigin has seen to it that it is there, and ours.
  const origin = (context: Context) => context.req.header('origin') ?? hub.config.origin;

  pages.post('/sign-in/passkey/options', async (context) => {
    await limitCaller(hub, callerIn(hub, context));
    return context.json(await askForPasskey(hub, origin(context)));
  });
  pages.post('/sign-in/passkey', async (context) => {
    await limitCaller(hub, callerIn(hub, context));
    const given = await read(context, z.object({ response: asserted, to: z.string().max(500).optional() }));
    const response = given.response as AuthenticationResponseJSON;
    const opened = await signInByPasskey(hub, signIn, { origin: origin(context), response, about: aboutSession(context) });
    const led = await goIn(hub, context, opened, ownPlace(given.to));
    // A script follows no redirect to a page: it is told where to go.
    return context.json({ to: led.headers.get('location') });
  });
  pages.post('/me/passkeys/options', async (context) => context.json(await offerPasskey(hub, actorOf(context), origin(context))));
  pages.post('/me/passkeys', async (context) => {
    const actor = actorOf(context);
    const given = await read(context, z.object({ name, response: created }));
    const response = given.response as RegistrationResponseJSON;
    const id = await addPasskey(hub, actor, { origin: origin(context), name: given.name, response });
    return context.json({ id }, 201);
  });
  pages.post('/me/passkeys/:id/name', async (context) => {
    const actor = actorOf(context);
    await namePasskey(hub, actor, context.req.param('id'), (await formOf(context, z.object({ name }))).name);
    return go(context, '/me#ways');
  });
  pages.post('/me/passkeys/:id/removal', async (context) => {
    await removePasskey(hub, actorOf(context), context.req.param('id'));
    return go(context, '/me#ways');
  });
  return pages;
}
