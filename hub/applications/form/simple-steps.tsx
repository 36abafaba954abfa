// The steps that are mostly text: the project, its use and benefit, safeguards and time.
import { fill } from '../../platform/texts.ts';
import { TextArea, TextField } from '../../ui/form.tsx';
import { wordsIn } from './checklist.ts';
import { Asked, inputText, type StepProps } from './parts.tsx';
import type { ContentField } from './steps.ts';
import { say } from './words.ts';

type LongProps = StepProps & { field: ContentField; rows?: number; optional?: boolean };

/** A field of running text. */
export function LongText({ field, rows = 6, optional = false, ...step }: LongProps) {
  return (
    <Asked {...step} field={field} optional={optional}>
      {({ inputs, text: _, ...parts }) => <TextArea {...parts} value={inputText(inputs, field)} rows={rows} />}
    </Asked>
  );
}

export function ProjectStep(step: StepProps) {
  const text = say(step.language);
  const has = wordsIn(inputText({ summary: step.form.content.summary ?? '' }, 'summary'));
  return (
    <>
      <p class="public-mark">{text.publicMark}</p>
      <Asked {...step} field="title">
        {({ inputs, text: _, ...parts }) => <TextField {...parts} value={inputText(inputs, 'title')} />}
      </Asked>
      <Asked {...step} field="summary">
        {({ inputs, text: _, ...parts }) => <TextArea {...parts} value={inputText(inputs, 'summary')} rows={10} />}
      </Asked>
      <p class="quiet" data-count-words="summary" data-template={text.wordCount}>
        {fill(text.wordCount, { words: has })}
      </p>
    </>
  );
}

export function BenefitStep(step: StepProps) {
  return (
    <>
      <LongText {...step} field="intended_use" rows={10} />
      <LongText {...step} field="benefit" rows={8} />
    </>
  );
}

export function SafeguardsStep(step: StepProps) {
  const text = say(step.language);
  return (
    <>
      <LongText {...step} field="safeguards" rows={8} />
      <Asked {...step} field="period">
        {({ inputs, hint, error }) => (
          <fieldset class={error ? 'wrong' : undefined}>
            <legend>{text.label_period}</legend>
            <div class="hint">{hint}</div>
            {error ? <p class="error">{error}</p> : null}
            <div class="bounds">
              <TextField name="period_from" label={text.from} type="date" size="short" value={inputText(inputs, 'period_from')} />
              <TextField name="period_to" label={text.to} type="date" size="short" value={inputText(inputs, 'period_to')} />
            </div>
          </fieldset>
        )}
      </Asked>
      {step.form.organisation.publicSector ? (
        <LongText {...step} field="frequency" rows={4} />
      ) : (
        <LongText {...step} field="period_reason" rows={4} />
      )}
      <LongText {...step} field="ethics" rows={5} optional />
      <LongText {...step} field="opt_out_exception" rows={4} optional />
    </>
  );
}
