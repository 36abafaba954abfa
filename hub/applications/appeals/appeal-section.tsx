// An appeal on the applicant's page and on the officer's: how to appeal and until when, the text word for word, where it stands.
import { fill, type Language, texts } from '../../platform/texts.ts';
import { ButtonForm, TextArea } from '../../ui/form.tsx';
import { writeDay, writeMoment } from '../../ui/format.ts';
import { Tag } from '../../ui/tag.tsx';
import type { ApplicationView } from '../views.ts';
import type { AppealsView } from './actions.ts';
import type { Instruction } from './instruction.ts';
import { type Appeal, isOpen } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);

export const dayWords = (day: string, language: Language) => writeDay(`${day}T12:00:00Z`, language);

/** How to appeal, in paragraphs, as it was told with the decision. */
export function InstructionWords({ words }: { words: string }) {
  return words.split(/\n{2,}/).map((paragraph) => <p>{paragraph}</p>);
}

type OwnProps = {
  language: Language;
  application: Pick<ApplicationView, 'reference' | 'clock' | 'decisions'>;
  view: AppealsView;
  /** For a decision that was made before such words were kept. */
  usual: Instruction;
  /** Made for this page: the same form sent twice is one appeal. */
  id: string;
  typed?: string | undefined;
};

export function OwnAppeal({ language, application, view, usual, id, typed }: OwnProps) {
  const text = say(language);
  const { appeals, against, mayAppeal } = view;
  // Somebody appealed first, or the case is open again: what was written is theirs to take along.
  const notSent =
    typed && !mayAppeal ? (
      <>
        <p>{text.notSent}</p>
        <p class="as-written">{typed}</p>
      </>
    ) : null;
  if (!against) return notSent;
  const base = `/applications/${application.reference}`;
  const instruction = application.decisions.findLast((one) => one.id === against.id)?.instruction ?? usual;
  const day = application.clock.appeal_by;
  const newest = appeals.at(-1);
  return (
    <section id="appeal">
      <h2>{appeals.length ? text.yours : text.how}</h2>
      {appeals.map((one) => (
        <AppealWords appeal={one} language={language} />
      ))}
      {notSent}
      {mayAppeal ? (
        <>
          <p>
            {day
              ? fill(application.clock.appeal_over ? text.dayPassed : text.lastDay, { day: dayWords(day, language) })
              : text.dayUnknown}
          </p>
          <details open={appeals.length === 0 && !typed}>
            <summary>{text.howSummary}</summary>
            <InstructionWords words={instruction[language]} />
          </details>
          <details open={Boolean(typed)}>
            <summary>{text.formTitle}</summary>
            <form method="post" action={`${base}/appeal`}>
              <input type="hidden" name="id" value={id} />
              <TextArea
                name="text"
                id="appeal-text"
                label={text.textLabel}
                hint={text.textHint}
                rows={8}
                maxlength={50_000}
                required
                value={typed ?? ''}
              />
              <div class="actions">
                <button type="submit">{text.send}</button>
              </div>
            </form>
          </details>
        </>
      ) : null}
      {newest && (newest.state === 'filed' || newest.state === 'reconsidered') ? (
        <details>
          <summary>{text.withdraw}</summary>
          <p>{text.withdrawWhat}</p>
          <ButtonForm action={`${base}/appeal-withdrawal`} label={text.withdraw} look="quiet" />
        </details>
      ) : null}
    </section>
  );
}

/** On the case: what came in, where it stands, and the way to the forms. */
export function CaseAppeal({ language, reference, view }: { language: Language; reference: string; view: AppealsView }) {
  const text = say(language);
  const open = view.appeals.findLast(isOpen);
  const receipt = view.against && !view.received;
  if (view.appeals.length === 0 && !receipt) return null;
  return (
    <section id="appeal">
      {view.appeals.length ? <h2>{text.title}</h2> : null}
      {view.appeals.map((one) => (
        <AppealWords appeal={one} language={language} />
      ))}
      {view.mayAnswer && (receipt || (open && open.state !== 'reconsidered')) ? (
        <p class="actions">
          <a class={open ? 'button' : 'button quiet'} href={`/desk/${reference}/appeal`}>
            {open ? text.handle : text.receiptTitle}
          </a>
        </p>
      ) : null}
    </section>
  );
}

const tones = { filed: 'attention', reconsidered: 'water', 'handed-over': 'water' } as const;

export function AppealWords({ appeal, language }: { appeal: Appeal; language: Language }) {
  const text = say(language);
  const day = (one: string | null) => (one ? dayWords(one, language) : '');
  const tone = appeal.state in tones ? tones[appeal.state as keyof typeof tones] : 'plain';
  return (
    <>
      <p>
        <Tag tone={tone}>{text[`state_${appeal.state}`]}</Tag> {text[`of_${appeal.of}`]}{' '}
        {fill(text.cameIn, { at: writeMoment(appeal.at, language) })}{' '}
        {fill(appeal.late ? text.tooLate : text.inTime, { day: day(appeal.last_day) })}
      </p>
      {appeal.handed_over_on ? (
        <p>{fill(text.handedOver, { court: appeal.court ?? '', day: day(appeal.handed_over_on) })}</p>
      ) : appeal.hand_over_by ? (
        <p class="quiet">{fill(text.handOverBy, { day: day(appeal.hand_over_by) })}</p>
      ) : null}
      {appeal.court_outcome ? <p>{fill(text[`court_${appeal.court_outcome}`], { day: day(appeal.court_on) })}</p> : null}
      {appeal.reason ? <p class="as-written">{appeal.reason}</p> : null}
      <details>
        <summary>{text.showText}</summary>
        <p class="as-written">{appeal.text}</p>
      </details>
    </>
  );
}
