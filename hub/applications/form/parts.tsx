// Parts that every step of the form is made of: a field with why it is asked, the body's question at it, comments on it.
import type { Child } from 'hono/jsx';
import { fill, type Language } from '../../platform/texts.ts';
import { TextArea } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import { type Inputs, inputsOf, nameOf, read } from './inputs.ts';
import { openQuestions } from './open-fields.ts';
import { articleOf, type ContentField, type Field, replyTo, writeArticle } from './steps.ts';
import type { FormView } from './views.ts';
import { answerWords, labelOf, say, type Text, whatIsWrong } from './words.ts';

export type StepProps = {
  language: Language;
  form: FormView;
  /** What is missing, said at its field: whoever comes from the checklist sees it there. */
  missing: Map<ContentField, string>;
};

/** What an editor of one field gets. */
export type FieldParts = {
  name: ContentField;
  label: string;
  hint: Child;
  error: string | undefined;
  inputs: Inputs;
  text: Text;
};

export function inputText(inputs: Inputs, name: string): string {
  const value = inputs[name];
  return typeof value === 'string' ? value : '';
}

export function inputList(inputs: Inputs, name: string): string[] {
  const value = inputs[name];
  return Array.isArray(value) ? value : value ? [value] : [];
}

/** Where a link to the field leads. */
export function anchorOf(field: Field): string {
  if (field === 'persons') return 'person-0-name';
  return field === 'period' ? 'period_from' : field;
}

/** Why it is asked, and where the law says so. */
export function Why({ field, language }: { field: ContentField; language: Language }) {
  const text = say(language);
  const words: Record<string, string> = text;
  return (
    <>
      {words[`how_${field}`] ? <span>{words[`how_${field}`]} </span> : null}
      <span class="why">
        {words[`why_${field}`]} <small>{writeArticle(articleOf(field), language)}</small>
      </span>
    </>
  );
}

type AskedProps = StepProps & { field: ContentField; optional?: boolean; children: (parts: FieldParts) => Child };

/** One field: its editor where it may be changed now, else what it says; the body's question and comments with it. */
export function Asked({ language, form, missing, field, optional, children }: AskedProps) {
  const text = say(language);
  const inputs = inputsOf(field, form.content, form.typed);
  const reading = read(field, inputs, form.ground);
  const error = reading.ok ? missing.get(field) : whatIsWrong(reading.wrong, text);
  const open = form.open.includes(field);
  const label = `${labelOf(field, text)}${optional ? ` (${text.ifSo})` : ''}`;
  return (
    <div class="asked" data-field={field}>
      <QuestionAt language={language} form={form} field={field} />
      {open ? (
        children({ name: field, label, hint: <Why field={field} language={language} />, error, inputs, text })
      ) : (
        <Shut language={language} form={form} field={field} label={label} />
      )}
      <CommentLink language={language} form={form} field={field} />
    </div>
  );
}

function Shut({ language, form, field, label }: { language: Language; form: FormView; field: ContentField; label: string }) {
  const lines = answerWords(field, form.content, { language, dictionaries: form.ground.dictionaries });
  return (
    <section class="shut" id={anchorOf(field)}>
      <h2>{label}</h2>
      {lines.length ? lines.map((line) => <p class="as-written">{line}</p>) : <p class="quiet">{say(language).empty}</p>}
    </section>
  );
}

/** The body's open questions about a field (null: about the whole), with the answer written so far. */
export function QuestionAt({ language, form, field }: { language: Language; form: FormView; field: ContentField | null }) {
  const text = say(language);
  const asked = openQuestions(form.questions).filter((question) => question.field === field);
  if (asked.length === 0) return null;
  const name = replyTo(field);
  const inputs = inputsOf(name, form.content, form.typed);
  return (
    <section class="asked-here">
      <h2>{text.questionFromBody}</h2>
      {asked.map((question) => (
        <>
          <p class="as-written">{question.text}</p>
          <p class="quiet">
            <time datetime={question.asked_at}>{writeMoment(question.asked_at, language)}</time>
          </p>
        </>
      ))}
      <TextArea name={name} label={text.reply} hint={text.replyHint} value={inputText(inputs, name)} rows={4} />
    </section>
  );
}

function CommentLink({ language, form, field }: { language: Language; form: FormView; field: ContentField }) {
  const text = say(language);
  const open = form.comments.filter((comment) => comment.field === field && !comment.resolved_at).length;
  if (open === 0) return null;
  return (
    <p class="comment-link">
      <a href={`#comments-${field}`}>{fill(open === 1 ? text.oneComment : text.commentsCount, { count: open })}</a>
    </p>
  );
}

/** What the page carries so that the hub can tell who changed what since it was shown. */
export function SeenFields({ form, fields }: { form: FormView; fields: Field[] }) {
  const seen = Object.fromEntries(fields.map((field) => [field, nameOf(inputsOf(field, form.content, form.typed))]));
  return <input type="hidden" name="seen" value={JSON.stringify(seen)} autocomplete="off" />;
}

/** Fields of a step whose inputs stand on its page now. */
export function shownFields(form: FormView, fields: ContentField[]): Field[] {
  const asked = openQuestions(form.questions).map((question) => question.field);
  const replies = fields.filter((field) => asked.includes(field)).map(replyTo);
  return [...fields.filter((field) => form.open.includes(field)), ...replies];
}
