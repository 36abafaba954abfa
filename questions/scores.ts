// Scores: a brought model scores each person; what leaves is persons per public score bin and outcome, overall and in each cell of
// declared partitions. One station by itself lets out only bins that hold k persons of either outcome, and rounded figures.
import { decimalSchema, identifierSchema } from '@sluss/protocol/dictionary.ts';
import { digestSchema } from '@sluss/protocol/documents.ts';
import type { Layout } from '@sluss/protocol/fixed-point.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { z } from 'zod';
import { categoryOf, cellOf, isLevel, mostPersons, numberOf, outcomeOf, outcomeSchema, partitionOf } from './columns.ts';
import { addAll, constant, type Expression, multiply, variable } from './expression.ts';
import type { QuestionKind, Surroundings } from './question.ts';
import { bothSafe, type SafeBin, safeBins, safeRuns } from './safe-bins.ts';
import { addBins, type ScoreBins, type ScoreSummary, summarise, totals } from './score-summary.ts';

/** What the model is fed with, in the order of its input columns. */
export const modelInputSchema = z.union([
  /** A number as it stands. */
  z.strictObject({ variable: identifierSchema }),
  /** 1 where the category has this level, else 0. */
  z.strictObject({ variable: identifierSchema, level: z.string().min(1).max(60) }),
  /** A category as the model's own codes: one number per level. */
  z.strictObject({ variable: identifierSchema, codes: z.record(z.string().min(1).max(60), decimalSchema) }),
  z.strictObject({ constant: decimalSchema }),
]);
export type ModelInput = z.infer<typeof modelInputSchema>;

export const scoresSchema = z.strictObject({
  kind: z.literal('scores'),
  model: digestSchema,
  inputs: z.array(modelInputSchema).min(1).max(2000),
  y: outcomeSchema,
  partitions: z.array(identifierSchema).max(10),
  /** Equal public bins of the score from 0 to 1. */
  bins: z.int().min(10).max(1000),
  /** Bins at whose lower edge curves and tables may be cut. */
  cuts: z.array(z.int().min(1).max(999)).max(60),
});
export type ScoresQuestion = z.infer<typeof scoresSchema>;

/** In an answer that left a station alone: told with the bin, or the cell, before it. */
export const joined = -1;
const mostWords = 250_000;
const summaryWords = 8;
const largestLogit = 32;

export function expressionOfInput(dictionary: Surroundings['dictionary'], input: ModelInput): Expression {
  if ('constant' in input) return constant(Number(input.constant));
  if ('level' in input) return isLevel(dictionary, input.variable, [input.level]);
  if (!('codes' in input)) return variable(numberOf(dictionary, input.variable).id);
  const { codes, variable: id } = input;
  const { levels } = categoryOf(dictionary, id);
  if (Object.keys(codes).length !== levels.length) throw new Refusal('malformed', `${id}: a code for each level`);
  return addAll(Object.entries(codes).map(([level, code]) => multiply(constant(Number(code)), isLevel(dictionary, id, [level]))));
}

/** Whole frame first, then each cell of each partition. */
function cellsOf(question: ScoresQuestion, { plan }: Surroundings): { partition: string | null; id: string }[] {
  const cells = question.partitions.flatMap((id) => partitionOf(plan, id).cells.map((cell) => ({ partition: id, id: cell.id })));
  return [{ partition: null, id: 'all' }, ...cells];
}

const blockWords = (bins: number) => 4 * bins + 1 + summaryWords;

