// One expression as SQL text. Everything that is not a column of the dictionary, an earlier let or a finite number is refused.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import { columnOf } from './columns.ts';
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
    case 'variable':
      return columnSql(expression.id, scope);
    case 'constant':
      return dialect.number(expression.value);
    case 'let':
      return letSql(expression.name, scope);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return `(${inner(expression.left)} ${operators[expression.op]} ${inner(expression.right)})`;
    case 'exp':
      return `exp(${inner(expression.of)})`;
    case 'abs':
      return `abs(${inner(expression.of)})`;
    case 'logistic':
      // exp overflows to infinity, and one over that is the right zero.
      return `(${one} / (${one} + exp(-${inner(expression.of)})))`;
    case 'softplus': {
      const of = inner(expression.of);
      return `(greatest(${of}, ${zero}) + ln(${one} + exp(-abs(${of}))))`;
    }
    case 'is':
      return isSql(expression.id, expression.levels, scope);
    case 'between': {
      const { sql } = columnOf(scope.dictionary, expression.id);
      const last = expression.closed ? '<=' : '<';
      return flag(`${sql} >= ${dialect.number(expression.from)} and ${sql} ${last} ${dialect.number(expression.to)}`, dialect);
    }
    case 'missing':
      return flag(`${columnOf(scope.dictionary, expression.id).sql} is null`, dialect);
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

/** 1 where the condition holds, 0 where it does not or its value is missing. */
export function flag(condition: string, dialect: Dialect): string {
  return `(case when ${condition} then ${dialect.number(1)} else ${dialect.number(0)} end)`;
}

function columnSql(id: string, { dictionary, dialect }: Scope): string {
  const { sql, variable } = columnOf(dictionary, id);
  return variable.type === 'number' ? sql : dialect.asDouble(sql);
}

function letSql(name: string, { lets }: Scope): string {
  const sql = lets.get(name);
  if (!sql) throw new Refusal('malformed', 'a let that is not defined before');
  return sql;
}

function isSql(id: string, levels: number[], { dictionary, dialect }: Scope): string {
  const { sql, variable } = columnOf(dictionary, id);
  if (variable.type !== 'category') throw new Refusal('malformed', 'levels of a number');
  const known = levels.filter((level) => Number.isInteger(level) && level >= 0 && level < variable.levels.length);
  if (known.length === 0 || known.length !== levels.length) throw new Refusal('malformed', 'unknown level');
  return flag(`${sql} in (${known.join(', ')})`, dialect);
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
