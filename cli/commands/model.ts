// `sluss model …`: make a model from one's own file or from a result, and see whether stations would run it.
import { readFileSync, writeFileSync } from 'node:fs';
import { logisticSchema } from '@sluss/methods/logistic.ts';
import { type Card, cardSchema, evaluationOf } from '@sluss/methods/model-card.ts';
import { digest } from '@sluss/protocol/canonical.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { scorer } from '@sluss/sandbox/score.ts';
import { z } from 'zod';
import { hubApi, readSession } from '../api.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';
import { readDictionaryFile } from '../dictionary-file.ts';
import { fitOwnFile } from '../model-file/fit.ts';
import { type Fit, fitSchema, fitsIn, modelOf } from '../model-file/from-fit.ts';
import { withFile } from '../own-file.ts';
import { levelsNamed, variableNamed, variablesNamed } from '../variable-names.ts';

const usage = `sluss model fit FILE --dictionary DICTIONARY --outcome VARIABLE --events LEVEL,… --covariates VARIABLE,…
                [--columns NAME,…] [--ridge NUMBER] [--title TEXT] [--trained-on STATION,…] -o MODEL.onnx [--card CARD.json] [--json]
    a logistic regression on your own file; variables are named by id, column or title (--columns names the columns where it has no header line); --trained-on names the stations, if any, that hold the same persons
sluss model from-result RESULT.json [--number N] [--title TEXT] [--trained-on STATION,…] -o MODEL.onnx [--card CARD.json] [--json]
    a logistic regression's released result (sluss study show ID --json) as a model
sluss model bring MODEL.onnx [--json]
    gives it to the hub, which names it by its digest: for applications, permits and plans
sluss model check MODEL.onnx [--card CARD.json] [--json]
    what a model is, or why no station would run it
sluss model evaluation CARD.json [--thresholds 0.1,0.2,…] [--partitions ID,…]
    the method that evaluates the model, as JSON for a plan file; partitions are the plan's, for subgroups`;

