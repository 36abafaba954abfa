// Applications for people: those one works with, the public register, and one application with its clock, assessment and history.
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeDay } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Table } from '../ui/table.tsx';
import { filterInWords } from './filter-words.ts';
import type { Content } from './schema.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import { Timeline } from './timeline.tsx';
import type { ApplicationView, listApplications, readRegister } from './views.ts';

const say = texts(sv, en);
type Text = ReturnType<typeof say>;

type ListProps = {
  language: Language;
  visitor: Actor | null;
  own: Awaited<ReturnType<typeof listApplications>>;
  register: Awaited<ReturnType<typeof readRegister>>;
};

export function ApplicationsPage({ language, visitor, own, register }: ListProps) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} at="applications" visitor={visitor}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {own.length ? (
        <>
          <h2>{text.yours}</h2>
          <Table
            caption={text.yours}
            hideCaption
            columns={[{ title: text.reference }, { title: text.project }, { title: text.state }, { title: text.due }]}
            rows={own.map((one) => ({
              key: <a href={`/applications/${one.reference}`}>{one.reference}</a>,
              cells: [one.title, text[`state_${one.state}`], clockInWords(one.clock, text, language)],
            }))}
          />
        </>
      ) : null}
      <h2 id="register">{text.register}</h2>
      {register.length === 0 ? <p>{text.none}</p> : null}
      {register.map((one) => (
        <article>
          <h3>{one.title}</h3>
          <p>{one.summary}</p>
          <p class="quiet">
            {one.reference} · {one.organisation} · {text[`purpose_${one.purpose}` as keyof Text] ?? one.purpose} · {text.received}{' '}
            <time datetime={one.submitted}>{writeDay(one.submitted, language)}</time> · {text[`state_${one.state}`]}
          </p>
          {one.decision ? (
            <p>
              {text.decision}: {text[`decision_${one.decision.kind}` as keyof Text]}, {one.decision.reason}
            </p>
          ) : null}
        </article>
      ))}
      <p class="quiet">{text.how}</p>
    </Layout>
  );
}

type Clock = ApplicationView['clock'];

function clockInWords(clock: Clock, text: Text, language: Language): string {
  const day = (at: string) => writeDay(`${at}T12:00:00Z`, language);
  const words = clock.answer_by
    ? fill(text.answer_by, { day: day(clock.answer_by) })
    : clock.decide_by
      ? fill(text.decide_by, { day: day(clock.decide_by) })
      : clock.publish_by
        ? fill(text.publish_by, { day: day(clock.publish_by) })
        : '';
  return [words, clock.late ? text.late : ''].filter(Boolean).join('. ');
}

type OneProps = { language: Language; visitor: Actor; application: ApplicationView };

export function ApplicationPage({ language, visitor, application }: OneProps) {
  const text = say(language);
  const { content, clock, assessments, decisions, permit } = application;
  return (
    <Layout language={language} title={content.title ?? application.reference} at="applications" visitor={visitor}>
      <h1>{content.title ?? application.reference}</h1>
      <p class="lead">
        {application.reference}, {application.organisation}: {text[`state_${application.state}`]}
      </p>
      <p>{[clockInWords(clock, text, language), clock.decision === 'paused' ? text.paused : ''].filter(Boolean).join('. ')}</p>
      {decisions.map((one) => (
        <p class="notice">
          {text.decision}: {text[`decision_${one.kind}` as keyof Text]}. {one.reason}
        </p>
      ))}
      {permit ? (
        <p>
          <a href={`/permits/${permit.reference}`}>
            {text.permit} {permit.reference}
          </a>
        </p>
      ) : null}
      <h2>{text.content}</h2>
      <dl>
        {Object.entries(wordsOf(content, text)).map(([field, words]) => (
          <>
            <dt>{text[`field_${field}` as keyof Text]}</dt>
            <dd>{words}</dd>
          </>
        ))}
      </dl>
      {assessments.length ? (
        <>
          <h2>{text.criteria}</h2>
          <Table
            caption={text.criteria}
            hideCaption
            columns={[{ title: text.criterion }, { title: text.finding }, { title: text.reason }]}
            rows={assessments.map((one) => ({
              key: text[`criterion_${one.criterion}`],
              cells: [text[`finding_${one.finding}`], one.reason],
            }))}
          />
        </>
      ) : null}
      <h2>{text.events}</h2>
      <Timeline language={language} application={application} />
    </Layout>
  );
}

/** The fields that have something in them, in the order of art. 67(2). */
function wordsOf(content: Content, text: Text): Record<string, string> {
  const persons = content.persons?.map((one) => `${one.name} <${one.email}>${one.investigator ? `, ${text.investigator}` : ''}`);
  const data = content.data?.map(
    (one) =>
      `${one.dataset}: ${one.variables.join(', ')}${one.filter.length ? ` (${fill(text.onlySome, { filter: filterInWords(one.filter) })})` : ''}`,
  );
  const words: Record<string, string | undefined> = {
    summary: content.summary,
    applicant: content.applicant,
    persons: persons?.join('; '),
    purpose: content.purpose && text[`purpose_${content.purpose}`],
    on_behalf_of: content.on_behalf_of,
    intended_use: content.intended_use,
    benefit: content.benefit,
    data: data?.join('; '),
    coverage: content.coverage,
    format: content.format && text[`format_${content.format}`],
    format_reason: content.format_reason,
    legal_basis: content.legal_basis,
    brought: content.brought,
    models: content.models?.map((one) => `${one.name} ${one.digest}`).join('; '),
    safeguards: content.safeguards,
    period: content.period && `${content.period.from} – ${content.period.to}`,
    period_reason: content.period_reason,
    frequency: content.frequency,
    methods: content.methods?.join(', '),
    tools: content.tools,
    ethics: content.ethics,
    opt_out_exception: content.opt_out_exception,
  };
  return Object.fromEntries(Object.entries(words).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
