// The forms that a permit leads to: the user asks for a change; officers amend, extend, decline, take back.
import type { Child } from 'hono/jsx';
import { methodTitle, say as sayForm, variableTitle } from '../applications/form/words.ts';
import type { Actor } from '../permissions/actor.ts';
import type { FieldErrors, Typed } from '../platform/form.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Choice, ErrorSummary, TextArea, TextField } from '../ui/form.tsx';
import { writeDay } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import type { PermitPageView } from './page-view.ts';
import { latestRenewal, renewalAskedBy } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
type Text = ReturnType<typeof say>;
export const wordsOf = (text: Text): Record<string, string> => text;

export type PermitForm = {
  language: Language;
  visitor: Actor;
  view: PermitPageView;
  typed?: Typed | undefined;
  errors?: FieldErrors | undefined;
};

export const one = (typed: Typed | undefined, name: string, otherwise = ''): string =>
  typed ? ([typed[name] ?? ''].flat().at(-1) ?? '') : otherwise;
const list = (typed: Typed | undefined, name: string, otherwise: string[]): string[] =>
  typed ? [typed[name] ?? []].flat() : otherwise;
export const errorOf = ({ errors, language }: PermitForm, field: string): string | undefined => {
  const found = errors?.[field];
  return found === undefined ? undefined : (wordsOf(say(language))[found] ?? found);
};

export function Frame({
  form,
  title,
  lead,
  send,
  children,
}: {
  form: PermitForm;
  title: string;
  lead: string;
  send: string;
  children?: Child;
}) {
  const text = say(form.language);
  const { permit, application } = form.view;
  const errors = Object.entries(form.errors ?? {}).map(([field, message]) => ({
    field: field || 'main',
    message: wordsOf(text)[message] ?? message,
  }));
  return (
    <Layout language={form.language} visitor={form.visitor} at="permits" title={`${title}: ${permit.reference}`}>
      <p class="kicker">
        <a href={`/permits/${permit.reference}`}>
          {permit.reference}, {application.title}
        </a>
      </p>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <ErrorSummary language={form.language} errors={errors} />
      <form method="post">
        <input type="hidden" name="version" value={permit.version} />
        {children}
        <div class="actions">
          <button type="submit">{send}</button>
          <a href={`/permits/${permit.reference}`}>{text.cancel}</a>
        </div>
      </form>
    </Layout>
  );
}

function Reason({ form, label, hint }: { form: PermitForm; label: string; hint: string }) {
  return (
    <TextArea
      name="reason"
      label={label}
      hint={hint}
      rows={5}
      value={one(form.typed, 'reason')}
      error={errorOf(form, 'reason')}
    />
  );
}

/** `id` is made with the form: sent twice, it is one request. */
export function RequestPage({ id, ...form }: PermitForm & { id: string }) {
  const text = say(form.language);
  const ends = form.view.permit.document?.not_after ?? '';
  const by = ends ? renewalAskedBy(ends) : '';
  const day = (at: string) => writeDay(`${at}T12:00:00Z`, form.language);
  return (
    <Frame form={form} title={text.requestTitle} lead={text.requestLead} send={text.requestSend}>
      <input type="hidden" name="id" value={id} />
      <Choice
        name="kind"
        label={text.requestKind}
        options={[
          { value: 'amend', label: text.requestAmend, hint: text.requestAmendHint },
          {
            value: 'renew',
            label: text.requestRenew,
            hint: form.view.renewed ? text.problem_renewed_before : fill(text.requestRenewHint, { day: by ? day(by) : '' }),
            disabled: form.view.renewed,
          },
        ]}
        chosen={[one(form.typed, 'kind')]}
        error={errorOf(form, 'kind')}
      />
      <TextField
        name="until"
        type="date"
        label={text.requestUntil}
        optional={text.requestUntilWhen}
        size="short"
        value={one(form.typed, 'until')}
        error={errorOf(form, 'until')}
      />
      <TextArea
        name="text"
        label={text.requestText}
        hint={text.requestTextHint}
        value={one(form.typed, 'text')}
        error={errorOf(form, 'text')}
      />
    </Frame>
  );
}

