// HTTP of what stands beside the form: attachments, comments, models that are brought.
import { z } from 'zod';
import { textField } from '../../platform/fields.ts';
import { formOf } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { Problem } from '../../platform/problem.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { uploadModel } from '../../studies/models.ts';
import { page } from '../../ui/layout.tsx';
import { attach, detach, readAttachment } from '../attachments/actions.ts';
import { comment, resolve } from '../comments/actions.ts';
import { addModel } from './actions.ts';
import { refusalWords } from './refusals.ts';
import { RefusedPage } from './refused-page.tsx';
import { type Step, steps } from './steps.ts';
import { say } from './words.ts';

const back = z.enum(steps).catch('project');

export function besidePages(hub: Hub) {
  const pages = newPages();

  /** Does it and goes back to where it was asked for; a refusal is told with what was typed. */
  const doing = async (
    context: RequestContext,
    to: Step,
    anchor: string,
    work: () => Promise<void>,
    typed: { label: string; text: string }[] = [],
  ) => {
    const reference = context.req.param('reference') ?? '';
    const address = `/applications/${encodeURIComponent(reference)}/form/${to}#${anchor}`;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      const language = context.get('language');
      const refusal = refusalWords(error, say(language));
      const props = { language, visitor: actorOf(context), refusal, reason: error.particulars.reason, address, typed };
      return context.html(page(<RefusedPage {...props} />), 422);
    }
    return context.redirect(address, 303);
  };

  pages.post('/applications/:reference/attachments', async (context) => {
    const actor = actorOf(context);
    const body = await context.req.parseBody();
    const given = await formOf(context, z.object({ id: z.uuid(), back, field: z.string().max(40).default('') }));
    const file = body.file instanceof File ? body.file : undefined;
    return doing(context, given.back, 'attachments', async () => {
      const bytes = Buffer.from((await file?.arrayBuffer()) ?? new ArrayBuffer(0));
      await attach(hub, actor, context.req.param('reference'), { ...given, name: file?.name ?? '', bytes });
    });
  });

  pages.post('/applications/:reference/attachments/:id/removal', async (context) => {
    const actor = actorOf(context);
    const given = await formOf(context, z.object({ back }));
    const id = z.uuid().parse(context.req.param('id'));
    return doing(context, given.back, 'attachments', () => detach(hub, actor, context.req.param('reference'), id));
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
    const text = say(context.get('language'));
    const given = await formOf(context, z.object({ id: z.uuid(), back, field: z.string().max(40), text: z.string() }));
    const reading = textField(4000).pipe(z.string().min(1)).safeParse(given.text);
    const work = async () => {
      if (!reading.success)
        throw new Problem(422, given.text.trim() ? 'comment-too-long' : 'comment-empty', 'A comment has 1 to 4,000 characters.');
      const { id, field } = given;
      await comment(hub, actor, context.req.param('reference'), { id, field, text: reading.data });
    };
    return doing(context, given.back, 'comments', work, [{ label: text.comment, text: given.text }]);
  });

  pages.post('/applications/:reference/comments/:id/resolution', async (context) => {
    const actor = actorOf(context);
    const given = await formOf(context, z.object({ back }));
    const { reference, id } = context.req.param();
    return doing(context, given.back, 'comments', () => resolve(hub, actor, reference, id));
  });

  pages.post('/models/:reference', async (context) => {
    const actor = actorOf(context);
    const body = await context.req.parseBody();
    const given = await formOf(context, z.object({ name: z.string().max(1000).default('') }));
    const file = body.file instanceof File ? body.file : undefined;
    const name = given.name.trim().slice(0, 100) || (file?.name ?? '').replace(/\.onnx$/i, '').slice(0, 100);
    return doing(context, 'methods', 'models', async () => {
      const { model } = await uploadModel(hub, actor, Buffer.from((await file?.arrayBuffer()) ?? new ArrayBuffer(0)));
      await addModel(hub, actor, context.req.param('reference'), { name, digest: model });
    });
  });
  return pages;
}
