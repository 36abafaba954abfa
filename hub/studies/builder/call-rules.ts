// What was typed about one method becomes its call in a plan, or a list of what is wrong.
import { callOf } from '@sluss/methods/catalogue.ts';
import type { Variable } from '@sluss/protocol/dictionary.ts';
import type { MethodCall } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Axis, Outcome } from '../names.ts';
import { type Ask, type Draft, inputsOf, listOf, textOf } from './draft.ts';
import { type Ground, permittedVariables } from './permitted-rules.ts';
import type { Wrong, WrongText } from './rules.ts';

/** Numbers between commas, semicolons or spaces; a decimal comma is for "0,5; 0,7" alone. */
export function numbersIn(text: string): string[] {
  const parts = /[;\n]|\s/.test(text.trim()) ? text.split(/[;\n\s]+/).map((part) => part.replace(/,$/, '')) : text.split(',');
  return parts.map((part) => part.trim().replace(',', '.')).filter(Boolean);
}

type Called = { call?: MethodCall; wrong: Wrong[]; partitions: string[] };

/** One question as its method's call. */
export function callFrom(ask: Ask, draft: Draft, ground: Ground): Called {
  const wrong: Wrong[] = [];
  const { typed } = draft;
  const field = (name: string) => `${ask.id}-${name}`;
  const say = (name: string, text: WrongText, values?: Wrong['values']) =>
    wrong.push({ field: field(name), text, ...(values ? { values } : {}) });
  const variables = permittedVariables(ground);
  const isNumber = (id: string) => variables.some((one) => one.id === id && one.type === 'number');
  const among = (name: string) => {
    const chosen = listOf(typed, field(name));
    return variables.map(({ id }) => id).filter((id) => chosen.includes(id));
  };
  const outcome = (): Outcome | undefined => {
    const found = outcomeFrom(textOf(typed, field('outcome')), variables);
    if (!found) say('outcome', 'wrongOutcome');
    return found;
  };
  const number = (name: string) => {
    const id = textOf(typed, field(name));
    if (!isNumber(id)) say(name, 'wrongNumber');
    return id;
  };
  const predictors = (not: string[]) => {
    const x = among('x');
    if (x.length === 0) say('x', 'wrongPredictors');
    if (x.some((id) => not.includes(id))) say('x', 'wrongOutcomeAmong');
    return x;
  };
  const finished = (call: object, partitions: string[] = []): Called => {
    if (wrong.length > 0) return { wrong, partitions: [] };
    try {
      callOf({ name: ask.method, ...call });
      return { call: { name: ask.method, ...call }, wrong, partitions };
    } catch (error) {
      const detail = error instanceof Refusal ? error.detail : '';
      return { wrong: [{ field: ask.id, text: 'wrongPlan', values: { detail } }], partitions: [] };
    }
  };

  if (!ground.permit.methods.includes(ask.method)) return { wrong: [{ field: ask.id, text: 'wrongMethod' }], partitions: [] };
  switch (ask.method) {
    case 'describe@1': {
      const chosen = among('variables');
      if (chosen.length === 0) say('variables', 'wrongVariables');
      return finished({ variables: chosen });
    }
    case 'crosstab@1': {
      const axis = (name: string): Axis | undefined => {
        const id = textOf(typed, field(name));
        if (!variables.some((one) => one.id === id)) say(name, 'wrongAxes');
        return isNumber(id) ? { partition: id } : { variable: id };
      };
      const [rows, columns] = [axis('rows'), axis('columns')];
      const idOf = (one: Axis | undefined) => (one && 'variable' in one ? one.variable : one?.partition);
      if (wrong.length === 0 && idOf(rows) === idOf(columns)) say('columns', 'wrongSameAxis');
      return finished(
        { rows, columns },
        [rows, columns].flatMap((one) => (one && 'partition' in one ? [one.partition] : [])),
      );
    }
    case 'logistic@1': {
      const y = outcome();
      const x = predictors(y ? [y.variable] : []);
      const ridge = textOf(typed, field('ridge')).replace(',', '.');
      if (ridge && !(Number(ridge) >= 0 && /^(0|[1-9]\d{0,5})(\.\d{1,9})?$/.test(ridge))) say('ridge', 'wrongRidge');
      return finished({ y, x, ...(ridge ? { ridge } : {}) });
    }
    case 'linear@1': {
      const y = number('y');
      return finished({ y, x: predictors([y]) });
    }
    case 'poisson@1': {
      const y = number('y');
      const exposure = textOf(typed, field('exposure'));
      if (exposure && (!isNumber(exposure) || exposure === y)) say('exposure', 'wrongNumber');
      return finished({ y, x: predictors([y, exposure]), ...(exposure ? { exposure } : {}) });
    }
    case 'evaluate@1': {
      const y = outcome();
      const model =
        textOf(typed, field('model')) || (ground.permit.models.length === 1 ? (ground.permit.models[0] as string) : '');
      if (!ground.permit.models.includes(model)) say('model', 'wrongModel');
      const inputs = inputsOf(textOf(typed, field('inputs')));
      if (inputs.length === 0) say('inputs', 'wrongInputs');
      for (const [at, input] of inputs.entries()) {
        if ('constant' in input) continue;
        const found = variables.find(({ id }) => id === input.variable);
        const values = { line: at + 1, variable: input.variable };
        if (!found) say('inputs', 'wrongInputBeyond', values);
        else if (!inputFits(input, found)) say('inputs', 'wrongInput', values);
        if (wrong.some((one) => one.field === field('inputs'))) break;
      }
      const thresholds = numbersIn(textOf(typed, field('thresholds')));
      const fits = (one: string) => Number(one) > 0 && Number(one) < 1 && /^0\.\d{1,3}$/.test(one);
      if (thresholds.some((one) => !fits(one)) || thresholds.length > 20) say('thresholds', 'wrongThresholds');
      const by = among('by');
      const trained_on = listOf(typed, field('trained')).filter((id) => ground.stations.some((one) => one.id === id));
      const distinct = [...new Set(thresholds)].sort((a, b) => Number(a) - Number(b));
      return finished({ model, inputs, y, trained_on, partitions: by, thresholds: distinct }, by);
    }
    default:
      return { wrong: [{ field: ask.id, text: 'wrongMethod' }], partitions: [] };
  }
}

function inputFits(input: Exclude<ReturnType<typeof inputsOf>[number], { constant: string }>, variable: Variable): boolean {
  const levels = variable.type === 'category' ? variable.levels.map(({ id }) => id) : [];
  if ('level' in input) return levels.includes(input.level);
  if (!('codes' in input)) return variable.type === 'number';
  const codes = Object.entries(input.codes);
  const numeric = codes.every(([level, code]) => levels.includes(level) && /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(code));
  return numeric && codes.length === levels.length;
}

/** "disease=yes" as an outcome, where the variable and its levels are there. */
export function outcomeFrom(text: string, variables: Variable[]): Outcome | undefined {
  const [id, said = ''] = text.split('=');
  const variable = variables.find((one) => one.id === id);
  if (variable?.type !== 'category') return undefined;
  const events = said.split(',').filter((level) => variable.levels.some((one) => one.id === level));
  return events.length > 0 && events.length < variable.levels.length ? { variable: variable.id, events } : undefined;
}
