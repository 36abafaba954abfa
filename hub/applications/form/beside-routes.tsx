// HTTP of what stands beside the form: attachments, comments, models that are brought.
import { z } from 'zod';
import type { Actor } from '../../permissions/actor.ts';
import { fileIn, formOf, typedIn } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { Problem } from '../../platform/problem.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { uploadModel } from '../../studies/models.ts';
import { page } from '../../ui/layout.tsx';
import { attach, detach, readAttachment } from '../attachments/actions.ts';
import { resolve } from '../comments/actions.ts';
import { addModel, ownApplication, saveStep } from './actions.ts';
import { commentIn, mergePage } from './after-save-routes.tsx';
import { postedIn } from './posted.ts';
import { refusalWords } from './refusals.ts';
import { RefusedPage } from './refused-page.tsx';
import { type Step, steps } from './steps.ts';
import { labelOf, say } from './words.ts';

export function besidePages(hub: Hub) {
  const pages = newPages();

  /** Saves the step whose form was sent, does the thing beside it, and goes back; a refusal is told with what was typed. */
  const doing = async (context: RequestContext, actor: Actor, anchor: string, work: () => Promise<void>) => {
    const reference = context.req.param('reference') ?? '';
    const typed = await typedIn(context);
    const step = stepFrom(typed.back);
    const address = `/applications/${encodeURIComponent(reference)}/form/${step}?saved=${step}#${anchor}`;
    const posted = postedIn(typed, step);
    let kept = false;
    try {
      const saved = await saveStep(hub, actor, reference, step, posted);
      if (saved.both.length) return await mergePage(hub, context, actor, reference, step, posted, saved);
      kept = true;
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      const language = context.get('language');
      const text = say(language);
      const unsaved = kept
        ? []
        : Object.entries(posted.inputs).map(([name, value]) => ({ name, value: [value].flat().join(', ') }));
      const comment = typeof typed.comment_text === 'string' ? [{ name: 'comment', value: typed.comment_text }] : [];
      const words = [...unsaved, ...comment]
        .filter(({ value }) => value)
        .map(({ name, value }) => ({ label: name === 'comment' ? text.comment : labelOf(name, text), text: value }));
      const refusal = refusalWords(error, text);
      const props = { language, visitor: actor, refusal, reason: error.particulars.reason, address, typed: words };
      return context.html(page(<RefusedPage {...props} />), 422);
    }
    return context.redirect(address, 303);
  };

  pages.post('/applications/:reference/attachments', async (context) => {
    const actor = actorOf(context);
    const file = await fileIn(context, 'file');
    return doing(context, actor, 'attachments', async () => {
      const given = await formOf(
        context,
        z.object({ attachment_id: z.uuid(), attachment_field: z.string().max(40).default('') }),
      );
      const bytes = file ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
      const name = file?.name ?? '';
      const { attachment_id: id, attachment_field: field } = given;
      await attach(hub, actor, context.req.param('reference'), { id, field, name, bytes });
    });
  });

  pages.post('/applications/:reference/attachments/:id/removal', async (context) => {
    const actor = actorOf(context);
    const { reference, id } = context.req.param();
    return doing(context, actor, 'attachments', () => detach(hub, actor, reference, id));
  });

  pages.get('/applications/:reference/attachments/:id', async (context) => {
    const { id } = context.req.param();
    const found = await readAttachment(hub, actorOf(context), context.req.param('reference'), id);
    // RFC 6266 and 8187: a plain name for old programs, the real one for the others. Never shown inside our pages.
    const plain = found.name.normalize('NFKD').replace(/[^\w .()-]/g, '_');
    return context.body(new Uint8Array(found.bytes), 200, {
      'content-type': found.type,
      'content-length': String(found.size),
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(found.name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
      'repr-digest': `sha-256=:${Buffer.from(found.digest.slice('sha256:'.length), 'base64url').toString('base64')}:`,
    });
  });

  pages.post('/applications/:reference/comments', async (context) => {
    const actor = actorOf(context);
    return doing(context, actor, 'comments', async () => {
      if (!(await commentIn(hub, context, actor))) throw new Problem(422, 'comment-empty', 'A comment has words.');
    });
  });

  pages.post('/applications/:reference/comments/:id/resolution', async (context) => {
    const actor = actorOf(context);
    const { reference, id } = context.req.param();
    return doing(context, actor, 'comments', () => resolve(hub, actor, reference, id));
  });

  pages.post('/models/:reference', async (context) => {
    const actor = actorOf(context);
    const own = await fileIn(context, 'model_file');
    return doing(context, actor, 'models', async () => {
      const { upload_name: given } = await formOf(context, z.object({ upload_name: z.string().max(1000).default('') }));
      const name = given.trim().slice(0, 100) || (own?.name ?? '').replace(/\.onnx$/i, '').slice(0, 100);
      const { organisation } = await ownApplication(hub.db, actor, context.req.param('reference'));
      const bytes = Buffer.from((await own?.arrayBuffer()) ?? new ArrayBuffer(0));
      const { model } = await uploadModel(hub, actor, bytes, organisation);
      await addModel(hub, actor, context.req.param('reference'), { name, digest: model });
    });
  });
  return pages;
}

const stepFrom = (value: unknown): Step => steps.find((step) => step === value) ?? 'project';