const options = {
  dictionary: { type: 'string' },
  outcome: { type: 'string' },
  events: { type: 'string' },
  covariates: { type: 'string' },
  columns: { type: 'string' },
  ridge: { type: 'string' },
  number: { type: 'string' },
  title: { type: 'string' },
  thresholds: { type: 'string' },
  partitions: { type: 'string' },
  'trained-on': { type: 'string' },
  output: { type: 'string', short: 'o' },
  card: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseWords<typeof options>>['values'];

export const command: Command = {
  name: 'model',
  about: 'make a prediction model, or check one that you bring',
  usage,
  async run([verb = '', ...words], io) {
    const verbs: Record<string, (file: string, values: Values, io: Io) => Promise<number>> = {
      fit,
      'from-result': fromResult,
      bring,
      check,
      evaluation,
    };
    const chosen = verbs[verb];
    if (!chosen) throw new UsageError(`model: what to do?\n${usage}`);
    const { values, positionals } = parseWords(words, options);
    const [file, ...more] = positionals;
    if (!file || more.length > 0) throw new UsageError(`model ${verb} takes one file`);
    return chosen(file, values, io);
  },
};

const listOf = (text: string | undefined) => (text ? text.split(',').map((word) => word.trim()) : []);

async function fit(file: string, values: Values, io: Io): Promise<number> {
  const dictionary = readDictionaryFile(needed(values.dictionary, 'dictionary'));
  const outcome = variableNamed(needed(values.outcome, 'outcome'), dictionary);
  const call = logisticSchema.safeParse({
    name: 'logistic@1',
    y: { variable: outcome, events: levelsNamed(listOf(needed(values.events, 'events')), outcome, dictionary) },
    x: variablesNamed(needed(values.covariates, 'covariates'), dictionary),
    ...(values.ridge ? { ridge: values.ridge } : {}),
  });
  if (!call.success) throw new UsageError(`These do not make a regression:\n${z.prettifyError(call.error)}`);
  const { n, events, fit, absent } = await withFile(file, 'No model was made; the file is untouched.', () =>
    fitOwnFile({
      file,
      ...(values.columns ? { columns: listOf(values.columns) } : {}),
      dictionary,
      call: call.data,
    }),
  );
  for (const { variable, level } of absent)
    io.error(`Nobody in ${file} has ${variable} ${level}: the model takes such a person for one of the first level.`);
  return write(fitSchema.parse(fit), values, io, listOf(values['trained-on']), { n, events });
}

const studySchema = z.object({ stations: z.array(z.object({ station: z.string() })).min(1) });

async function fromResult(file: string, values: Values, io: Io): Promise<number> {
  const result: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const fits = fitsIn(result);
  const at = Number(values.number ?? 1);
  if (fits.length > 1 && !values.number)
    throw new UsageError(`The file holds ${fits.length} logistic regressions: choose one with --number 1 to ${fits.length}`);
  const chosen = fits[at - 1];
  if (!chosen)
    throw new Error(
      fits.length === 0 ? `${file} holds no result of a logistic regression` : `There is no regression ${at} in ${file}`,
    );
  const study = studySchema.safeParse(result);
  if (!study.success && values['trained-on'] === undefined)
    throw new UsageError('--trained-on is missing: the file does not say whose persons the regression was made from');
  const trainedOn =
    values['trained-on'] === undefined && study.success
      ? study.data.stations.map(({ station }) => station)
      : listOf(values['trained-on']);
  return write(chosen, values, io, trainedOn, {});
}

function write(fit: Fit, values: Values, io: Io, trainedOn: string[], counts: { n?: number; events?: number }): number {
  const output = needed(values.output, 'output');
  const title = values.title ?? `Logistic regression of ${fit.outcome.variable}`;
  const { bytes, card } = modelOf(fit, { title, trainedOn });
  writeFileSync(output, bytes);
  if (values.card) writeFileSync(values.card, `${JSON.stringify(card, null, 2)}\n`);
  if (values.json) {
    io.out(
      JSON.stringify({
        ...card,
        ...counts,
        terms: fit.terms.map(({ variable, level, estimate }) => ({ variable, level, estimate })),
      }),
    );
    return 0;
  }
  if (counts.n) io.out(`${counts.n} persons with all values, ${counts.events} with the outcome.`);
  for (const { variable, level, estimate } of fit.terms)
    io.out(
      `  ${(variable === null ? 'intercept' : level === null ? variable : `${variable} ${level}`).padEnd(40)} ${estimate.toPrecision(6)}`,
    );
  io.out(`${output}: ${bytes.length} bytes, ${card.digest}`);
  if (values.card) io.out(`${values.card}: what the model is fed with, for the plan of an evaluation`);
  return 0;
}

async function bring(file: string, values: Values, io: Io): Promise<number> {
  const bytes = readFileSync(file);
  const verdict = await verdictOn(bytes);
  if (!verdict.accepted) throw new Error(`No station would run ${file}: ${verdict.reason}. It was not sent.`);
  const brought = await hubApi(readSession(io.environment)).send<{ model: string }>('POST', '/models', bytes);
  io.out(values.json ? JSON.stringify(brought) : `The hub keeps it as ${brought.model}`);
  return 0;
}

async function check(file: string, values: Values, io: Io): Promise<number> {
  const bytes = readFileSync(file);
  const verdict = await verdictOn(bytes);
  const mismatch = verdict.accepted && values.card ? cardMismatch(values.card, verdict) : undefined;
  const fits = verdict.accepted && !mismatch;
  if (values.json) io.out(JSON.stringify({ ...verdict, ...(mismatch ? { mismatch } : {}) }));
  else if (!verdict.accepted) io.error(`No station would run ${file}: ${verdict.reason}.`);
  else {
    io.out(`${file}: ${bytes.length} bytes, ${verdict.digest}`);
    io.out(`It takes ${verdict.inputs} numbers a person and gives a probability. Operators: ${verdict.operators.join(', ')}.`);
    if (mismatch) io.error(`It does not fit its card: ${mismatch}.`);
  }
  return fits ? 0 : 1;
}

type Verdict = { accepted: true; digest: string; inputs: number; operators: string[] } | { accepted: false; reason: string };

/** The very checks of a station: read, loaded and tried on made-up persons, in the sandbox. */
async function verdictOn(bytes: Uint8Array): Promise<Verdict> {
  try {
    const { model, close } = await scorer(bytes);
    close();
    return { accepted: true, digest: digest(bytes), inputs: model.inputs, operators: model.operators };
  } catch (error) {
    if (error instanceof Refusal) return { accepted: false, reason: error.detail };
    throw error;
  }
}

async function evaluation(file: string, values: Values, io: Io): Promise<number> {
  const call = evaluationOf(readCard(file), { partitions: listOf(values.partitions), thresholds: listOf(values.thresholds) });
  if (!call.success) throw new UsageError(`These do not make an evaluation:\n${z.prettifyError(call.error)}`);
  io.out(JSON.stringify(call.data, null, 2));
  return 0;
}

function readCard(path: string): Card {
  const card = cardSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!card.success) throw new Error(`${path} is not a model's card:\n${z.prettifyError(card.error)}`);
  return card.data;
}

function cardMismatch(path: string, verdict: { digest: string; inputs: number }): string | undefined {
  const card = readCard(path);
  if (card.digest !== verdict.digest) return 'the card names another file';
  return card.inputs.length === verdict.inputs ? undefined : `the card lists ${card.inputs.length} inputs`;
}
