// The forms that a case leads to: ask, take more time, vote, estimate the fee, hand to the holder, refuse; and the body's settings.
import type { FieldErrors, Typed } from '../../platform/form.ts';
import { fill } from '../../platform/texts.ts';
import { Choice, Select, TextArea, TextField } from '../../ui/form.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { say as sayAppeal } from '../appeals/appeal-section.tsx';
import { contentFields } from '../form/steps.ts';
import { labelOf, say as sayForm } from '../form/words.ts';
import { criteriaOfRequest } from '../statistics/rules.ts';
import type { ApplicationView } from '../views.ts';
import type { settingsOf } from './actions.ts';
import { currencies } from './money.ts';
import { CaseFrame, Errors, errorOf, type Seen, say, type Text } from './parts.tsx';
import type { CaseView } from './views.ts';

export type FormProps = Seen & { view: CaseView; typed?: Typed; errors?: FieldErrors | undefined };

const one = (typed: Typed | undefined, name: string): string => [typed?.[name] ?? ''].flat().at(-1) ?? '';
const many = (typed: Typed | undefined, name: string): string[] => [typed?.[name] ?? []].flat();

/** How many questions on single fields one form takes. */
export const questionRows = [0, 1, 2, 3, 4];

export function AskPage({ language, visitor, view, typed, errors }: FormProps) {
  const text = say(language);
  const form = sayForm(language);
  const fields = contentFields.map((field) => ({ value: field, label: labelOf(field, form) }));
  return (
    <CaseFrame language={language} visitor={visitor} view={view} title={text.askTitle}>
      <p class="lead">{text.askLead}</p>
      <Errors language={language} errors={errors} />
      <form method="post">
        <input type="hidden" name="version" value={view.application.version} />
        {questionRows.map((row) => (
          <fieldset>
            <legend>{fill(text.askRow, { number: row + 1 })}</legend>
            <Select
              name={`field.${row}`}
              label={text.askField}
              options={fields}
              value={one(typed, `field.${row}`)}
              empty={text.askNoField}
              error={errorOf(errors, `field.${row}`, text)}
            />
            <TextArea
              name={`text.${row}`}
              label={text.askText}
              rows={3}
              value={one(typed, `text.${row}`)}
              error={errorOf(errors, `text.${row}`, text)}
            />
          </fieldset>
        ))}
        <TextArea
          name="text"
          label={text.askWhole}
          value={one(typed, 'text')}
          rows={3}
          optional={text.optional}
          error={errorOf(errors, 'text', text)}
        />
        <Send label={text.askSend} text={text} reference={view.application.reference} />
      </form>
    </CaseFrame>
  );
}

function Send({ label, text, reference }: { label: string; text: Text; reference: string }) {
  return (
    <div class="actions">
      <button type="submit">{label}</button>
      <a href={`/desk/${reference}`}>{text.cancel}</a>
    </div>
  );
}

type ReasonProps = FormProps & { what: 'extend' | 'refuse' | 'offer' | 'approve' | 'respond' };