export function AmendPage(form: PermitForm) {
  const { language, view, typed } = form;
  const text = say(language);
  const words = sayForm(language);
  const document = view.permit.document;
  if (!document) return null;
  const stations = new Map(
    [...view.names.datasets.values()].flatMap((data) => data.stations.map(({ id, title }) => [id, title] as const)),
  );
  return (
    <Frame form={form} title={text.amendTitle} lead={text.amendLead} send={text.amendSend}>
      <Choice
        name="persons"
        label={text.persons}
        hint={text.amendPersonsHint}
        many
        options={view.persons.map((person) => ({ value: person.email, label: `${person.name} <${person.email}>` }))}
        chosen={list(
          typed,
          'persons',
          view.persons.map((person) => person.email),
        )}
      />
      <TextArea
        name="added"
        label={text.amendAdded}
        hint={text.amendAddedHint}
        optional={text.optional}
        rows={2}
        value={one(typed, 'added')}
        error={errorOf(form, 'added')}
      />
      {document.datasets.map((data) => {
        const dictionary = view.names.datasets.get(data.id)?.dictionary;
        return (
          <Choice
            name={`variables.${data.id}`}
            label={dictionary?.title[language] ?? data.id}
            many
            columns
            options={data.variables.map((id) => ({ value: id, label: variableTitle(dictionary, id, language) }))}
            chosen={list(typed, `variables.${data.id}`, data.variables)}
            error={errorOf(form, `variables.${data.id}`)}
          />
        );
      })}
      <Choice
        name="stations"
        label={text.stations}
        many
        columns
        options={document.stations.map((station) => ({ value: station.id, label: stations.get(station.id) ?? station.id }))}
        chosen={list(
          typed,
          'stations',
          document.stations.map((station) => station.id),
        )}
        error={errorOf(form, 'stations')}
      />
      <Choice
        name="methods"
        label={text.methods}
        many
        columns
        options={document.methods.map((name) => ({ value: name, label: methodTitle(name, words) }))}
        chosen={list(typed, 'methods', document.methods)}
        error={errorOf(form, 'methods')}
      />
      <TextField
        name="to"
        type="date"
        label={text.until}
        hint={text.amendToHint}
        size="short"
        value={one(typed, 'to', document.not_after.slice(0, 10))}
        error={errorOf(form, 'to')}
      />
      <Reason form={form} label={text.reason} hint={text.becomesPublic} />
    </Frame>
  );
}

export function RenewPage(form: PermitForm) {
  const text = say(form.language);
  const ends = form.view.permit.document?.not_after ?? '';
  const asked = form.view.requests.find((request) => request.kind === 'renew' && !request.outcome);
  const lead = ends ? fill(text.renewLead, { day: writeDay(`${latestRenewal(ends)}T12:00:00Z`, form.language) }) : '';
  return (
    <Frame form={form} title={text.renewTitle} lead={lead} send={text.renewSend}>
      <TextField
        name="to"
        type="date"
        label={text.until}
        size="short"
        value={one(form.typed, 'to', asked?.until ?? '')}
        error={errorOf(form, 'to')}
      />
      <Reason form={form} label={text.reason} hint={text.becomesPublic} />
    </Frame>
  );
}

export function TakeBackPage(form: PermitForm) {
  const text = say(form.language);
  const version = form.view.permit.pending?.version ?? 0;
  return (
    <Frame form={form} title={text.takeBackTitle} lead={fill(text.takeBackLead, { version })} send={text.takeBack}>
      <input type="hidden" name="pending" value={version} />
      <Reason form={form} label={text.reason} hint={text.takeBackHint} />
    </Frame>
  );
}

export function DeclinePage({ request, ...form }: PermitForm & { request: string }) {
  const text = say(form.language);
  const asked = form.view.requests.find((found) => found.id === request);
  return (
    <Frame form={form} title={text.declineTitle} lead={asked?.text ?? ''} send={text.declineSend}>
      <input type="hidden" name="request" value={request} />
      <Reason form={form} label={text.declineReason} hint={text.declineHint} />
    </Frame>
  );
}
