// HTTP of reports: page, PDF and model card, for whoever may read the result and for whoever holds a link; the owner's forms.
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { textField } from '../platform/fields.ts';
import { formOf, readForm, typedIn } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { fill } from '../platform/texts.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { keeper, keptFile } from '../ui/kept.ts';
import { page } from '../ui/layout.tsx';
import { linkDays, listLinks, makeLink, openShared, readReport, readStatements, revokeLink, stateInReport } from './actions.ts';
import { modelCard } from './chai/model-card.ts';
import { fields, longestStatement } from './fields.ts';
import { type FormError, LinksPage, StatementsPage } from './owner-pages.tsx';
import { LinkGonePage, NothingPage, ReportPage, SharedReportPage } from './pages.tsx';
import { reportPdf } from './paper.ts';
import { reportOf, writingFor } from './report.ts';
import type { Source } from './source.ts';
import { say } from './words.ts';

const newLink = z.object({
  id: z.uuid(),
  recipient: textField(200).refine((text) => text !== '', 'linkRecipientMissing'),
  days: z.coerce.number('linkDaysWrong').refine((days) => (linkDays as readonly number[]).includes(days), 'linkDaysWrong'),
});

export function reportsPages(hub: Hub) {
  const pages = newPages();

  pages.get('/studies/:id/report', async (context) => {
    const [actor, language] = [actorOf(context), context.get('language')];
    const data = await readReport(hub, actor, idOf(context));
    const report = reportOf(data.source, language);
    context.header('cache-control', 'no-store');
    if (!report) return context.html(page(<NothingPage language={language} visitor={actor} data={data} />));
    return context.html(
      page(<ReportPage language={language} visitor={actor} data={data} report={report} keep={keeper(hub.memory)} />),
    );
  });
  pages.get('/studies/:id/report.pdf', async (context) => {
    const { source } = await readReport(hub, actorOf(context), idOf(context));
    return pdf(hub, context, source);
  });
  pages.get('/studies/:id/report.xml', async (context) => {
    const { source } = await readReport(hub, actorOf(context), idOf(context));
    return xml(context, source);
  });

  pages.get('/studies/:id/report/statements', async (context) => {
    const [actor, language] = [actorOf(context), context.get('language')];
    const source = await readStatements(hub, actor, idOf(context));
    const saved = context.req.query('saved');
    const text = say(language);
    const notice = /^\d{1,3}$/.test(saved ?? '')
      ? Number(saved) > 0
        ? { kind: 'good' as const, text: fill(text.statementsSaved, { count: Number(saved) }) }
        : { kind: 'note' as const, text: text.statementsSame }
      : null;
    context.header('cache-control', 'no-store');
    return context.html(
      page(<StatementsPage language={language} visitor={actor} source={source} typed={keptIn(source)} notice={notice} />),
    );
  });
  pages.post('/studies/:id/report/statements', async (context) => {
    const [actor, language, id] = [actorOf(context), context.get('language'), idOf(context)];
    const source = await readStatements(hub, actor, id);
    const typed = await typedIn(context);
    const given = new Map(fields.map((field) => [field, String(typed[`field-${field}`] ?? '')]));
    const read = new Map<string, string>();
    const errors: FormError[] = [];
    for (const [field, value] of given) {
      const parsed = textField(longestStatement).safeParse(value);
      if (parsed.success) read.set(field, parsed.data);
      else errors.push({ field: `field-${field}`, message: wrongWith(value, say(language)) });
    }
    const again = (notice: { kind: 'attention'; text: string } | null, status: 409 | 422) =>
      context.html(
        page(
          <StatementsPage language={language} visitor={actor} source={source} typed={given} errors={errors} notice={notice} />,
        ),
        status,
      );
    if (errors.length > 0) return again(null, 422);
    const revision = z.coerce.number().int().min(0).catch(-1).parse(typed.revision);
    try {
      const changed = await stateInReport(hub, actor, id, { revision, texts: read });
      return context.redirect(`/studies/${id}/report/statements?saved=${changed}`, 303);
    } catch (error) {
      if (error instanceof Problem && error.status === 409)
        return again({ kind: 'attention', text: say(language).statementsChanged }, 409);
      throw error;
    }
  });

  pages.get('/studies/:id/report/links', async (context) => {
    const [actor, language] = [actorOf(context), context.get('language')];
    const { source, links } = await listLinks(hub, actor, idOf(context));
    context.header('cache-control', 'no-store');
    return context.html(page(<LinksPage language={language} visitor={actor} source={source} links={links} newId={uuid()} />));
  });
  pages.post('/studies/:id/report/links', async (context) => {
    const [actor, language, id] = [actorOf(context), context.get('language'), idOf(context)];
    const form = await readForm(context, newLink);
    context.header('cache-control', 'no-store');
    if (!form.ok) {
      const { source, links } = await listLinks(hub, actor, id);
      const words: Record<string, string> = say(language);
      const errors = Object.entries(form.errors).map(([field, key]) => ({ field, message: words[key] ?? key }));
      const typed = { recipient: String(form.typed.recipient ?? ''), days: String(form.typed.days ?? '') };
      return context.html(
        page(
          <LinksPage
            language={language}
            visitor={actor}
            source={source}
            links={links}
            newId={uuid()}
            typed={typed}
            errors={errors}
          />,
        ),
        422,
      );
    }
    const token = await makeLink(hub, actor, id, form.value);
    const { source, links } = await listLinks(hub, actor, id);
    // No redirect: the secret is nowhere but in this one answer, neither in an address nor in the database.
    const made = token === null ? ('before' as const) : { address: `${hub.config.origin}/shared-reports/${token}` };
    return context.html(
      page(<LinksPage language={language} visitor={actor} source={source} links={links} newId={uuid()} made={made} />),
    );
  });
  pages.post('/studies/:id/report/links/:link/revocation', async (context) => {
    const id = idOf(context);
    await formOf(context, z.object({}));
    await revokeLink(hub, actorOf(context), id, idOf(context, 'link'));
    return context.redirect(`/studies/${id}/report/links`, 303);
  });

  // Open to whoever has the link; nothing here is found by search engines, or told to where a reader goes next.
  pages.use('/shared-reports/*', async (context, next) => {
    context.set('unlisted', true);
    context.header('cache-control', 'no-store');
    await next();
  });
  pages.get('/shared-reports/:token', async (context) => {
    const language = context.get('language');
    const [token, kind] = fileOf(context.req.param('token'));
    const shared = await openShared(hub, token, kind === 'page');
    if (!shared) return context.html(page(<LinkGonePage language={language} />), 404);
    if (kind === 'pdf') return pdf(hub, context, shared.source);
    if (kind === 'xml') return xml(context, shared.source);
    const report = reportOf(shared.source, language);
    if (!report) return context.html(page(<LinkGonePage language={language} />), 404);
    return context.html(
      page(
        <SharedReportPage
          language={language}
          shared={shared}
          report={report}
          base={`/shared-reports/${token}`}
          keep={keeper(hub.memory)}
        />,
      ),
    );
  });
  return pages;
}

