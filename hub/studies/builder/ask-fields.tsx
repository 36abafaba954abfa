// The fields of one question: what its method needs to know, out of what the permit gives.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { Choice, FileField, type Option, Select, TextArea, TextField } from '../../ui/form.tsx';
import { type Ask, inputsOf, listOf, textOf } from './draft.ts';
import { permittedVariables } from './permitted-rules.ts';
import { errorAt, type StepProps, say, writeNumbers } from './words.ts';

export function AskFields({ ask, props }: { ask: Ask; props: StepProps }) {
  const { language, desk } = props;
  const { typed } = desk.draft;
  const text = say(language);
  const variables = permittedVariables(desk.ground);
  const numbers = variables.filter(({ type }) => type === 'number');
  const options = (list: Variable[]): Option[] => list.map(({ id, title }) => ({ value: id, label: title[language] }));
  const field = (name: string) => {
    const own = `${ask.id}-${name}`;
    return { name: own, error: errorAt(own, props) };
  };
  const one = (name: string) => ({ ...field(name), value: textOf(typed, `${ask.id}-${name}`) });
  const many = (name: string) => ({ ...field(name), many: true, columns: true, chosen: listOf(typed, `${ask.id}-${name}`) });
  const outcome = (
    <Select
      {...one('outcome')}
      label={text.outcome}
      hint={text.outcomeHint}
      empty={text.choose}
      options={outcomeOptions(variables, language, text.otherThan)}
    />
  );
  const predictors = <Choice {...many('x')} label={text.predictors} hint={text.predictorsHint} options={options(variables)} />;
  switch (ask.method) {
    case 'describe@1':
      return <Choice {...many('variables')} label={text.describeWhat} hint={text.describeHint} options={options(variables)} />;
    case 'crosstab@1': {
      const axes = variables.map((variable) => ({
        value: variable.id,
        label: variable.type === 'number' ? fill(text.inBands, { variable: variable.title[language] }) : variable.title[language],
      }));
      return (
        <div class="two">
          <Select {...one('rows')} label={text.rows} empty={text.choose} options={axes} />
          <Select {...one('columns')} label={text.columns} empty={text.choose} options={axes} />
        </div>
      );
    }
    case 'logistic@1':
      return (
        <>
          {outcome}
          {predictors}
          <details open={Boolean(one('ridge').value || one('ridge').error)}>
            <summary>{text.ridgeOpen}</summary>
            <TextField
              {...one('ridge')}
              label={text.ridge}
              hint={text.ridgeHint}
              size="short"
              inputmode="decimal"
              maxlength={20}
            />
          </details>
        </>
      );
    case 'linear@1':
      return (
        <>
          <Select {...one('y')} label={text.measured} empty={text.choose} options={options(numbers)} />
          {predictors}
        </>
      );
    case 'poisson@1':
      return (
        <>
          <Select {...one('y')} label={text.counted} hint={text.countedHint} empty={text.choose} options={options(numbers)} />
          {predictors}
          <Select
            {...one('exposure')}
            label={text.exposure}
            hint={text.exposureHint}
            optional={text.optional}
            empty={text.none}
            options={options(numbers)}
          />
        </>
      );
    case 'evaluate@1':
      return (
        <>
          <Model ask={ask} props={props} />
          {outcome}
          <Inputs field={one('inputs')} text={text} />
          <Choice
            {...many('trained')}
            label={text.trained}
            hint={text.trainedHint}
            options={desk.ground.stations.map(({ id, title }) => ({ value: id, label: title }))}
          />
          <TextField
            {...one('thresholds')}
            value={`${ask.id}-thresholds` in typed ? one('thresholds').value : writeNumbers('0.1, 0.2, 0.3, 0.4, 0.5', language)}
            label={text.thresholds}
            hint={text.thresholdsHint}
            size="medium"
            maxlength={200}
          />
          <Choice
            {...many('by')}
            label={text.by}
            hint={text.byHint}
            optional={text.optional}
            options={variables.map((variable) => ({
              value: variable.id,
              label:
                variable.type === 'number'
                  ? fill(text.inBands, { variable: variable.title[language] })
                  : variable.title[language],
            }))}
          />
        </>
      );
    default:
      return null;
  }
}

/** Each level of each category, and all the others where there are more than two. */
function outcomeOptions(variables: Variable[], language: Language, otherThan: string): Option[] {
  return variables.flatMap((variable) => {
    if (variable.type !== 'category') return [];
    const title = variable.title[language];
    const single = variable.levels.map((level) => ({
      value: `${variable.id}=${level.id}`,
      label: `${title}: ${level.title[language]}`,
    }));
    if (variable.levels.length === 2) return single;
    const others = variable.levels.map((level) => ({
      value: `${variable.id}=${variable.levels.flatMap(({ id }) => (id === level.id ? [] : [id])).join(',')}`,
      label: `${title}: ${fill(otherThan, { level: level.title[language] })}`,
    }));
    return [...single, ...others];
  });
}

type Field = { name: string; value: string; error: string | undefined };

/** What the model reads; folded away when its card has told it, and nothing is wrong with it. */
function Inputs({ field, text }: { field: Field; text: ReturnType<typeof say> }) {
  const area = <TextArea {...field} label={text.inputs} hint={text.inputsHint} rows={8} maxlength={20_000} />;
  const count = inputsOf(field.value).length;
  return count === 0 || field.error ? (
    area
  ) : (
    <details>
      <summary>{fill(text.inputsTold, { count })}</summary>
      {area}
    </details>
  );
}

/** The model: one that the permit names; its file where the hub does not have it yet; its card, which fills the fields below. */
function Model({ ask, props }: { ask: Ask; props: StepProps }) {
  const { language, desk } = props;
  const text = say(language);
  const name = `${ask.id}-model`;
  const only = desk.models.length === 1 ? desk.models[0]?.digest : undefined;
  const missing = desk.models.filter(({ here }) => !here);
  return (
    <>
      <Select
        name={name}
        error={errorAt(name, props)}
        label={text.model}
        hint={desk.models.length === 0 ? text.modelNone : text.modelHint}
        value={textOf(desk.draft.typed, name) || only}
        empty={text.choose}
        options={desk.models.map((model) => ({ value: model.digest, label: model.name }))}
      />
      {missing.length > 0 ? (
        <div class="notice">
          <p>{fill(text.modelMissing, { models: missing.map((model) => model.name).join(', ') })}</p>
          <FileField
            name={`${ask.id}-file`}
            label={text.modelFile}
            hint={text.modelFileHint}
            accept=".onnx"
            error={errorAt(`${ask.id}-file`, props)}
          />
          <p>
            <button type="submit" name="go" value={`file:${ask.id}`} class="quiet">
              {text.modelBring}
            </button>
          </p>
        </div>
      ) : null}
      <FileField
        name={`${ask.id}-card`}
        label={text.card}
        hint={text.cardHint}
        accept="application/json,.json"
        error={errorAt(`${ask.id}-card`, props)}
      />
      <p>
        <button type="submit" name="go" value={`card:${ask.id}`} class="quiet">
          {text.cardRead}
        </button>
      </p>
    </>
  );
}
