// HTTP of a person's signing keys: the page, registering a key that the browser has made, revoking one.
import { envelopeSchema, publicKeySchema } from '@sluss/protocol/signed.ts';
import { z } from 'zod';
import { addKey, listKeys, revokeKey } from '../organisations/keys.ts';
import { textField } from '../platform/fields.ts';
import { readForm } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { SigningKeyPage, safeReturn, say } from './pages.tsx';

/** `key` and `proof` are filled in by the browser's script; without it there is nothing to register. */
const keyForm = z.object({
  name: textField(200).pipe(z.string().min(1, 'nameMissing')),
  key: publicKeySchema,
  proof: z.preprocess((text) => parsed(text), envelopeSchema),
  back: z.string().optional(),
});

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

export function signingKeysPages(hub: Hub) {
  const pages = newPages();
  const show = async (context: RequestContext, problem?: { error: string; name: string }) => {
    const actor = actorOf(context);
    context.header('cache-control', 'no-store');
    const props = {
      language: context.get('language'),
      visitor: actor,
      origin: hub.config.origin,
      keys: await listKeys(hub, actor),
      back: safeReturn(context.req.query('back')),
      made: context.req.query('made') !== undefined,
      ...(problem ? { problem } : {}),
    };
    return context.html(page(<SigningKeyPage {...props} />), problem ? 422 : 200);
  };
  pages.get('/me/signing-key', (context) => show(context));
  pages.post('/me/signing-key', async (context) => {
    const actor = actorOf(context);
    const text = say(context.get('language'));
    const form = await readForm(context, keyForm);
    const name = String(form.typed.name ?? '');
    if (!form.ok) return show(context, { name, error: form.errors.name ? text.nameMissing : text.notMade });
    try {
      await addKey(hub, actor, form.value);
    } catch (error) {
      // A proof that does not fit, a key that is somebody's already: the person makes a new one.
      if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
      return show(context, { name, error: text.notTaken });
    }
    const back = safeReturn(form.value.back);
    return context.redirect(`/me/signing-key?made${back ? `&back=${encodeURIComponent(back)}` : ''}`, 303);
  });
  pages.post('/me/signing-key/:id/revocation', async (context) => {
    const id = z.uuid().safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    await revokeKey(hub, actorOf(context), id.data);
    return context.redirect('/me/signing-key', 303);
  });
  return pages;
}
