// The step of data: which datasets, which of their variables, which persons, and why just these.
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import { unitOf } from '../../datasets/distribution.tsx';
import { fill, type Language } from '../../platform/texts.ts';
import { Choice, Select, TextArea } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type DataRow, dataIn, type LimitRow } from './inputs.ts';
import { Asked, inputList, type StepProps } from './parts.tsx';
import { LongText } from './simple-steps.tsx';
import { say } from './words.ts';

export type DatasetChoice = { id: string; title: string };

export function DataStep({ datasets, ...step }: StepProps & { datasets: DatasetChoice[] }) {
  const { form, language } = step;
  const text = say(language);
  return (
    <>
      <Asked {...step} field="data">
        {({ inputs, hint, error }) => {
          const rows = dataIn(inputs);
          const others = datasets.filter((one) => !rows.some((row) => row.dataset === one.id));
          return (
            <section id="data" class={error ? 'wrong' : undefined} aria-label={text.label_data}>
              <div class="hint">{hint}</div>
              {error ? <p class="error">{error}</p> : null}
              {rows.map((row, at) => (
                <Requested language={language} row={row} at={at} dictionary={form.ground.dictionaries.get(row.dataset)} />
              ))}
              {others.length ? (
                <div class="adding">
                  <Select
                    name="add_dataset"
                    label={rows.length ? text.addAnotherDataset : text.addDataset}
                    empty={text.chooseDataset}
                    options={others.map((one) => ({ value: one.id, label: one.title }))}
                  />
                  <button type="submit" name="go" value="stay" class="quiet">
                    {text.add}
                  </button>
                </div>
              ) : null}
              <p>
                <a href="/datasets">{text.findData}</a>
              </p>
            </section>
          );
        }}
      </Asked>
      <LongText {...step} field="coverage" rows={4} />
      <Asked {...step} field="format">
        {({ inputs, text: _, ...parts }) => (
          <Choice
            {...parts}
            chosen={inputList(inputs, 'format')}
            options={(['anonymised', 'pseudonymised'] as const).map((value) => ({
              value,
              label: text[`format_${value}`],
              hint: text[`formatWhat_${value}`],
            }))}
          />
        )}
      </Asked>
      {form.content.format === 'pseudonymised' || form.content.format_reason || form.typed.format_reason ? (
        <LongText {...step} field="format_reason" rows={5} />
      ) : null}
      {form.content.format === 'pseudonymised' || form.content.legal_basis || form.typed.legal_basis ? (
        <LongText {...step} field="legal_basis" rows={5} />
      ) : null}
    </>
  );
}

type RequestedProps = { language: Language; row: DataRow; at: number; dictionary: Dictionary | undefined };

/** Beyond so many variables those that are chosen stand by themselves, and the others behind a heading. */
const mostAtOnce = 100;

const optionOf = ({ id, title, note }: { id: string; title: string; note: string }) => ({
  value: id,
  label: note ? `${title} (${note})` : title,
});

function Requested({ language, row, at, dictionary }: RequestedProps) {
  const text = say(language);
  const unknown = row.variables.filter((id) => !dictionary?.variables.some((variable) => variable.id === id));
  const variables: { id: string; title: string; note: string }[] = [
    ...(dictionary?.variables ?? []).map((one) => ({
      id: one.id,
      title: one.title[language],
      note: unitOf(one, language),
    })),
    ...unknown.map((id) => ({ id, title: id, note: text.variableUnknown })),
  ];
  const limited = row.limits.map((limit) => limit.variable);
  const isWide = variables.length > mostAtOnce;
  const chosen = variables.filter(({ id }) => row.variables.includes(id));
  return (
    <section class="requested" aria-label={dictionary?.title[language] ?? row.dataset}>
      <h2>{dictionary ? <a href={`/datasets/${row.dataset}`}>{dictionary.title[language]}</a> : row.dataset}</h2>
      {dictionary ? null : (
        <Notice kind="attention">
          <p>{text.datasetUnknown}</p>
        </Notice>
      )}
      <input type="hidden" name={`data-${at}-dataset`} value={row.dataset} />
      <Choice
        name={`data-${at}-variables`}
        many
        columns
        label={fill(text.variablesOf, { chosen: row.variables.length, all: variables.length })}
        hint={text.variablesHint}
        chosen={row.variables}
        options={(isWide ? chosen : variables).map(optionOf)}
      />
      {isWide ? (
        <details>
          <summary>{fill(text.moreVariables, { count: variables.length - chosen.length })}</summary>
          <Choice
            name={`data-${at}-variables`}
            id={`data-${at}-more-variables`}
            many
            columns
            label={text.moreVariablesLabel}
            options={variables.filter((one) => !chosen.includes(one)).map(optionOf)}
          />
        </details>
      ) : null}
      <TextArea name={`data-${at}-reason`} label={text.dataReason} hint={text.dataReasonHint} value={row.reason} rows={4} />
      <fieldset>
        <legend>{text.limits}</legend>
        <div class="hint">{text.limitsHint}</div>
        {row.limits.map((limit, place) => (
          <Limit
            language={language}
            name={`limit-${at}-${place}`}
            limit={limit}
            variable={dictionary?.variables.find((one) => one.id === limit.variable)}
          />
        ))}
        {dictionary ? (
          <div class="adding">
            <Select
              name={`data-${at}-limit`}
              label={text.addLimit}
              empty={text.chooseVariable}
              options={dictionary.variables
                .filter((one) => !limited.includes(one.id) && (!isWide || row.variables.includes(one.id)))
                .map((one) => ({ value: one.id, label: one.title[language] }))}
            />
            <button type="submit" name="go" value="stay" class="quiet">
              {text.add}
            </button>
          </div>
        ) : null}
      </fieldset>
      <div class="option">
        <input type="checkbox" id={`data-${at}-remove`} name={`data-${at}-remove`} value="yes" />
        <label for={`data-${at}-remove`}>
          {fill(text.removeDataset, { dataset: dictionary?.title[language] ?? row.dataset })}
        </label>
      </div>
    </section>
  );
}

type LimitProps = { language: Language; name: string; limit: LimitRow; variable: Variable | undefined };

function Limit({ language, name, limit, variable }: LimitProps) {
  const text = say(language);
  const title = variable?.title[language] ?? limit.variable;
  // What was typed and is not on the grid stays visible, and is said to be wrong.
  const edges = variable?.type === 'number' ? variable.grid : [];
  const withOwn = (own: string) =>
    (own && !edges.includes(own) ? [own, ...edges] : edges).map((edge) => ({ value: edge, label: edge }));
  return (
    <div class="limit">
      <input type="hidden" name={`${name}-variable`} value={limit.variable} />
      {variable?.type === 'category' ? (
        <Choice
          name={`${name}-levels`}
          many
          columns
          label={fill(text.limitOf, { variable: title })}
          chosen={limit.levels}
          options={variable.levels.map((level) => ({ value: level.id, label: level.title[language] }))}
        />
      ) : (
        <fieldset>
          <legend>{fill(text.limitOf, { variable: title })}</legend>
          <div class="bounds">
            <Select name={`${name}-from`} label={text.fromNumber} value={limit.from} options={withOwn(limit.from)} />
            <Select name={`${name}-to`} label={text.toNumber} value={limit.to} options={withOwn(limit.to)} />
          </div>
        </fieldset>
      )}
      <div class="option">
        <input type="checkbox" id={`${name}-remove`} name={`${name}-remove`} value="yes" />
        <label for={`${name}-remove`}>{fill(text.removeLimit, { variable: title })}</label>
      </div>
    </div>
  );
}
