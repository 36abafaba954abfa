// One application as its applicant sees it: how it stands, what happens next and by when, what is asked, what was decided, all it says.
import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { Fold } from '../../ui/fold.tsx';
import { ButtonForm, TextArea } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OwnAppeal } from '../appeals/appeal-section.tsx';
import { Attachments } from '../attachments/attachment-list.tsx';
import { writeMoney } from '../desk/money.ts';
import { Offer, Response } from '../statistics/offer-section.tsx';
import { offerWaits } from '../statistics/rules.ts';
import { Timeline } from '../timeline.tsx';
import type { ApplicationView } from '../views.ts';
import { nextWords } from './list-page.tsx';
import { nextOf } from './next.ts';
import { openQuestions } from './open-fields.ts';
import { articleOf, contentFields, writeArticle } from './steps.ts';
import type { FormView } from './views.ts';
import { answerWords, labelOf, say } from './words.ts';

export type WholeProps = {
  language: Language;
  visitor: Actor;
  application: ApplicationView;
  dictionaries: FormView['ground']['dictionaries'];
  attachments: FormView['attachments'];
  organisations: Map<string, string>;
  /** Whether the visitor is of the applicant's organisation. */
  own: boolean;
  colleagues: { name: string; email: string }[];
  /** For a copy: made for this page. */
  copyId: string;
  refusal?: string | undefined;
  /** Where a decision went against the applicant. */
  appeal?: Pick<Parameters<typeof OwnAppeal>[0], 'view' | 'usual' | 'id' | 'typed'> | undefined;
};

const closed = ['DECISION_ISSUED', 'WITHDRAWN', 'DRAFT_EXPIRED'];

export function WholePage(props: WholeProps) {
  const { language, visitor, application, own, refusal } = props;
  const text = say(language);
  const { content, reference, state } = application;
  const next = nextOf({
    ...application,
    offered: offerWaits(application.events as Parameters<typeof offerWaits>[0]),
    answered: application.events.some((event) => event.kind === 'responded'),
  });
  return (
    <Layout language={language} title={content.title ?? reference} at="applications" visitor={visitor}>
      <p class="kicker">
        {reference} · {application.organisation_name}
      </p>
      <h1>{content.title ?? text.untitled}</h1>
      {refusal ? (
        <Notice kind="wrong">
          <p>{refusal}</p>
        </Notice>
      ) : null}
      <p class="lead">
        {text[`state_is_${state}`]} {own ? nextWords(next, text, language) : ''}
      </p>
      {own && next.link ? (
        <p class="actions">
          <a class="button" href={next.link.to}>
            {(text as Record<string, string>)[next.link.words]}
          </a>
        </p>
      ) : null}
      {own && state === 'DRAFT_EXPIRED' ? <Kept {...props} /> : null}
      {/* Once there is a decision it is what one comes for: before what led to it. */}
      <Decisions language={language} application={application} />
      {own ? <Response language={language} application={application} /> : null}
      {own && props.appeal ? <OwnAppeal language={language} application={application} {...props.appeal} /> : null}
      <Fee {...props} />
      {own ? <Offer language={language} application={application} /> : null}
      <Questions language={language} application={application} />
      <h2>{text.timeline}</h2>
      <Timeline language={language} application={application} />
      <Fold
        id="content"
        title={text.contentTitle}
        note={fill(text.contentNote, { count: Object.keys(content).length })}
        open={state !== 'DECISION_ISSUED'}
      >
        <ContentList {...props} />
      </Fold>
      <Attachments
        language={language}
        reference={reference}
        attachments={props.attachments}
        fields={[]}
        id=""
        mayChange={false}
      />
      {own ? <Colleagues {...props} /> : null}
      <Doings {...props} />
    </Layout>
  );
}

/** Every field that says something, in the order of the form, with the article that asks for it. */
export function ContentList({ language, application, dictionaries, organisations, all = false }: WholeProps & { all?: boolean }) {
  const text = say(language);
  return (
    <dl class="whole">
      {contentFields.map((field) => {
        const lines = answerWords(field, application.content, { language, dictionaries, organisations });
        if (lines.length === 0 && !all) return null;
        return (
          <>
            <dt>
              {labelOf(field, text)} <small>{writeArticle(articleOf(field), language)}</small>
            </dt>
            <dd>{lines.length ? lines.map((line) => <p class="as-written">{line}</p>) : <p class="quiet">{text.empty}</p>}</dd>
          </>
        );
      })}
    </dl>
  );
}

function Kept({ language, application, copyId, attachments }: WholeProps) {
  const text = say(language);
  const thrown = application.events.some((event) => event.kind === 'withdrawn');
  const counts = { fields: Object.keys(application.content).length, files: attachments.length };
  return (
    <section>
      <h2>{thrown ? text.thrownTitle : text.expiredTitle}</h2>
      <p>{fill(thrown ? text.thrownWhat : text.expiredWhat, counts)}</p>
      <CopyForm language={language} reference={application.reference} id={copyId} />
    </section>
  );
}

