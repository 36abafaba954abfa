// Counts: persons per cell of one or two category variables or declared partitions of the plan; at most 1,000 cells, exact.
import { identifierSchema } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { z } from 'zod';
import { categoryOf, cellOf, mostPersons, partitionOf } from './columns.ts';
import { add, constant, type Expression, multiply, variable } from './expression.ts';
import type { QuestionKind, Surroundings } from './question.ts';
import { suppressList, suppressTable } from './suppression.ts';

export const axisSchema = z.union([
  z.strictObject({ variable: identifierSchema }),
  z.strictObject({ partition: identifierSchema }),
]);
export type Axis = z.infer<typeof axisSchema>;

export const countsSchema = z.strictObject({ kind: z.literal('counts'), by: z.array(axisSchema).min(1).max(2) });
export type CountsQuestion = z.infer<typeof countsSchema>;

export const mostCells = 1000;
/** In an answer that left a station alone: a count that is not told. */
export const hidden = -1;

export function variableOfAxis(axis: Axis, plan: Surroundings['plan']): string {
  return 'variable' in axis ? axis.variable : partitionOf(plan, axis.partition).variable;
}

/** The ids of an axis's levels or cells, and the position of a person's. */
export function axisOf(
  axis: Axis,
  { plan, dictionary }: Surroundings,
): { ids: string[]; position: Expression; ordered: boolean } {
  if ('variable' in axis) {
    const category = categoryOf(dictionary, axis.variable);
    return { ids: category.levels.map(({ id }) => id), position: variable(axis.variable), ordered: category.ordered === true };
  }
  const partition = partitionOf(plan, axis.partition);
  const ordered = partition.cells.every(({ condition }) => 'from' in condition);
  return { ids: partition.cells.map(({ id }) => id), position: cellOf(dictionary, partition), ordered };
}

function shape({ by }: CountsQuestion, surroundings: Surroundings): number[] {
  const sizes = by.map((axis) => axisOf(axis, surroundings).ids.length);
  if (sizes.reduce((a, b) => a * b, 1) > mostCells) throw new Refusal('malformed', `more than ${mostCells} cells`);
  return sizes;
}

const size = (sizes: number[]) => sizes.reduce((a, b) => a * b, 1);

export const counts: QuestionKind<CountsQuestion> = {
  kind: 'counts',
  schema: countsSchema,
  variables: ({ by }, { plan }) => by.map((axis) => variableOfAxis(axis, plan)),
  layout: (question, surroundings) => [
    { name: 'cells', length: size(shape(question, surroundings)), bound: mostPersons, exact: true },
  ],
  work: (question, surroundings) => {
    const axes = question.by.map((axis) => axisOf(axis, surroundings));
    const cell = axes
      .map(({ position }) => position)
      .reduce((a, b, i) => add(multiply(a, constant((axes[i] as { ids: string[] }).ids.length)), b));
    return { from: 'cells', over: 'frame', tables: [{ cell, size: size(shape(question, surroundings)) }] };
  },
  alone: (values, question, surroundings) => {
    const table = readCounts(values, question, surroundings);
    if (values.reduce((a, b) => a + b, 0) < surroundings.k) throw new Refusal('too_few', 'counts');
    const safe =
      question.by.length === 1 ? suppressList(values, surroundings.k) : suppressTable(table, surroundings.k).cells.flat();
    return safe.map((value) => value ?? hidden);
  },
  sumRule: (values, _question, { k }) => {
    const told = values.filter((value) => value !== hidden);
    if (told.length === values.length && told.reduce((a, b) => a + b, 0) < k) throw new Refusal('too_few', 'counts');
  },
  steered: (question) => question,
};

/** Rows by columns; one row where there is one axis. */
export function readCounts(values: number[], question: CountsQuestion, surroundings: Surroundings): number[][] {
  const width = shape(question, surroundings).at(-1) as number;
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}
