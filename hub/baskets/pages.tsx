// The basket: what was chosen, dataset by dataset, how to change it, and the next step.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import { unitOf } from '../datasets/distribution.tsx';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Select } from '../ui/form.tsx';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Line } from './actions.ts';
import { type Choice, carrying, mostDatasets, mostVariables, sizeOf } from './choice.ts';
import { CarriedFields } from './strip.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
type Text = ReturnType<typeof say>;

export type BasketProps = {
  language: Language;
  visitor: Actor | null;
  /** What is kept for the person, and what the address holds. */
  lines: Line[];
  /** Of these, what only the address holds. */
  carried: Choice;
  /** For which organisations the person may apply. */
  applicants: { id: string; name: string }[];
  /** Of the draft that would be made, so that a second click makes no second one. */
  draft: string;
  /** A form came with nothing ticked. */
  nothing: boolean;
  /** How many variables were not put in, because no more fit. */
  left: number;
};

export function BasketPage({ language, visitor, lines, carried, applicants, draft, nothing, left }: BasketProps) {
  const text = say(language);
  const count = sizeOf(carried);
  const isEmpty = lines.every(({ variables }) => variables.length === 0);
  return (
    <Layout language={language} title={text.title} at="datasets" visitor={visitor}>
      <h1>{text.title}</h1>
      {nothing ? (
        <p class="notice" role="status">
          {text.nothingChosen}
        </p>
      ) : null}
      {left > 0 ? (
        <Notice kind="attention">
          <p>{fill(left === 1 ? text.leftOne : text.left, { count: left, variables: mostVariables, datasets: mostDatasets })}</p>
        </Notice>
      ) : null}
      <p class="lead">{isEmpty ? text.empty : text.lead}</p>
      {visitor && count > 0 ? (
        <section class="notice" aria-labelledby="carried">
          <h2 id="carried">{text.carriedTitle}</h2>
          <p>{fill(count === 1 ? text.carriedOne : text.carried, { count })}</p>
          <form method="post" action="/basket">
            <CarriedFields carried={carried} />
            <button type="submit" class="quiet">
              {text.keep}
            </button>
          </form>
        </section>
      ) : null}
      {lines.map((line) => (
        <BasketLine line={line} text={text} language={language} carried={carried} />
      ))}
      {isEmpty ? (
        <p class="actions">
          <a class="button" href={carrying('/datasets', carried)}>
            {text.find}
          </a>
        </p>
      ) : (
        <Next text={text} visitor={visitor} applicants={applicants} draft={draft} carried={carried} />
      )}
    </Layout>
  );
}

function BasketLine({ line, text, language, carried }: { line: Line; text: Text; language: Language; carried: Choice }) {
  const { dataset, variables, gone } = line;
  const title = dataset.dictionary.title[language];
  const address = carrying(`/datasets/${dataset.id}`, carried);
  return (
    <section aria-labelledby={`of-${dataset.id}`}>
      <h2 id={`of-${dataset.id}`}>
        <a href={address}>{title}</a>
      </h2>
      <ul class="basket">
        {variables.map((variable) => (
          <li>
            <span>
              <strong>{variable.title[language]}</strong> <code>{variable.id}</code>
              <span class="quiet"> {kindOf(variable, text, language)}</span>
            </span>
            <Removal
              dataset={dataset.id}
              variable={variable.id}
              carried={carried}
              label={text.takeOut}
              about={fill(text.takeOutOf, { variable: variable.title[language] })}
            />
          </li>
        ))}
      </ul>
      {gone.length > 0 ? <p class="quiet">{fill(text.gone, { ids: gone.join(', ') })}</p> : null}
      <div class="actions">
        <a href={`${address}#variables`}>{fill(text.more, { dataset: title })}</a>
        <Removal
          dataset={dataset.id}
          carried={carried}
          label={text.takeOutAllShort}
          about={fill(text.takeOutAll, { dataset: title })}
        />
      </div>
    </section>
  );
}

function kindOf(variable: Variable, text: Text, language: Language): string {
  return variable.type === 'number' ? [text.number, unitOf(variable, language)].filter(Boolean).join(', ') : text.category;
}

function Removal(props: { dataset: string; variable?: string; carried: Choice; label: string; about?: string }) {
  return (
    <form method="post" action="/basket/removal">
      <input type="hidden" name="dataset" value={props.dataset} />
      {props.variable ? <input type="hidden" name="variable" value={props.variable} /> : null}
      <CarriedFields carried={props.carried} />
      <button type="submit" class="quiet" aria-label={props.about}>
        {props.label}
      </button>
    </form>
  );
}

type NextProps = { text: Text; carried: Choice } & Pick<BasketProps, 'visitor' | 'applicants' | 'draft'>;

function Next({ text, visitor, applicants, draft, carried }: NextProps) {
  return (
    <section aria-labelledby="next">
      <h2 id="next">{text.next}</h2>
      {visitor === null ? (
        <>
          <p>{text.signInHint}</p>
          <p class="actions">
            <a class="button" href={`/sign-in?to=${encodeURIComponent(carrying('/basket', carried))}`}>
              {text.signIn}
            </a>
          </p>
        </>
      ) : applicants.length === 0 ? (
        <p class="notice">{text.notApplicant}</p>
      ) : (
        <form method="post" action="/basket/application">
          <p>{text.applyHint}</p>
          <input type="hidden" name="id" value={draft} />
          <CarriedFields carried={carried} />
          {applicants.length === 1 ? (
            <input type="hidden" name="organisation" value={applicants[0]?.id} />
          ) : (
            <Select
              name="organisation"
              label={text.applyFor}
              options={applicants.map(({ id, name }) => ({ value: id, label: name }))}
              required
            />
          )}
          <div class="actions">
            <button type="submit">{text.apply}</button>
          </div>
          <p class="quiet">{text.keptNote}</p>
        </form>
      )}
    </section>
  );
}
