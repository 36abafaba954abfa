// The pages of the builder: choosing a permit, asking, checking, signing and starting.
import type { Child } from 'hono/jsx';
import type { Actor } from '../../permissions/actor.ts';
import { writePermitDay } from '../../permits/permit-day.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { Choice, ErrorSummary, TextField } from '../../ui/form.tsx';
import { writeDay, writeList } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Steps } from '../../ui/steps.tsx';
import type { Askable, Desk } from './actions.ts';
import { textOf } from './draft.ts';
import { KeyTrouble } from './key-trouble.tsx';
import { permittedMethods } from './permitted-rules.ts';
import { addressOf, errorAt, type Step, type StepProps, say, steps, wrongInWords } from './words.ts';

type ChooseProps = { language: Language; visitor: Actor; permits: Askable[] };

/** Which permit the questions are asked under. */
export function ChoosePermitPage({ language, visitor, permits }: ChooseProps) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} at="studies" visitor={visitor}>
      <h1>{text.title}</h1>
      {permits.length === 0 ? (
        <>
          <p class="lead">{text.noPermit}</p>
          <p>
            <a class="button" href="/datasets">
              {text.findData}
            </a>{' '}
            <a class="button quiet" href="/applications">
              {text.apply}
            </a>
          </p>
        </>
      ) : (
        <>
          <p class="lead">{text.choosePermit}</p>
          <ul class="doors">
            {permits.map(({ permit, title, draft }) => (
              <li>
                <a href={addressOf(permit)}>{title || permit.reference}</a>
                <p>
                  {permit.reference}.{' '}
                  {fill(text.permitGives, {
                    datasets: writeList(permit.document?.datasets.map(({ id }) => id) ?? [], language),
                    stations: permit.document?.stations.length ?? 0,
                    until: writePermitDay(permit.document?.not_after ?? '', language),
                  })}{' '}
                  {draft ? fill(text.draftKept, { day: writeDay(draft.toISOString(), language) }) : null}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Layout>
  );
}

/** For whoever may read the permit and not ask under it. */
export function NotNowPage({ language, visitor, desk }: { language: Language; visitor: Actor; desk: Desk }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} at="studies" visitor={visitor}>
      <h1>{text.title}</h1>
      <p class="lead">{text[`why_${desk.why ?? 'notNamed'}`]}</p>
      <p>
        <a href={`/permits/${desk.permit.reference}`}>{fill(text.toPermit, { reference: desk.permit.reference })}</a>
      </p>
    </Layout>
  );
}

export function FrameOfStep(
  props: StepProps & { step: Step; title: string; lead?: string; islands?: string[]; children?: Child },
) {
  const { language, visitor, desk, wrong, step } = props;
  const text = say(language);
  return (
    <Layout language={language} title={props.title} at="studies" visitor={visitor} islands={props.islands ?? []}>
      <p class="kicker">
        {text.title} · <a href={`/permits/${desk.permit.reference}`}>{desk.permit.reference}</a>
      </p>
      <h1>{props.title}</h1>
      <Steps
        label={text.stepsLabel}
        states={{ done: text.stepDone, now: text.stepNow, ahead: text.stepAhead, wrong: text.stepWrong }}
        steps={steps.map((one, at) => ({
          // From a step with fields one leaves by sending them: nothing that was typed is lost.
          ...(step === 'sign'
            ? { title: text[`step_${one}`], href: addressOf(desk.permit, one) }
            : {
                title: (
                  <button type="submit" form="plan-form" name="go" value={`step:${one}`} class="to-step">
                    {text[`step_${one}`]}
                  </button>
                ),
              }),
          state: at < steps.indexOf(step) ? 'done' : one === step ? 'now' : 'ahead',
        }))}
      />
      {props.status ? (
        <p class="notice" role="status">
          {props.status}
        </p>
      ) : null}
      <ErrorSummary
        language={language}
        errors={wrong.map((one) => ({ field: one.field, message: wrongInWords(one, desk, language) }))}
      />
      {props.lead ? <p class="lead">{props.lead}</p> : null}
      {props.children}
    </Layout>
  );
}

export function AskPage(props: StepProps) {
  const { language, desk } = props;
  const { draft, ground, datasets } = desk;
  const text = say(language);
  const words: Record<string, string> = text;
  return (
    <FrameOfStep {...props} step="ask" title={text.askTitle} lead={text.askLead} islands={['sign-plan']}>
      {ground.permit.plan_by === 'hub' ? null : (
        <div id="key-check" data-person={props.visitor.person} data-keys={desk.keys.join(' ')}>
          <KeyTrouble desk={desk} text={text} step="ask" />
        </div>
      )}
      <form method="post" action={addressOf(desk.permit)} id="plan-form">
        <TextField
          name="title"
          label={text.nameOfStudy}
          hint={text.nameHint}
          value={textOf(draft.typed, 'title')}
          error={errorAt('title', props)}
          maxlength={200}
        />
        {datasets.length > 1 ? (
          <Choice
            name="dataset"
            label={text.dataset}
            options={datasets.map(({ id, title }) => ({ value: id, label: title[language] }))}
            chosen={[ground.dictionary.dataset]}
          />
        ) : null}
        <Choice
          name="methods"
          many
          label={text.methods}
          hint={text.methodsHint}
          error={errorAt('methods', props)}
          options={permittedMethods(ground.permit).map((name) => ({
            value: name,
            label: words[`want_${name}`] ?? name,
            hint: (
              <>
                {words[`says_${name}`]} <em>{words[`cannot_${name}`]}</em>
              </>
            ),
          }))}
          chosen={draft.asks.map(({ method }) => method)}
        />
        <p class="actions">
          <button type="submit" name="go" value="next">
            {text.goDetails}
          </button>
          <span class="quiet">{text.saved}</span>
        </p>
      </form>
      {desk.isNew ? null : (
        <form method="post" action={`/studies/new/over?permit=${encodeURIComponent(desk.permit.reference)}`}>
          <p>
            <button type="submit" class="quiet">
              {text.startOver}
            </button>
          </p>
        </form>
      )}
    </FrameOfStep>
  );
}
