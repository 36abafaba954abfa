// How plans name columns, outcomes and cells, and what they are as expressions. Everything is looked up in the dictionary.
import {
  type CategoryVariable,
  type Dictionary,
  identifierSchema,
  type NumberVariable,
  type Variable,
  variableOf,
} from '@sluss/protocol/dictionary.ts';
import type { Condition, Partition, Plan } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { z } from 'zod';
import { addAll, constant, divide, type Expression, multiply, subtract, variable } from './expression.ts';

const levelSchema = z.string().min(1).max(60);

/** A number variable, or one level of a category as a 0/1 column. */
export const columnSchema = z.union([
  z.strictObject({ variable: identifierSchema }),
  z.strictObject({ variable: identifierSchema, level: levelSchema }),
]);
export type Column = z.infer<typeof columnSchema>;

/** A yes/no outcome: the category has one of these levels. */
export const outcomeSchema = z.strictObject({ variable: identifierSchema, events: z.array(levelSchema).min(1).max(99) });
export type Outcome = z.infer<typeof outcomeSchema>;

/** More persons than any sum holds: the bound of counts, which need no scale. */
export const mostPersons = 2 ** 33;

function existing(dictionary: Dictionary, id: string): Variable {
  const found = variableOf(dictionary, id);
  if (!found) throw new Refusal('malformed', `${id} is not in the dictionary`);
  return found;
}

export function numberOf(dictionary: Dictionary, id: string): NumberVariable {
  const found = existing(dictionary, id);
  if (found.type !== 'number') throw new Refusal('malformed', `${id} is not a number`);
  return found;
}

export function categoryOf(dictionary: Dictionary, id: string): CategoryVariable {
  const found = existing(dictionary, id);
  if (found.type !== 'category') throw new Refusal('malformed', `${id} is not a category`);
  return found;
}

/** The public range as mid and half: u = (x − mid)/half lies in [−1, 1]. */
export function rangeOf(dictionary: Dictionary, id: string): { mid: number; half: number; low: number; high: number } {
  const [low, high] = numberOf(dictionary, id).range.map(Number) as [number, number];
  return { mid: (low + high) / 2, half: (high - low) / 2, low, high };
}

export function unitOf(dictionary: Dictionary, id: string): Expression {
  const { mid, half } = rangeOf(dictionary, id);
  return divide(subtract(variable(id), constant(mid)), constant(half));
}

export function positionsOf(dictionary: Dictionary, id: string, levels: string[]): number[] {
  const ids = categoryOf(dictionary, id).levels.map((level) => level.id);
  return levels.map((level) => {
    const position = ids.indexOf(level);
    if (position < 0) throw new Refusal('malformed', `${id} has no level ${level}`);
    return position;
  });
}

export function isLevel(dictionary: Dictionary, id: string, levels: string[]): Expression {
  return { op: 'is', id, levels: positionsOf(dictionary, id, levels) };
}

export function outcomeOf(dictionary: Dictionary, outcome: Outcome): Expression {
  return isLevel(dictionary, outcome.variable, outcome.events);
}

/** 1 where the condition holds. A range includes its upper edge only where that is the end of the public range. */
export function conditionOf(dictionary: Dictionary, condition: Condition): Expression {
  if ('levels' in condition) return isLevel(dictionary, condition.variable, condition.levels);
  const { high } = rangeOf(dictionary, condition.variable);
  const [from, to] = [Number(condition.from), Number(condition.to)];
  return { op: 'between', id: condition.variable, from, to, closed: to === high };
}

export function partitionOf(plan: Plan, id: string): Partition {
  const found = plan.partitions.find((partition) => partition.id === id);
  if (!found) throw new Refusal('malformed', `the plan declares no partition ${id}`);
  return found;
}

/** The position of a person's cell; cells are disjoint and cover the frame (plan-check). */
export function cellOf(dictionary: Dictionary, partition: Partition): Expression {
  return addAll(partition.cells.slice(1).map((cell, i) => multiply(constant(i + 1), conditionOf(dictionary, cell.condition))));
}
