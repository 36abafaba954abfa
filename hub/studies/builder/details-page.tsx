// The second step of writing a plan: the fields of each question, whom it is about, bands, stations and how exact.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { Choice, type Option, Select, TextField } from '../../ui/form.tsx';
import { writeShort } from '../../ui/format.ts';
import { say as sayOfStudies } from '../names.ts';
import { AskFields } from './ask-fields.tsx';
import { mostAsks, textOf } from './draft.ts';
import { FrameOfStep } from './pages.tsx';
import { edgesWithin, levelsWithin, permittedFilter, permittedVariables } from './permitted-rules.ts';
import { stationsOf } from './rules.ts';
import { addressOf, errorAt, type StepProps, say, writeNumbers } from './words.ts';

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