export function ReasonPage({ language, visitor, view, typed, errors, what }: ReasonProps) {
  const text = say(language);
  const { application } = view;
  const request = application.procedure === 'request';
  const against = application.assessments.filter(
    (found) => found.finding === 'not-fulfilled' && (!request || criteriaOfRequest.includes(found.criterion)),
  );
  const hints = {
    extend: text.extendHint,
    refuse: text.becomesPublic,
    offer: text.offerHint,
    approve: text.becomesPublic,
    respond: text.respondHint,
  };
  return (
    <CaseFrame language={language} visitor={visitor} view={view} title={text[`${what}Title`]}>
      <p class="lead">{what === 'refuse' && request ? text.refuseRequestLead : text[`${what}Lead`]}</p>
      <Errors language={language} errors={errors} />
      {(what === 'refuse' || what === 'offer') && against.length ? (
        <Notice title={text.refuseGround}>
          <ul>
            {against.map((found) => (
              <li>
                {text[`criterion_${found.criterion}`]}: {found.reason}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <form method="post">
        <input type="hidden" name="version" value={application.version} />
        <TextArea
          name="reason"
          label={what === 'respond' ? text.respondTitle : text.reason}
          hint={hints[what]}
          rows={what === 'respond' ? 20 : 8}
          value={one(typed, 'reason')}
          error={errorOf(errors, 'reason', text)}
        />
        <Send label={text[`${what}Send`]} text={text} reference={application.reference} />
      </form>
    </CaseFrame>
  );
}

export function OutcomeFields({
  text,
  typed,
  errors,
  label,
}: Pick<FormProps, 'typed' | 'errors'> & { text: Text; label: string }) {
  return (
    <>
      <Choice
        name="outcome"
        label={label}
        options={(['grant', 'refuse'] as const).map((outcome) => ({ value: outcome, label: text[`outcome_${outcome}`] }))}
        chosen={many(typed, 'outcome')}
        error={errorOf(errors, 'outcome', text)}
      />
      <TextArea name="reason" label={text.reason} rows={6} value={one(typed, 'reason')} error={errorOf(errors, 'reason', text)} />
    </>
  );
}

export function VotePage({ language, visitor, view, typed, errors }: FormProps) {
  const text = say(language);
  const mine = view.application.votes.find((vote) => vote.officer === visitor.person);
  const before = mine && { outcome: mine.vote, reason: mine.reason };
  return (
    <CaseFrame language={language} visitor={visitor} view={view} title={text.voteTitle}>
      <p class="lead">{view.votesNeeded ? fill(text.voteLead, { count: view.votesNeeded }) : text.voteLeadNone}</p>
      <Errors language={language} errors={errors} />
      <form method="post">
        <OutcomeFields text={text} typed={typed ?? before ?? {}} errors={errors} label={text.voteFor} />
        <Send label={text.voteSend} text={text} reference={view.application.reference} />
      </form>
    </CaseFrame>
  );
}

/** `id`: made with the form, so that it is one estimate however often it is sent. */
export function FeePage({ language, visitor, view, typed, errors, id }: FormProps & { id: string }) {
  const text = say(language);
  return (
    <CaseFrame language={language} visitor={visitor} view={view} title={text.feeTitle}>
      <p class="lead">{text.feeLead}</p>
      <Errors language={language} errors={errors} />
      <form method="post">
        <input type="hidden" name="id" value={id} />
        <TextField
          name="amount"
          label={text.amount}
          hint={text.amountHint}
          size="short"
          inputmode="decimal"
          value={one(typed, 'amount')}
          error={errorOf(errors, 'amount', text)}
        />
        <Select
          name="currency"
          label={text.currency}
          options={currencies.map((currency) => ({ value: currency, label: currency }))}
          value={one(typed, 'currency') || 'SEK'}
        />
        <TextArea
          name="covers"
          label={text.covers}
          hint={text.coversHint}
          rows={4}
          value={one(typed, 'covers')}
          error={errorOf(errors, 'covers', text)}
        />
        <Send label={text.feeSend} text={text} reference={view.application.reference} />
      </form>
    </CaseFrame>
  );
}

export function ForwardPage({ language, visitor, view, errors }: FormProps) {
  const text = say(language);
  return (
    <CaseFrame language={language} visitor={visitor} view={view} title={text.forwardTitle}>
      <p class="lead">{fill(text.forwardLead, { holder: view.trustedHolder?.name ?? '' })}</p>
      <Errors language={language} errors={errors} />
      <form method="post">
        <Send label={text.forward} text={text} reference={view.application.reference} />
      </form>
    </CaseFrame>
  );
}

type ProposalProps = Seen & { application: ApplicationView; typed?: Typed; errors?: FieldErrors | undefined };

/** The trusted holder's proposal: art. 72(5). */
export function ProposalPage({ language, visitor, application, typed, errors }: ProposalProps) {
  const text = say(language);
  const { proposal } = application;
  return (
    <Layout language={language} visitor={visitor} at="stations" title={text.proposalTitle}>
      <p class="kicker">
        {application.reference}, {application.content.title}
      </p>
      <h1>{text.proposalTitle}</h1>
      <p class="lead">{text.proposalLead}</p>
      <p>
        <a href={`/applications/${application.reference}`}>{text.proposalRead}</a>
      </p>
      <Errors language={language} errors={errors} />
      {proposal?.proposed_at ? (
        <Notice kind="good" title={text.proposalSent}>
          <p>{proposal.reason}</p>
        </Notice>
      ) : (
        <form method="post">
          <OutcomeFields text={text} typed={typed ?? {}} errors={errors} label={text.proposalFor} />
          <div class="actions">
            <button type="submit">{text.proposalSend}</button>
          </div>
        </form>
      )}
    </Layout>
  );
}

type SettingsProps = Seen & {
  settings: Awaited<ReturnType<typeof settingsOf>>;
  typed?: Typed;
  errors?: FieldErrors | undefined;
  saved: boolean;
};

export function SettingsPage({ language, visitor, settings, typed, errors, saved }: SettingsProps) {
  const text = say(language);
  const appealText = sayAppeal(language);
  return (
    <Layout language={language} visitor={visitor} at="desk" title={text.settings}>
      <p class="kicker">
        <a href="/desk">{text.title}</a>
      </p>
      <h1>{text.settings}</h1>
      {saved ? <Notice kind="good" title={text.settingsSaved} /> : null}
      <Errors language={language} errors={errors} />
      <form method="post">
        <TextField
          name="votes_needed"
          label={text.votesSetting}
          hint={text.votesSettingHint}
          size="short"
          inputmode="numeric"
          value={typed ? one(typed, 'votes_needed') : String(settings.votes_needed)}
          error={errorOf(errors, 'votes_needed', text)}
        />
        {settings.holders.length ? (
          <Choice
            name="trusted_holders"
            label={text.trustedSetting}
            hint={text.trustedSettingHint}
            many
            options={settings.holders.map((holder) => ({ value: holder.id, label: holder.name }))}
            chosen={typed ? many(typed, 'trusted_holders') : settings.trusted_holders}
          />
        ) : null}
        <details>
          <summary>{appealText.settingTitle}</summary>
          {(['sv', 'en'] as const).map((spoken) => (
            <TextArea
              name={`appeal_${spoken}`}
              label={spoken === 'sv' ? appealText.settingSv : appealText.settingEn}
              hint={appealText.settingHint}
              rows={10}
              value={typed ? one(typed, `appeal_${spoken}`) : settings[`appeal_${spoken}`]}
              error={errorOf(errors, `appeal_${spoken}`, text)}
            />
          ))}
        </details>
        <div class="actions">
          <button type="submit">{text.save}</button>
        </div>
      </form>
    </Layout>
  );
}
