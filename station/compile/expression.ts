// One expression as SQL text. Everything that is not a column of the dictionary, an earlier let or a finite number is refused.
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import type { Dialect } from './dialect.ts';

/** `lets`: the SQL names of the lets that the expression may use. */
export type Scope = { dictionary: Dictionary; lets: ReadonlyMap<string, string>; dialect: Dialect };

const operators = { add: '+', subtract: '-', multiply: '*', divide: '/' } as const;

/** SQL of type double; null only where a variable in it is missing. */
export function expressionSql(expression: Expression, scope: Scope): string {
  const { dialect } = scope;
  const inner = (part: Expression) => expressionSql(part, scope);
  const one = dialect.number(1);
  const zero = dialect.number(0);
  switch (expression.op) {
    case 'variable': {
      const { sql, variable } = columnOf(scope.dictionary, expression.id);
      return variable.type === 'number' ? sql : dialect.asDouble(sql);
    }
    case 'constant':
      return dialect.number(expression.value);
    case 'let': {
      const sql = scope.lets.get(expression.name);
      if (!sql) throw new Refusal('malformed', 'a let that is not defined before');
      return sql;
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return `(${inner(expression.left)} ${operators[expression.op]} ${inner(expression.right)})`;
    case 'exp':
    case 'abs':
      return `${expression.op}(${inner(expression.of)})`;
    case 'logistic':
      // exp overflows to infinity, and one over that is the right zero.
      return `(${one} / (${one} + exp(-${inner(expression.of)})))`;
    case 'softplus': {
      const of = inner(expression.of);
      return `(greatest(${of}, ${zero}) + ln(${one} + exp(-abs(${of}))))`;
    }
    case 'is':
    case 'between':
    case 'missing':
      return `(case when ${predicateSql(expression, scope)} then ${one} else ${zero} end)`;
    case 'clamp': {
      // Not least() and greatest(): those make a number of a missing value.
      const [of, low, high] = [inner(expression.of), dialect.number(expression.low), dialect.number(expression.high)];
      return `(case when ${of} < ${low} then ${low} when ${of} > ${high} then ${high} else ${of} end)`;
    }
    case 'bin':
      return binSql(inner(expression.of), expression.edges, dialect);
    default:
      expression satisfies never;
      throw new Refusal('malformed', 'unknown operation');
  }
}

export type Predicate = Extract<Expression, { op: 'is' | 'between' | 'missing' }>;

/** A condition; null or false where the value is missing, but for `missing` itself. */
export function predicateSql(predicate: Predicate, { dictionary, dialect }: Pick<Scope, 'dictionary' | 'dialect'>): string {
  const { sql, variable } = columnOf(dictionary, predicate.id);
  if (predicate.op === 'missing') return `${sql} is null`;
  if (predicate.op === 'between') {
    const last = predicate.closed ? '<=' : '<';
    return `${sql} >= ${dialect.number(predicate.from)} and ${sql} ${last} ${dialect.number(predicate.to)}`;
  }
  const count = variable.type === 'category' ? variable.levels.length : 0;
  if (predicate.levels.length === 0 || predicate.levels.some((level) => !Number.isInteger(level) || level < 0 || level >= count))
    throw new Refusal('malformed', 'unknown level');
  return `${sql} in (${predicate.levels.join(', ')})`;
}

/** A variable's column, c<place in the dictionary>: no name that was sent, or that stands in a file, is ever SQL text. */
export function columnOf(dictionary: Dictionary, id: string): { sql: string; variable: Variable } {
  const position = dictionary.variables.findIndex((variable) => variable.id === id);
  const variable = dictionary.variables[position];
  if (!variable) throw new Refusal('malformed', 'unknown variable');
  return { sql: `c${position}`, variable };
}

/** A balanced tree of comparisons: eight deep for 200 edges. Null outside the edges; the last bin is closed. */
function binSql(of: string, edges: number[], dialect: Dialect): string {
  if (edges.length < 2 || edges.some((edge, i) => !Number.isFinite(edge) || (i > 0 && edge <= (edges[i - 1] as number))))
    throw new Refusal('malformed', 'edges must ascend');
  const edge = (i: number) => dialect.number(edges[i] as number);
  const tree = (first: number, last: number): string => {
    if (first === last) return dialect.number(first);
    const middle = (first + last + 1) >> 1;
    return `case when ${of} < ${edge(middle)} then ${tree(first, middle - 1)} else ${tree(middle, last)} end`;
  };
  return `(case when ${of} >= ${edge(0)} and ${of} <= ${edge(edges.length - 1)} then ${tree(0, edges.length - 2)} end)`;
}
