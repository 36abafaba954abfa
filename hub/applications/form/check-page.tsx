// The last step: what is missing with links to the very fields, what will be public, and handing in; or sending the answers.
import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { ErrorSummary } from '../../ui/form.tsx';
import { writeDay } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Attachments } from '../attachments/attachment-list.tsx';
import { type Missing, wordsIn } from './checklist.ts';
import { StepList } from './form-page.tsx';
import { openQuestions } from './open-fields.ts';
import { anchorOf, QuestionAt, SeenFields } from './parts.tsx';
import { replyText } from './replies.ts';
import { articleOf, replyTo, stepOf, writeArticle } from './steps.ts';
import type { FormView } from './views.ts';
import { labelOf, say, whatIsWrong } from './words.ts';

type CheckPageProps = {
  language: Language;
  visitor: Actor;
  form: FormView;
  missing: Missing[];
  refusal?: string | undefined;
  errors?: { field: string; message: string }[];
};

export function CheckPage({ language, visitor, form, missing, refusal, errors = [] }: CheckPageProps) {
  const text = say(language);
  const answering = form.state === 'AWAITING_ADDITIONAL_INFORMATION';
  return (
    <Layout
      language={language}
      title={`${text.step_check}: ${form.content.title ?? form.reference}`}
      at="applications"
      visitor={visitor}
      islands={['autosave']}
    >
      <p class="kicker">
        <a href={`/applications/${form.reference}`}>{form.content.title ?? form.reference}</a>
      </p>
      <h1>{answering ? text.answerTitle : text.step_check}</h1>
      {refusal ? (
        <Notice kind="wrong">
          <p>{refusal}</p>
        </Notice>
      ) : null}
      <ErrorSummary language={language} errors={errors} />
      <StepList language={language} form={form} step="check" missing={missing} />
      <LeftOut language={language} form={form} />
      {answering && missing.length === 0 ? null : <Checklist language={language} form={form} missing={missing} />}
      {answering ? null : <Preview language={language} form={form} />}
      {answering ? (
        <Answer language={language} form={form} ready={missing.length === 0} />
      ) : (
        <HandIn language={language} form={form} ready={missing.length === 0} />
      )}
      <Attachments
        language={language}
        reference={form.reference}
        attachments={form.attachments}
        fields={[]}
        id=""
        mayChange={false}
      />
    </Layout>
  );
}

function Checklist({ language, form, missing }: Pick<CheckPageProps, 'language' | 'form' | 'missing'>) {
  const text = say(language);
  if (missing.length === 0)
    return (
      <section>
        <h2>{text.nothingMissing}</h2>
        <p>{text.nothingMissingWhat}</p>
      </section>
    );
  const place = ({ field }: Missing) => `/applications/${form.reference}/form/${stepOf(field)}?missing=yes#${anchorOf(field)}`;
  const [first] = missing;
  return (
    <section>
      <h2>{fill(missing.length === 1 ? text.missingOne : text.missingSome, { count: missing.length })}</h2>
      <ul class="checklist">
        {missing.map((one) => (
          <li>
            <a href={place(one)}>{labelOf(one.field, text)}</a>: {whatIsWrong(one.wrong, text)}{' '}
            <small>{writeArticle(articleOf(one.field), language)}</small>
          </li>
        ))}
      </ul>
      {first ? (
        <p class="actions">
          <a class="button" href={place(first)}>
            {fill(text.firstMissing, { field: labelOf(first.field, text) })}
          </a>
        </p>
      ) : null}
    </section>
  );
}