/** `token`, `token.pdf` or `token.xml`. */
function fileOf(name: string): [token: string, kind: 'page' | 'pdf' | 'xml'] {
  const [, token = '', ending] = /^([^.]*)(?:\.(pdf|xml))?$/.exec(name) ?? [];
  return [token, ending === 'pdf' || ending === 'xml' ? ending : 'page'];
}

async function pdf(hub: Hub, context: RequestContext, source: Source) {
  const language = context.get('language');
  const report = reportOf(source, language);
  if (!report) throw notThere('There is nothing to report.');
  const one = source.evaluations[0];
  // The two entries that the model card's makers ask for in a PDF.
  const metadata = one
    ? { chaiMcXml: modelCard(report.writing, source, one), chaiMcSoftwareId: 'Sluss' }
    : ({} as Record<string, string>);
  const holds = [language, report.document, metadata];
  const bytes = await keptFile(hub.memory, 'report.pdf', holds, () => hub.pdf.make(reportPdf(report, language, metadata)));
  context.header('content-disposition', `inline; filename="evaluation-report-${source.study.id}.pdf"`);
  context.header('cache-control', 'no-store');
  return context.body(new Uint8Array(bytes), 200, { 'content-type': 'application/pdf' });
}

function xml(context: RequestContext, source: Source) {
  const number = z.coerce
    .number()
    .int()
    .min(1)
    .catch(1)
    .parse(context.req.query('model') ?? 1);
  const one = source.evaluations[number - 1];
  if (!one) throw notThere('The study evaluated no such model.');
  context.header('content-disposition', `inline; filename="model-card-${source.study.id}-${number}.xml"`);
  context.header('cache-control', 'no-store');
  const card = modelCard(writingFor(source, context.get('language')), source, one);
  return context.body(card, 200, { 'content-type': 'application/xml; charset=utf-8' });
}

function wrongWith(value: string, text: ReturnType<typeof say>): string {
  return value.length > longestStatement ? fill(text.statementTooLong, { most: longestStatement }) : text.statementNotText;
}

const keptIn = (source: Source) => new Map([...source.statements].map(([field, { text }]) => [field, text]));

function idOf(context: RequestContext, name = 'id'): string {
  const id = z.uuid().safeParse(context.req.param(name));
  if (!id.success) throw notThere();
  return id.data;
}
