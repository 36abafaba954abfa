// The officer's forms about an appeal: reject what came too late, decide anew, hand over, record the court's decision, or the day on which
// the applicant was told. Each is one act; those that rarely come are folded.
import type { Child } from 'hono/jsx';
import type { FieldErrors, Typed } from '../../platform/form.ts';
import { Choice, TextArea, TextField } from '../../ui/form.tsx';
import { CaseFrame, Errors, type Seen } from '../desk/parts.tsx';
import type { CaseView } from '../desk/views.ts';
import type { AppealsView } from './actions.ts';
import { AppealWords, say } from './appeal-section.tsx';
import { courtOutcomes, isOpen } from './rules.ts';

export type Act = 'reject' | 'reopen' | 'hand-over' | 'settle' | 'receipt';
type Props = Seen & {
  view: CaseView;
  appeals: AppealsView;
  /** What a day’s field holds before one is typed. */
  today: string;
  /** Which form was sent, with what was typed into it. */
  act?: Act | undefined;
  typed?: Typed | undefined;
  errors?: FieldErrors | undefined;
};

export function AppealPage({ language, visitor, view, appeals, today, act, typed, errors }: Props) {
  const text = say(language);
  const open = appeals.appeals.findLast(isOpen);
  const state = open?.state;
  const words: Record<string, string> = text;
  const value = (of: Act, name: string) => (of === act ? ([typed?.[name] ?? ''].flat().at(-1) ?? '') : '');
  const error = (of: Act, name: string) => {
    const found = of === act ? errors?.[name] : undefined;
    return found && (words[found] ?? found);
  };
  const reason = (of: Act, label: string, hint: string, name = 'reason') => (
    <TextArea
      name={name}
      id={`${of}-${name}`}
      label={label}
      hint={hint}
      rows={4}
      value={value(of, name)}
      error={error(of, name)}
    />
  );
  const day = (of: Act, label: string) => (
    <TextField
      name="on"
      id={`${of}-on`}
      type="date"
      label={label}
      size="short"
      value={of === act ? value(of, 'on') : today}
      error={error(of, 'on')}
    />
  );
  const form = (of: Act, title: string, send: string, fields: Child, unfolded = false) => (
    <details open={unfolded || of === act}>
      <summary>{title}</summary>
      <form method="post">
        <input type="hidden" name="act" value={of} />
        <input type="hidden" name="version" value={view.application.version} />
        {fields}
        <div class="actions">
          <button type="submit" class={unfolded ? undefined : 'quiet'}>
            {send}
          </button>
        </div>
      </form>
    </details>
  );
  const links = Object.fromEntries(
    Object.entries(errors ?? {}).map(([name, message]) => [name ? `${act}-${name}` : '', words[message] ?? message]),
  );
  return (
    <CaseFrame language={language} visitor={visitor} view={view} title={text.handleTitle}>
      <p class="lead">{open ? text.handleLead : text.nothingToDo}</p>
      <Errors language={language} errors={links} />
      {open ? <AppealWords appeal={open} language={language} /> : null}
      {state === 'filed' ? (
        <>
          {form(
            'hand-over',
            text.handOverTitle,
            text.handOver,
            <>
              <TextField
                name="court"
                id="hand-over-court"
                label={text.courtLabel}
                hint={text.courtHint}
                value={value('hand-over', 'court')}
                error={error('hand-over', 'court')}
              />
              {day('hand-over', text.onHandedOver)}
              {open?.late ? reason('hand-over', text.excusedLabel, text.excusedHint, 'excused') : null}
            </>,
            !open?.late,
          )}
          {open?.late
            ? form(
                'reject',
                text.rejectTitle,
                text.reject,
                <>
                  <p>{text.rejectWhat}</p>
                  {reason('reject', text.reason, text.applicantReads)}
                </>,
                true,
              )
            : null}
          {form(
            'reopen',
            text.reopenTitle,
            text.reopen,
            <>
              <p>
                {text.reopenWhat} {view.application.permit ? text.reopenPermit : ''}
              </p>
              {reason('reopen', text.reason, text.applicantReads)}
            </>,
          )}
        </>
      ) : null}
      {state === 'handed-over'
        ? form(
            'settle',
            text.settleTitle,
            text.settle,
            <>
              <Choice
                name="outcome"
                id="settle-outcome"
                label={text.settleLabel}
                options={courtOutcomes.map((one) => ({ value: one, label: text[`settle_${one}`] }))}
                chosen={[value('settle', 'outcome')]}
                error={error('settle', 'outcome')}
              />
              {day('settle', text.onSettled)}
              {reason('settle', text.reason, text.settleHint)}
            </>,
            true,
          )
        : null}
      {appeals.against && !appeals.received
        ? form(
            'receipt',
            text.receiptTitle,
            text.receipt,
            <>
              <p>{text.receiptWhat}</p>
              {day('receipt', text.receiptLabel)}
            </>,
            !open,
          )
        : null}
    </CaseFrame>
  );
}