/** What an imported file held that found no place. */
function LeftOut({ language, form }: Pick<CheckPageProps, 'language' | 'form'>) {
  const text = say(language);
  if (form.leftOut.length === 0) return null;
  return (
    <section>
      <h2>{text.leftOutTitle}</h2>
      <p>{text.leftOutWhat}</p>
      <dl>
        {form.leftOut.map(({ path, value }) => (
          <>
            <dt>
              <code>{path}</code>
            </dt>
            <dd class="as-written">{value}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

/** Exactly what the register shows from reception: art. 57(1)(j)(ii). */
export function Preview({ language, form }: Pick<CheckPageProps, 'language' | 'form'>) {
  const text = say(language);
  const words: Record<string, string> = text;
  const { content } = form;
  const datasets = (content.data ?? []).map((one) => form.ground.dictionaries.get(one.dataset)?.title[language] ?? one.dataset);
  return (
    <section aria-labelledby="public-title">
      <h2 id="public-title">{text.publicTitle}</h2>
      <p>
        {text.publicWhat} <small>{writeArticle('57(1)(j)(ii)', language)}</small>
      </p>
      <article class="public-preview">
        <h3>{content.title ?? text.empty}</h3>
        <p class="as-written">{content.summary ?? text.empty}</p>
        <p class="quiet">
          {[
            form.reference,
            form.organisation.name,
            content.purpose ? (words[`purpose_${content.purpose}`] ?? content.purpose) : text.empty,
            datasets.join(', ') || text.empty,
            text.publicDay,
          ].join(' · ')}
        </p>
      </article>
      <p class="quiet">
        {fill(text.wordCount, { words: wordsIn(content.summary ?? '') })} {text.publicRest}
      </p>
    </section>
  );
}

function HandIn({ language, form, ready }: Pick<CheckPageProps, 'language' | 'form'> & { ready: boolean }) {
  const text = say(language);
  return (
    <section>
      <h2>{text.handIn}</h2>
      <p>{text.handInWhat}</p>
      <p>
        {text.handInFees} <small>{writeArticle('62', language)}</small>
      </p>
      {ready ? (
        <form method="post" action={`/applications/${form.reference}/form/check`}>
          <input type="hidden" name="version" value={String(form.version)} />
          <button type="submit" name="go" value="hand-in">
            {text.handInDo}
          </button>
        </form>
      ) : (
        <Notice kind="attention">
          <p>{text.handInNotYet}</p>
        </Notice>
      )}
    </section>
  );
}

/** Each open question with the answer that was written at its field; a question about the whole is answered here. */
function Answer({ language, form, ready }: Pick<CheckPageProps, 'language' | 'form'> & { ready: boolean }) {
  const text = say(language);
  const questions = openQuestions(form.questions);
  const whole = questions.some((question) => question.field === null);
  const unanswered = questions.some((question) => question.field !== null && !replyText(form.typed, question));
  return (
    <section>
      <h2>{text.answersTitle}</h2>
      {form.answerBy ? (
        <p>
          {fill(text.answerBy, { day: writeDay(`${form.answerBy}T12:00:00Z`, language) })}{' '}
          <small>{writeArticle('68(4)', language)}</small>
        </p>
      ) : null}
      <form method="post" action={`/applications/${form.reference}/form/check`} id="step-form">
        <input type="hidden" name="version" value={String(form.version)} />
        <SeenFields form={form} fields={whole ? ['reply_whole'] : []} />
        {whole ? <QuestionAt language={language} form={form} field={null} /> : null}
        <dl>
          {questions
            .filter((question) => question.field !== null)
            .map((question) => (
              <>
                <dt>{labelOf(question.field ?? '', text)}</dt>
                <dd>
                  <p class="as-written">{question.text}</p>
                  <p class="as-written">
                    <strong>{text.yourAnswer}:</strong> {replyText(form.typed, question) || text.noAnswerYet}
                  </p>
                  <FieldLink
                    form={form}
                    field={question.field}
                    words={text.answerThere}
                    next={!replyText(form.typed, question)}
                  />
                </dd>
              </>
            ))}
        </dl>
        {ready ? null : (
          <Notice kind="attention">
            <p>{text.answerNotYet}</p>
          </Notice>
        )}
        {unanswered ? <p class="quiet">{text.answerFirst}</p> : null}
        <div class="actions">
          <button type="submit" name="go" value="answer" class={unanswered ? 'quiet' : undefined}>
            {text.sendAnswer}
          </button>
          <button type="submit" name="go" value="stay" class="quiet">
            {text.save}
          </button>
        </div>
      </form>
    </section>
  );
}

type FieldLinkProps = { form: FormView; field: string | null; words: string; next: boolean };

/** `next`: answering there is what comes next. */
function FieldLink({ form, field, words, next }: FieldLinkProps) {
  const reply = replyTo(field);
  const about = reply.slice('reply_'.length) as Parameters<typeof stepOf>[0];
  return (
    <a class={next ? 'button' : undefined} href={`/applications/${form.reference}/form/${stepOf(about)}#${reply}`}>
      {words}
    </a>
  );
}
