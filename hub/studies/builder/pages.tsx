// Writing a plan in three steps: what one wants to know, of whom and in which variables, and what will become of it, signed.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import type { Child } from 'hono/jsx';
import type { Actor } from '../../permissions/actor.ts';
import { writePermitDay } from '../../permits/permit-day.ts';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { Choice, ErrorSummary, type Option, Select, TextField } from '../../ui/form.tsx';
import { writeDay, writeList, writeShort } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Steps } from '../../ui/steps.tsx';
import { say as sayOfStudies } from '../names.ts';
import type { Askable, Desk, OpenDesk } from './actions.ts';
import { AskFields } from './ask-fields.tsx';
import { mostAsks, textOf } from './draft.ts';
import { KeyTrouble } from './key-trouble.tsx';
import {
  edgesWithin,
  levelsWithin,
  permittedFilter,
  permittedMethods,
  permittedVariables,
  stationsOf,
  type Wrong,
} from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
export type Text = ReturnType<typeof say>;
export const steps = ['ask', 'details', 'sign'] as const;
export type Step = (typeof steps)[number];

export const addressOf = (permit: { reference: string }, step?: Step) =>
  `/studies/new?permit=${encodeURIComponent(permit.reference)}${step && step !== 'ask' ? `&step=${step}` : ''}`;

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

type StepProps = { language: Language; visitor: Actor; desk: OpenDesk; wrong: Wrong[]; status?: string };

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

export function wrongInWords({ text, values = {} }: Wrong, { ground }: OpenDesk, language: Language): string {
  const variable = ground.dictionary.variables.find(({ id }) => id === values.variable);
  return fill(say(language)[text], {
    ...values,
    ...(values.edges ? { edges: writeNumbers(String(values.edges), language) } : {}),
    ...(variable ? { variable: variable.title[language] } : {}),
  });
}

/** Numbers as the rules have them, "0.1, 0.2", as this language writes them: "0,1; 0,2" in Swedish. Typed back they mean the same. */
export function writeNumbers(numbers: string, language: Language): string {
  return language === 'sv' ? numbers.replaceAll(', ', '; ').replaceAll('.', ',') : numbers;
}

