// What the owner of a study does with its report: state what the records do not know, and hand it on by links.
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language } from '../platform/texts.ts';
import { ButtonForm, ErrorSummary, Select, TextArea, TextField } from '../ui/form.tsx';
import { writeDay, writeMoment } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table } from '../ui/table.tsx';
import { type LinkView, linkDays, revisionOf } from './actions.ts';
import { cardFields, longestStatement, tripodFields } from './fields.ts';
import type { Source } from './source.ts';
import { say, wordsOf } from './words.ts';

export type FormError = { field: string; message: string };
type StatementsProps = {
  language: Language;
  visitor: Actor;
  source: Source;
  /** What stands in the fields: what is kept, or what was typed. */
  typed: Map<string, string>;
  errors?: FormError[];
  notice?: { kind: 'good' | 'note' | 'attention'; text: string } | null;
};

export function StatementsPage({ language, visitor, source, typed, errors = [], notice = null }: StatementsProps) {
  const text = say(language);
  const { id, plan } = source.study;
  const area = (field: string) => (
    <Statement language={language} source={source} field={field} value={typed.get(field) ?? ''} errors={errors} />
  );
  return (
    <Layout language={language} title={`${text.statementsTitle}: ${plan.title}`} at="studies" visitor={visitor}>
      <p class="kicker">
        <a href={`/studies/${id}/report`}>{plan.title}</a>
      </p>
      <h1>{text.statementsTitle}</h1>
      <p class="lead">{text.statementsLead}</p>
      <ErrorSummary language={language} errors={errors} />
      {notice ? (
        <Notice kind={notice.kind}>
          <p>{notice.text}</p>
        </Notice>
      ) : null}
      <form method="post" action={`/studies/${id}/report/statements`}>
        <input type="hidden" name="revision" value={String(revisionOf(source))} />
        <h2>{text.groupTripod}</h2>
        {tripodFields.map(area)}
        <h2>{text.groupCard}</h2>
        {cardFields.map(area)}
        <p class="actions">
          <button type="submit">{text.statementsSave}</button>
          <a href={`/studies/${id}/report`}>{text.toReport}</a>
        </p>
      </form>
    </Layout>
  );
}

type StatementProps = { language: Language; source: Source; field: string; value: string; errors: FormError[] };

function Statement({ language, source, field, value, errors }: StatementProps) {
  const text = say(language);
  const words = wordsOf(text);
  const versions = source.history.filter((one) => one.field === field);
  const before = versions.slice(0, -1).reverse();
  const isItem = (tripodFields as readonly string[]).includes(field);
  return (
    <>
      <TextArea
        name={`field-${field}`}
        label={isItem ? `${field} ${words[`t_${field}`]}` : (words[`t_${field}`] ?? field)}
        hint={words[`q_${field}`]}
        error={errors.find((one) => one.field === `field-${field}`)?.message}
        value={value}
        rows={isItem ? 4 : 2}
        maxlength={longestStatement}
      />
      {before.length > 0 ? (
        <details>
          <summary>
            {fill(text.statementVersions, {
              version: before[0]?.version ?? 1,
              day: writeDay(before[0]?.stated_at ?? '', language),
            })}
          </summary>
          {before.map((one) => (
            <div class="stated">
              <p class="by">{fill(text.statedWhen, { day: writeDay(one.stated_at, language), version: one.version })}</p>
              <p class="as-typed">{one.text || text.notReported}</p>
            </div>
          ))}
        </details>
      ) : null}
    </>
  );
}

type LinksProps = {
  language: Language;
  visitor: Actor;
  source: Source;
  links: LinkView[];
  /** Becomes the link's id, so that a double click makes one. */
  newId: string;
  /** The address of a link just made, this once; `before` where the form came again too late. */
  made?: { address: string } | 'before';
  typed?: { recipient: string; days: string };
  errors?: FormError[];
};

export function LinksPage({ language, visitor, source, links, newId, made, typed, errors = [] }: LinksProps) {
  const text = say(language);
  const { id, plan } = source.study;
  const errorOf = (field: string) => errors.find((one) => one.field === field)?.message;
  return (
    <Layout language={language} title={`${text.linksTitle}: ${plan.title}`} at="studies" visitor={visitor}>
      <p class="kicker">
        <a href={`/studies/${id}/report`}>{plan.title}</a>
      </p>
      <h1>{text.linksTitle}</h1>
      <p class="lead">{text.linksLead}</p>
      {made === undefined ? null : made === 'before' ? (
        <Notice kind="attention">
          <p>{text.linkMadeBefore}</p>
        </Notice>
      ) : (
        <Notice kind="good" title={text.linkMade}>
          <p>{text.linkMadeWhat}</p>
          <label for="made">{text.linkAddress}</label>
          <input id="made" class="link-once" type="text" readonly value={made.address} />
        </Notice>
      )}
      <ErrorSummary language={language} errors={errors} />
      <form method="post" action={`/studies/${id}/report/links`}>
        <input type="hidden" name="id" value={newId} />
        <TextField
          name="recipient"
          label={text.linkRecipient}
          hint={text.linkRecipientHint}
          error={errorOf('recipient')}
          value={typed?.recipient ?? ''}
          maxlength={200}
        />
        <Select
          name="days"
          label={text.linkDays}
          error={errorOf('days')}
          value={typed?.days ?? '30'}
          options={linkDays.map((days) => ({ value: String(days), label: fill(text.linkDaysOf, { days }) }))}
        />
        <p class="actions">
          <button type="submit">{text.linkMake}</button>
        </p>
      </form>
      <h2>{text.linksMade}</h2>
      {links.length === 0 ? (
        <p class="quiet">{text.linksNone}</p>
      ) : (
        <Table
          caption={text.linksMade}
          hideCaption
          columns={[text.colRecipient, text.colMade, text.colUntil, text.colOpened, text.colNow].map((title) => ({ title }))}
          rows={links.map((link) => ({
            key: link.recipient,
            cells: [
              link.made_by
                ? fill(text.linkMadeBy, { day: writeDay(link.made_at, language), name: link.made_by })
                : writeDay(link.made_at, language),
              writeDay(link.expires_at, language),
              link.opened > 0 && link.last_opened_at
                ? fill(text.linkOpened, { count: link.opened, moment: writeMoment(link.last_opened_at, language) })
                : text.linkUnopened,
              link.state === 'valid' || link.state === 'maker-left' ? (
                <>
                  {link.state === 'valid' ? text.linkValid : text.linkMakerLeft}{' '}
                  <ButtonForm action={`/studies/${id}/report/links/${link.id}/revocation`} label={text.linkRevoke} look="quiet" />
                </>
              ) : link.state === 'expired' ? (
                text.linkExpired
              ) : (
                text.linkRevoked
              ),
            ],
          }))}
        />
      )}
    </Layout>
  );
}
