// HTTP of one's own applications: the list, beginning, the whole view, taking it along, withdrawing.
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { basketOf, dataOf, linesOf, takeOut } from '../../baskets/actions.ts';
import { listOrganisations } from '../../organisations/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { textField } from '../../platform/fields.ts';
import { fileIn, formOf, typedIn } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { Problem } from '../../platform/problem.ts';
import { actorOf, visitorOf } from '../../sign-in/who-is.ts';
import { page } from '../../ui/layout.tsx';
import { noteOpened, readAppeals } from '../appeals/actions.ts';
import { instructionOf } from '../appeals/instruction.ts';
import { postAppeal, postWithdrawal } from '../appeals/routes.tsx';
import { attachmentsFor } from '../attachments/actions.ts';
import { acceptFee } from '../desk/actions.ts';
import { answerOffer } from '../statistics/actions.ts';
import { readApplication } from '../views.ts';
import { copy, groundOf, mayStart, refuseStart, start, withdraw } from './actions.ts';
import { WholePage, type WholeProps } from './application-page.tsx';
import { importContent } from './import.ts';
import { knownContent } from './known.ts';
import { ApplicationListPage } from './list-page.tsx';
import { ownApplications } from './own-list.ts';
import { PrintPage } from './print-page.tsx';
import { refusalWords } from './refusals.ts';
import { StartPage } from './start-page.tsx';
import { colleaguesOf } from './views.ts';
import { say } from './words.ts';

const startSchema = z.object({
  id: z.uuid(),
  from: z.enum(['nothing', 'basket', 'copy', 'file']),
  organisation: z.string().max(63).optional(),
  source: z.string().max(40).optional(),
});