function CopyForm({ language, reference, id, look }: { language: Language; reference: string; id: string; look?: 'quiet' }) {
  return (
    <ButtonForm
      action="/applications/new"
      label={say(language).copyDo}
      fields={{ id, from: 'copy', source: reference }}
      {...(look ? { look } : {})}
    />
  );
}

/** Art. 62(5): the body tells the costs before it decides; the applicant accepts, or withdraws. */
function Fee({ language, application, own }: WholeProps) {
  const text = say(language);
  const { fee } = application;
  if (!fee) return null;
  const over = application.state === 'DECISION_ISSUED' || application.state === 'WITHDRAWN';
  const waits =
    own && !fee.accepted_at && application.state === 'PROCESSING' && application.you_may.includes('application.accept-fee');
  return (
    <section id="fee">
      <h2>{text.feeTitle}</h2>
      <p>
        {writeMoney(fee, language)}. {fee.covers}
      </p>
      <p>
        {fee.accepted_at
          ? fill(text.feeAccepted, { at: writeMoment(fee.accepted_at, language) })
          : over
            ? text.feeLapsed
            : text.feeWhat}{' '}
        <small>{writeArticle('62(5)', language)}</small>
      </p>
      {waits ? (
        <ButtonForm action={`/applications/${application.reference}/fee`} label={text.feeAccept} fields={{ estimate: fee.id }} />
      ) : null}
    </section>
  );
}

function Questions({ language, application }: { language: Language; application: ApplicationView }) {
  const text = say(language);
  const open = openQuestions(application.questions);
  if (application.questions.length === 0) return null;
  return (
    <section>
      <h2>{text.questionsTitle}</h2>
      <dl>
        {application.questions.map((question) => (
          <>
            <dt>{question.field ? labelOf(question.field, text) : text.wholeApplication}</dt>
            <dd>
              <p class="as-written">{question.text}</p>
              {open.includes(question) ? (
                <p class="quiet">{text.noAnswerYet}</p>
              ) : (
                <p class="as-written">
                  <strong>{text.yourAnswer}:</strong> {question.answer}
                </p>
              )}
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function Decisions({ language, application }: { language: Language; application: ApplicationView }) {
  const text = say(language);
  const words: Record<string, string> = text;
  if (application.decisions.length === 0) return null;
  return (
    <section>
      <h2>{text.decisionTitle}</h2>
      {application.decisions.map((one) => (
        <>
          <p>
            <strong>{words[`decision_${one.kind}`] ?? one.kind}</strong>, {writeMoment(one.at, language)}.
          </p>
          <p class="as-written">{one.reason}</p>
          <p>
            {text.decisionLetter}: <a href={`/decisions/${one.id}.sv.pdf`}>PDF, svenska</a>,{' '}
            <a href={`/decisions/${one.id}.en.pdf`}>PDF, English</a>
          </p>
          {one.conditions.length ? (
            <>
              <p>{text.conditions}</p>
              <ul>
                {one.conditions.map((condition) => (
                  <li>{condition}</li>
                ))}
              </ul>
            </>
          ) : null}
        </>
      ))}
      {application.permit ? (
        <p>
          <a href={`/permits/${application.permit.reference}`}>
            {text.permit} {application.permit.reference}
          </a>
        </p>
      ) : null}
    </section>
  );
}

function Colleagues({ language, colleagues }: WholeProps) {
  const text = say(language);
  return (
    <section class="beside">
      <h2>{text.colleaguesTitle}</h2>
      <p>{text.colleaguesWhat}</p>
      <ul>
        {colleagues.map((one) => (
          <li>
            {one.name}, {one.email}
          </li>
        ))}
      </ul>
      <p>
        {text.colleaguesInvite} <a href="/me/colleagues">{text.colleaguesInviteLink}</a>
      </p>
    </section>
  );
}

/** What may be done with it: take it along, copy it, withdraw it. */
function Doings({ language, application, own, copyId }: WholeProps) {
  const text = say(language);
  const base = `/applications/${application.reference}`;
  const isDraft = application.state === 'DRAFT';
  return (
    <section class="beside">
      <h2>{text.doings}</h2>
      <p class="actions">
        <a class="button quiet" href={`${base}/print`}>
          {text.printIt}
        </a>
        <a class="button quiet" href={`${base}/file`}>
          {text.exportIt}
        </a>
        {own && application.state !== 'DRAFT_EXPIRED' ? (
          <CopyForm language={language} reference={application.reference} id={copyId} look="quiet" />
        ) : null}
      </p>
      {own && !closed.includes(application.state) ? (
        <details>
          <summary>{isDraft ? text.discard : text.withdraw}</summary>
          <p>{isDraft ? text.discardWhat : text.withdrawWhat}</p>
          <form method="post" action={`${base}/withdrawal`}>
            <input type="hidden" name="version" value={String(application.version)} />
            <TextArea name="reason" label={text.withdrawReason} optional={text.optional} rows={3} maxlength={4000} />
            <div class="actions">
              <button type="submit" class="quiet">
                {isDraft ? text.discard : text.withdraw}
              </button>
            </div>
          </form>
        </details>
      ) : null}
    </section>
  );
}