export function errorAt(field: string, { wrong, desk, language }: Pick<StepProps, 'wrong' | 'desk' | 'language'>) {
  const found = wrong.find((one) => one.field === field);
  return found && wrongInWords(found, desk, language);
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

export function DetailsPage(props: StepProps) {
  const { language, desk } = props;
  const { draft } = desk;
  const text = say(language);
  const words: Record<string, string> = text;
  const methods = draft.asks.map(({ method }) => method);
  const counts = new Map<string, number>();
  return (
    <FrameOfStep {...props} step="details" title={text.detailsTitle} lead={text.detailsLead}>
      {draft.asks.length === 0 ? (
        <p class="notice">
          {text.nothingYet} <a href={addressOf(desk.permit)}>{text.step_ask}</a>
        </p>
      ) : null}
      <form method="post" action={addressOf(desk.permit, 'details')} id="plan-form" enctype="multipart/form-data">
        {/* Enter in a field is the same as the last button, not the first one of a question. */}
        <button type="submit" name="go" value="next" class="unseen" tabindex={-1}>
          {text.goSign}
        </button>
        {draft.asks.map((ask, at) => {
          const number = (counts.get(ask.method) ?? 0) + 1;
          counts.set(ask.method, number);
          const several = methods.filter((one) => one === ask.method).length > 1;
          const title = `${words[`want_${ask.method}`] ?? ask.method}${several ? ` (${number})` : ''}`;
          const last = methods.lastIndexOf(ask.method) === at;
          return (
            <fieldset class="ask" id={ask.id}>
              <legend>
                <h2>{title}</h2>
              </legend>
              <AskFields ask={ask} props={props} />
              <p class="actions">
                {last && draft.asks.length < mostAsks ? (
                  <button type="submit" name="go" value={`add:${ask.method}`} class="quiet">
                    {text.oneMore}
                  </button>
                ) : null}
                {draft.asks.length > 1 ? (
                  <button
                    type="submit"
                    name="go"
                    value={`remove:${ask.id}`}
                    class="quiet"
                    aria-label={`${text.remove}: ${title}`}
                  >
                    {text.remove}
                  </button>
                ) : null}
              </p>
            </fieldset>
          );
        })}
        {methods.some((one) => one === 'crosstab@1' || one === 'evaluate@1') ? <Bands {...props} /> : null}
        <Who {...props} />
        <How {...props} />
        <p class="actions">
          <button type="submit" name="go" value="next">
            {text.goSign}
          </button>
          <button type="submit" name="go" value="save" class="quiet">
            {text.save}
          </button>
        </p>
      </form>
    </FrameOfStep>
  );
}

function nameOf(variable: Variable, language: Language): string {
  const title = variable.title[language];
  if (variable.type !== 'number' || !variable.unit) return title;
  const words: Record<string, string> = sayOfStudies(language);
  return `${title} (${words[`unit_${variable.unit}`] ?? variable.unit.replace(/[[\]]/g, '')})`;
}

/** Who is asked about: everybody, or those within the permit's own limits and public edges. */
function Who(props: StepProps) {
  const { language, desk } = props;
  const { draft, ground } = desk;
  const text = say(language);
  const limits = permittedFilter(ground);
  return (
    <section aria-labelledby="who">
      <h2 id="who">{text.whoTitle}</h2>
      <p>{text.whoLead}</p>
      {permittedVariables(ground).map((variable) => {
        const limited = limits.some((one) => one.variable === variable.id);
        const from = textOf(draft.typed, `who-${variable.id}-from`);
        const to = textOf(draft.typed, `who-${variable.id}-to`);
        const levels = [draft.typed[`who-${variable.id}`] ?? []].flat();
        const opened = Boolean(from || to || levels.length || errorAt(`who-${variable.id}-from`, props));
        return (
          <details open={opened}>
            <summary>
              {nameOf(variable, language)}
              {limited ? ` · ${text.limited}` : ''}
            </summary>
            {variable.type === 'number' ? (
              <div class="two">
                {(['from', 'to'] as const).map((end) => (
                  <Select
                    name={`who-${variable.id}-${end}`}
                    label={end === 'from' ? text.from : text.to}
                    value={end === 'from' ? from : to}
                    empty={text.noLimit}
                    error={errorAt(`who-${variable.id}-${end}`, props)}
                    options={edgesWithin(variable, limits).map((edge) => ({
                      value: edge,
                      label: writeShort(Number(edge), language),
                    }))}
                  />
                ))}
              </div>
            ) : (
              <Choice
                name={`who-${variable.id}`}
                many
                label={text.onlyThese}
                hint={text.onlyHint}
                options={levelOptions(variable, levelsWithin(variable, limits), language)}
                chosen={levels}
              />
            )}
          </details>
        );
      })}
    </section>
  );
}

function levelOptions(variable: Extract<Variable, { type: 'category' }>, allowed: string[], language: Language): Option[] {
  return variable.levels.filter(({ id }) => allowed.includes(id)).map(({ id, title }) => ({ value: id, label: title[language] }));
}

/** Where numbers are cut into bands, for tables and subgroups. */
function Bands(props: StepProps) {
  const { language, desk } = props;
  const text = say(language);
  const numbers = permittedVariables(desk.ground).flatMap((one) => (one.type === 'number' ? [one] : []));
  const wrong = numbers.some(({ id }) => errorAt(`bands-${id}`, props));
  const typed = numbers.some(({ id }) => textOf(desk.draft.typed, `bands-${id}`));
  return (
    <section aria-labelledby="bands">
      <h2 id="bands">{text.bandsTitle}</h2>
      <p>{text.bandsLead}</p>
      <details open={wrong || typed}>
        <summary>{text.bandsOpen}</summary>
        {numbers.map((variable) => {
          const inside = variable.grid.slice(1, -1);
          const edges = inside.length > 12 ? [...inside.slice(0, 5), '…', ...inside.slice(-3)] : inside;
          return (
            <TextField
              name={`bands-${variable.id}`}
              label={nameOf(variable, language)}
              hint={fill(text.bandsEdges, { edges: writeNumbers(edges.join(', '), language) })}
              value={textOf(desk.draft.typed, `bands-${variable.id}`)}
              error={errorAt(`bands-${variable.id}`, props)}
              size="medium"
              maxlength={300}
            />
          );
        })}
      </details>
    </section>
  );
}

/** Which stations, what if one is lost, how exact. */
function How(props: StepProps) {
  const { language, desk } = props;
  const { draft, ground } = desk;
  const text = say(language);
  const exactEverywhere = ground.stations.every(({ policy }) => policy.release === 'exact');
  return (
    <section aria-labelledby="how">
      <h2 id="how">{text.howTitle}</h2>
      {/* So that no ticked box at all is seen as that, and not as a form without this field. */}
      <input type="hidden" name="stations[]" value="" />
      <Choice
        name="stations"
        many
        columns
        label={text.stations}
        hint={text.stationsHint}
        error={errorAt('stations', props)}
        options={ground.stations.map(({ id, title }) => ({ value: id, label: title }))}
        chosen={stationsOf(draft, ground)}
      />
      <Choice
        name="smaller"
        label={text.smaller}
        options={[
          { value: 'no', label: text.smallerNo },
          { value: 'yes', label: text.smallerYes },
        ]}
        chosen={[textOf(draft.typed, 'smaller') || 'no']}
      />
      <Choice
        name="release"
        label={text.release}
        options={[
          { value: 'rounded', label: text.releaseRounded, hint: text.releaseRoundedHint },
          {
            value: 'exact',
            label: text.releaseExact,
            hint: exactEverywhere ? text.releaseExactHint : text.releaseExactNot,
            disabled: !exactEverywhere,
          },
        ]}
        chosen={[exactEverywhere ? textOf(draft.typed, 'release') || 'rounded' : 'rounded']}
      />
    </section>
  );
}