export const scores: QuestionKind<ScoresQuestion> = {
  kind: 'scores',
  schema: scoresSchema,
  variables: (question, { plan }) => [
    ...new Set([
      ...question.inputs.flatMap((input) => ('variable' in input ? [input.variable] : [])),
      question.y.variable,
      ...question.partitions.map((id) => partitionOf(plan, id).variable),
    ]),
  ],
  layout: (question, surroundings) => {
    const cells = cellsOf(question, surroundings);
    if (question.cuts.some((cut, i) => cut >= question.bins || cut <= (question.cuts[i - 1] ?? 0)))
      throw new Refusal('malformed', 'cuts must ascend inside the bins');
    if (cells.length * blockWords(question.bins) > mostWords) throw new Refusal('malformed', 'too many cells for so many bins');
    const words = (name: string, length: number, most: number, exact?: boolean) => ({
      name,
      length,
      bound: mostPersons * most,
      ...(exact ? { exact } : {}),
    });
    return [
      ...cells.flatMap(({ partition, id }): Layout => {
        const name = partition ? `${partition}:${id}` : id;
        return [
          words(`${name}, outcomes`, 2 * question.bins, 1, true),
          words(`${name}, scores`, question.bins, 1),
          words(`${name}, logits`, question.bins, largestLogit),
          words(`${name}, squared errors`, 1, 1),
          words(`${name}, figures of a station alone`, summaryWords, largestLogit),
        ];
      }),
      words('outside 0 to 1', 1, 1, true),
    ];
  },
  work: (question, { plan, dictionary }) => ({
    from: 'scores',
    model: question.model,
    inputs: question.inputs.map((input) => expressionOfInput(dictionary, input)),
    tags: [outcomeOf(dictionary, question.y), ...question.partitions.map((id) => cellOf(dictionary, partitionOf(plan, id)))],
    fold: foldOf(question, plan),
  }),
  alone: (values, question, surroundings) => {
    const { k } = surroundings;
    const read = readScores(values, question, surroundings);
    if (!bothSafe(read.all.bins, k)) throw new Refusal('too_few', 'an outcome class of the group');
    const told = [toldAlone(read.all.bins, question, k)];
    for (const { partition, cells } of read.partitions) {
      const blocks: number[][] = cells.map(() => new Array(blockWords(question.bins)).fill(joined));
      // No curve of a subgroup: beside the whole's it would tell the other subgroups' bins.
      const whole = { ...question, cuts: [] };
      for (const [first, last] of safeRuns([cells.map((cell) => cell.bins)], isOrdered(partition, surroundings), k))
        blocks[first] = toldAlone(addBins(cells.slice(first, last + 1).map((cell) => cell.bins)), whole, k);
      told.push(...blocks);
    }
    return [...told.flat(), read.outside < k ? 0 : read.outside];
  },
  sumRule: (values, question, surroundings) => {
    const { all } = readScores(values, question, surroundings);
    const persons = all.told ? all.told.bins.reduce((n, { none, events }) => n + none + events, 0) : totals(all.bins).n;
    if (persons < surroundings.k) throw new Refusal('too_few', 'scores');
  },
  steered: (question) => question,
};

/** Adds a batch: tags are the outcome (0/1), then the person's cell in each partition. A score that is no probability counts as the
 * nearest one, and is counted. */
function foldOf(question: ScoresQuestion, plan: Surroundings['plan']) {
  const { bins } = question;
  const words = blockWords(bins);
  const starts: number[] = [];
  let blocks = 1;
  for (const id of question.partitions) {
    starts.push(blocks);
    blocks += partitionOf(plan, id).cells.length;
  }
  return (vector: Float64Array, scored: Float64Array, tags: Int32Array[]) => {
    const plus = (at: number, value: number) => {
      vector[at] = (vector[at] as number) + value;
    };
    for (let i = 0; i < scored.length; i++) {
      const raw = scored[i] as number;
      if (!(raw >= 0 && raw <= 1)) plus(blocks * words, 1);
      const score = raw >= 0 ? Math.min(1, raw) : 0;
      const bin = Math.min(bins - 1, Math.floor(score * bins));
      const event = (tags[0] as Int32Array)[i] as number;
      const kept = Math.min(1 - 2 ** -40, Math.max(2 ** -40, score));
      const logit = Math.log(kept / (1 - kept));
      for (let block = -1; block < starts.length; block++) {
        const base = words * (block < 0 ? 0 : (starts[block] as number) + ((tags[block + 1] as Int32Array)[i] as number));
        plus(base + event * bins + bin, 1);
        plus(base + 2 * bins + bin, score);
        plus(base + 3 * bins + bin, logit);
        plus(base + 4 * bins, (score - event) ** 2);
      }
    }
  };
}

