// Closed expressions: all that a question may compute about a person. A station turns them into SQL; nothing else reaches it.

export type Expression =
  /** A number variable's value, or a category's level as its 0-based position. Null where missing. */
  | { op: 'variable'; id: string }
  | { op: 'constant'; value: number }
  /** A column computed by an earlier `let` of the same question. */
  | { op: 'let'; name: string }
  | { op: 'add' | 'subtract' | 'multiply' | 'divide'; left: Expression; right: Expression }
  | { op: 'exp' | 'logistic' | 'softplus' | 'abs'; of: Expression }
  /** 1 where the category has one of these levels (positions), else 0. */
  | { op: 'is'; id: string; levels: number[] }
  /** 1 where from ≤ value < to (≤ to where `closed`), else 0. */
  | { op: 'between'; id: string; from: number; to: number; closed: boolean }
  /** 1 where the variable has no value, else 0. */
  | { op: 'missing'; id: string }
  /** The value held between two constants. */
  | { op: 'clamp'; of: Expression; low: number; high: number }
  /** Position 0 … edges.length-2 of the value among ascending edges (the last bin is closed). Also over a `let`. */
  | { op: 'bin'; of: Expression; edges: number[] };

export const constant = (value: number): Expression => ({ op: 'constant', value });
export const variable = (id: string): Expression => ({ op: 'variable', id });
export const named = (name: string): Expression => ({ op: 'let', name });
export const add = (left: Expression, right: Expression): Expression => ({ op: 'add', left, right });
export const subtract = (left: Expression, right: Expression): Expression => ({ op: 'subtract', left, right });
export const multiply = (left: Expression, right: Expression): Expression => ({ op: 'multiply', left, right });
export const divide = (left: Expression, right: Expression): Expression => ({ op: 'divide', left, right });
export const clamp = (of: Expression, low: number, high: number): Expression => ({ op: 'clamp', of, low, high });
/** Left to right; zero where there is nothing to add. */
export const addAll = (terms: Expression[]): Expression => terms.slice(1).reduce(add, terms[0] ?? constant(0));
