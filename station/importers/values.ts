// One variable's value out of one column, as SQL: number or level position, null where missing or outside the dictionary.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import { duckDbDialect } from '../compile/dialect.ts';
import { ImportError } from './import-error.ts';
import type { Source, SourceColumn } from './source.ts';

const numericCode = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A text as SQL, for codes of the holder's own dictionary. */
export function textLiteral(text: string): string {
  if (text.includes('\0')) throw new ImportError('a code holds a NUL character');
  return `'${text.replaceAll("'", "''")}'`;
}

/** The column as trimmed text, and as a number (null where it is none). */
export function readings(column: SourceColumn, source: Source): { text: string; number: string } {
  const text = `trim(cast(${column.sql} as varchar))`;
  if (column.kind === 'number') return { text, number: `cast(${column.sql} as double)` };
  return { text, number: `try_cast(${source.decimalComma ? `replace(${text}, ',', '.')` : text} as double)` };
}

/** True where text or number is one of the codes: '1.0' is '1', 'A' is only 'A'. `text` and `number` are column names; a column
 * of numbers has no text, since making it costs more than all the rest of an import. */
export function codesSql(codes: string[], text: string | null, number: string): string {
  const trimmed = codes.map((code) => code.trim());
  const numbers = trimmed.filter((code) => numericCode.test(code)).map((code) => duckDbDialect.number(Number(code)));
  const parts = [
    ...(text === null ? [] : [`${text} in (${trimmed.map(textLiteral).join(', ')})`]),
    ...(numbers.length > 0 ? [`${number} in (${numbers.join(', ')})`] : []),
  ];
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
}

/** Whether a value is missing by the dictionary: the empty field always is, and what is not a number in a column of numbers. */
export function missingSql(variable: Variable, text: string | null, number: string): string {
  const empty = text === null ? `${number} is null or isnan(${number})` : `${text} is null or ${text} = ''`;
  return variable.missing.length === 0
    ? `(${empty})`
    : `coalesce(${empty} or ${codesSql(variable.missing, text, number)}, false)`;
}

/** The value of a person who is not missing: a double inside the public range, or a level's position; otherwise null. */
export function valueSql(variable: Variable, text: string | null, number: string): string {
  if (variable.type === 'number') {
    const [low, high] = variable.range.map((edge) => duckDbDialect.number(Number(edge)));
    return `case when ${number} between ${low} and ${high} then ${number} end`;
  }
  const cases = variable.levels.map(({ codes }, position) => `when ${codesSql(codes, text, number)} then ${position}`);
  return `cast(case ${cases.join(' ')} end as integer)`;
}