export function isOrdered(partition: string, { plan, dictionary }: Surroundings): boolean {
  const { cells, variable: id } = partitionOf(plan, partition);
  if (cells.every(({ condition }) => 'from' in condition)) return true;
  return categoryOf(dictionary, id).ordered === true;
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** A block as it may leave a station alone: safe bins at their first bin, the others joined; figures to three decimals. */
function toldAlone(bins: ScoreBins, { bins: size, cuts }: ScoresQuestion, k: number): number[] {
  const block: number[] = new Array(blockWords(size)).fill(joined);
  for (const { from, none, events, score } of safeBins(bins, cuts, k)) {
    block[from] = none;
    block[size + from] = events;
    block[2 * size + from] = rounded(score);
  }
  const { auroc, low, high, tieBound, brier, intercept, slope } = summarise(bins);
  const figure = (value: number | null) =>
    value === null ? largestLogit : rounded(Math.max(-largestLogit, Math.min(largestLogit, value)));
  block.splice(
    4 * size,
    1 + summaryWords,
    0,
    rounded(auroc),
    rounded(low),
    rounded(high),
    Math.ceil((tieBound + 0.0005) * 1e4) / 1e4,
    rounded(brier),
  );
  block.push(figure(intercept), figure(slope), 1);
  return block;
}

/** One cell of an answer. `told`: it left a station alone, so bins are the safe ones (others 0) and the figures are its own. */
export type ScoreCell = { id: string; bins: ScoreBins; told: { summary: ScoreSummary; bins: SafeBin[] } | null };
export type Scores = { all: ScoreCell; partitions: { partition: string; cells: ScoreCell[] }[]; outside: number };

/** Cells that were joined with the one before, or left out, are absent where the answer left a station alone. */
export function readScores(values: number[], question: ScoresQuestion, surroundings: Surroundings): Scores {
  const words = blockWords(question.bins);
  const cells = cellsOf(question, surroundings).map(({ partition, id }, i) => ({
    partition,
    cell: readCell(id, values.slice(i * words, (i + 1) * words), question.bins),
  }));
  return {
    all: (cells[0] as { cell: ScoreCell }).cell,
    partitions: question.partitions.map((partition) => ({
      partition,
      cells: cells.filter((entry) => entry.partition === partition && entry.cell.bins.none[0] !== joined).map(({ cell }) => cell),
    })),
    outside: values[cells.length * words] as number,
  };
}

function readCell(id: string, block: number[], size: number): ScoreCell {
  const part = (i: number) => block.slice(i * size, (i + 1) * size);
  const bins: ScoreBins = {
    none: part(0),
    events: part(1),
    score: part(2),
    logit: part(3),
    squaredError: block[4 * size] as number,
  };
  const [auroc, low, high, tieBound, brier, intercept, slope, told] = block.slice(4 * size + 1) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (told !== 1) return { id, bins, told: null };
  const starts = bins.none.flatMap((count, bin) => (count === joined ? [] : [bin]));
  const absent = (figure: number) => (figure === largestLogit ? null : figure);
  return {
    id,
    bins,
    told: {
      summary: { auroc, low, high, tieBound, brier, intercept: absent(intercept), slope: absent(slope) },
      bins: starts.map((from, i) => ({
        from,
        to: starts[i + 1] ?? size,
        none: bins.none[from] as number,
        events: bins.events[from] as number,
        score: bins.score[from] as number,
      })),
    },
  };
}