export function ownApplicationPages(hub: Hub) {
  const pages = newPages();

  pages.get('/applications', async (context) => {
    const visitor = visitorOf(context);
    const own = visitor ? await ownApplications(hub, visitor) : [];
    context.header('cache-control', 'no-store');
    return context.html(page(<ApplicationListPage language={context.get('language')} visitor={visitor} own={own} />));
  });

  const startPage = async (context: RequestContext, actor: Actor, errors: { field: string; message: string }[] = []) => {
    const language = context.get('language');
    const own = mayStart(actor);
    const [organisations, earlier, lines] = await Promise.all([
      listOrganisations(hub),
      ownApplications(hub, actor),
      basketOf(hub.db, actor).then((choice) => linesOf(hub.db, choice)),
    ]);
    context.header('cache-control', 'no-store');
    return context.html(
      page(
        <StartPage
          language={language}
          visitor={actor}
          organisations={organisations.filter((one) => own.includes(one.id))}
          chosen={context.req.query('organisation')}
          earlier={earlier}
          basket={lines.map((line) => ({
            dataset: line.dataset.id,
            title: line.dataset.dictionary.title[language],
            variables: line.variables.length,
          }))}
          ids={{ nothing: uuidv7(), basket: uuidv7(), copy: uuidv7(), file: uuidv7() }}
          errors={errors}
          from={context.req.query('from')}
        />,
      ),
      errors.length ? 422 : 200,
    );
  };

  pages.get('/applications/new', async (context) => {
    const actor = actorOf(context);
    // Who cannot apply is told so on the list, with what they can do.
    if (mayStart(actor).length === 0) return context.redirect('/applications', 303);
    return startPage(context, actor);
  });

  pages.post('/applications/new', async (context) => {
    const actor = actorOf(context);
    const given = await formOf(context, startSchema);
    const [first] = mayStart(actor);
    const organisation = given.organisation ?? first;
    if (!organisation || !may(actor, 'application.create', { organisation })) throw refuseStart();
    const toForm = (reference: string, step = 'project') => context.redirect(`/applications/${reference}/form/${step}`, 303);
    switch (given.from) {
      case 'copy':
        return toForm((await copy(hub, actor, { id: given.id, from: given.source ?? '' })).reference);
      case 'file': {
        const file = await fileIn(context, 'file');
        const text = say(context.get('language'));
        const wrong = (message: string) => startPage(context, actor, [{ field: 'file', message }]);
        if (!file || file.size === 0) return wrong(text.noFile);
        const ground = await groundOf(hub.db, { organisation, content: {} });
        const imported = importContent(await file.text(), ground);
        if (!imported) return wrong(text.notJson);
        const row = await start(hub, actor, { id: given.id, organisation, ...imported });
        return toForm(row.reference, 'check');
      }
      case 'basket': {
        const data = dataOf(await basketOf(hub.db, actor));
        const content = { ...(await knownContent(hub, actor, organisation)), ...(data.length ? { data } : {}) };
        const row = await start(hub, actor, { id: given.id, organisation, content });
        await takeOut(hub, actor, {});
        return toForm(row.reference);
      }
      default: {
        const content = await knownContent(hub, actor, organisation);
        return toForm((await start(hub, actor, { id: given.id, organisation, content })).reference);
      }
    }
  });

  const wholeProps = async (context: RequestContext, actor: Actor): Promise<WholeProps> => {
    const reference = context.req.param('reference') ?? '';
    let application = await readApplication(hub, actor, reference);
    if (await noteOpened(hub, actor, application)) application = await readApplication(hub, actor, reference);
    const own = may(actor, 'application.edit', { organisation: application.organisation });
    const [appeals, ground, attachments, organisations, colleagues] = await Promise.all([
      application.decisions.length ? readAppeals(hub, actor, application) : undefined,
      groundOf(hub.db, application),
      attachmentsFor(hub, application.id),
      listOrganisations(hub),
      own ? colleaguesOf(hub, actor, application.organisation) : [],
    ]);
    return {
      language: context.get('language'),
      visitor: actor,
      application,
      dictionaries: ground.dictionaries,
      attachments,
      organisations: new Map(organisations.map((one) => [one.id, one.name])),
      own,
      colleagues,
      copyId: uuidv7(),
      appeal: appeals?.against && {
        view: appeals,
        usual: await instructionOf(hub.db, application.body, application.reference),
        id: uuidv7(),
      },
    };
  };

  const whole = async (context: RequestContext, actor: Actor, problem?: Problem) => {
    const props = await wholeProps(context, actor);
    // What was typed into an appeal that was refused stands in its field again.
    if (problem && props.appeal) props.appeal.typed = String((await typedIn(context)).text ?? '');
    const refusal = problem ? refusalWords(problem, say(context.get('language'))) : undefined;
    context.header('cache-control', 'no-store');
    return context.html(page(<WholePage {...props} refusal={refusal} />), problem?.status ?? 200);
  };

  pages.get('/applications/:reference', async (context) => whole(context, actorOf(context)));

  pages.get('/applications/:reference/print', async (context) => {
    const props = await wholeProps(context, actorOf(context));
    context.header('cache-control', 'no-store');
    return context.html(page(<PrintPage {...props} now={hub.now().toISOString()} />));
  });

  pages.get('/applications/:reference/file', async (context) => {
    const { reference, content } = await readApplication(hub, actorOf(context), context.req.param('reference'));
    return context.body(`${JSON.stringify(content, null, 2)}\n`, 200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${reference}.json"`,
      'cache-control': 'no-store',
    });
  });

  /** A button of the whole view: a rule's refusal is shown on the page it stands on. */
  const button = (path: string, act: (context: RequestContext, actor: Actor, reference: string) => Promise<void>) =>
    pages.post(`/applications/:reference/${path}`, async (context) => {
      const actor = actorOf(context);
      const reference = context.req.param('reference') ?? '';
      try {
        await act(context, actor, reference);
      } catch (error) {
        if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
        return whole(context, actor, error);
      }
      return context.redirect(`/applications/${encodeURIComponent(reference)}`, 303);
    });

  button('withdrawal', async (context, actor, reference) => {
    const schema = z.object({ version: z.coerce.number().int().min(1), reason: textField(4000).default('') });
    const { version, reason } = await formOf(context, schema);
    await withdraw(hub, actor, reference, { version, reason: reason || null });
  });
  button('appeal', (context, actor, reference) => postAppeal(hub, context, actor, reference));
  button('appeal-withdrawal', (_context, actor, reference) => postWithdrawal(hub, actor, reference));
  button('statistics', async (context, actor, reference) => {
    const { agrees, offer } = await formOf(
      context,
      z.object({ agrees: z.enum(['yes', 'no']), offer: z.string().max(40).optional() }),
    );
    const { id } = await readApplication(hub, actor, reference);
    await answerOffer(hub, actor, id, { agrees: agrees === 'yes', offer });
  });
  button('fee', async (context, actor, reference) => {
    const { estimate } = await formOf(context, z.object({ estimate: z.uuid() }));
    const { id } = await readApplication(hub, actor, reference);
    await acceptFee(hub, actor, id, { estimate });
  });
  return pages;
}
