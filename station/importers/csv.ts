// CSV as it really arrives: any of four delimiters, quotes, several encodings, with or without a header.
import { join } from 'node:path';
import { fileLiteral } from '../engines/locked-duckdb.ts';
import { ImportError } from './import-error.ts';
import type { Source } from './source.ts';
import { encodingOf, rewriteAsUtf8, textOf } from './text-file.ts';

const delimiters = [',', ';', '\t', '|'] as const;
const headBytes = 4 << 20;
const maxColumns = 20_000;

/** `columns` names the columns of a file without a header. `workFolder` takes the rewritten file where it was not UTF-8. */
export function csvSource(path: string, workFolder: string, columns?: string[]): Source {
  const notes: string[] = [];
  const encoding = encodingOf(path);
  let readable = path;
  if (encoding !== 'utf-8') {
    readable = join(workFolder, 'utf-8.csv');
    rewriteAsUtf8(path, encoding, readable);
    notes.push(
      encoding === 'windows-1252'
        ? 'The file is not UTF-8: it was read as Latin-1 (Windows-1252).'
        : `The file was read as ${encoding}.`,
    );
  }
  const head = headOf(readable);
  const delimiter = delimiterOf(head, columns?.length);
  const names = columns ?? (recordsOf(head, delimiter, 1)[0] ?? []).map((name) => name.trim());
  if (names.length > maxColumns) throw new ImportError(`the file has more than ${maxColumns} columns`);
  const types = names.map((_, i) => `'k${i}': 'VARCHAR'`).join(', ');
  const options = [
    'auto_detect = false',
    `header = ${columns ? 'false' : 'true'}`,
    `delim = '${delimiter}'`,
    `quote = '"'`,
    `escape = '"'`,
    // No new_line: told which one, DuckDB 1.5.6 in strict mode silently reads no row at all where it is another.
    'strict_mode = true',
    'null_padding = false',
    'ignore_errors = false',
    'max_line_size = 16000000',
    `columns = {${types}}`,
  ];
  return {
    format: 'csv',
    columns: names.map((name, i) => ({ name, sql: `k${i}`, kind: 'text' })),
    rows: `read_csv(${fileLiteral(readable)}, ${options.join(', ')})`,
    rowNumber: '(row_number() over ())',
    // Where the comma is not the delimiter it may be the decimal sign.
    decimalComma: delimiter !== ',',
    notes,
  };
}

function headOf(path: string): string {
  let head = '';
  for (const text of textOf(path, 'utf-8')) {
    head += text;
    if (head.length >= headBytes) break;
  }
  return head;
}

/** The delimiter that cuts the first two records into as many fields each, and most of them; or into the number expected. */
function delimiterOf(head: string, expected?: number): string {
  const counts = delimiters.map((delimiter) => {
    const [first = [], second = first] = recordsOf(head, delimiter, 2);
    return { delimiter, fields: first.length, even: first.length === second.length };
  });
  const fitting = counts.filter(({ fields, even }) => fields === expected || (expected === undefined && even && fields > 1));
  return (fitting.length > 0 ? fitting : counts).reduce((best, next) => (next.fields > best.fields ? next : best)).delimiter;
}

/** The first records of a text: RFC 4180, quotes doubled inside quotes. */
function recordsOf(text: string, delimiter: string, count: number): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length && records.length < count; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (sign === '"' && field === '') quoted = true;
    else if (sign === delimiter || sign === '\n' || sign === '\r') {
      record.push(field);
      field = '';
      if (sign === delimiter) continue;
      if (record.length > 1 || record[0] !== '') records.push(record);
      record = [];
    } else field += sign;
  }
  if (quoted && records.length === 0) throw new ImportError('line 1 opens a quote that is never closed');
  if (records.length < count && (record.length > 0 || field !== '')) records.push([...record, field]);
  return records;
}

/** DuckDB's own message may quote the line: only its number is passed on. */
export function csvFailure(error: unknown): ImportError {
  const text = String(error);
  const line = /Line: (\d+)/.exec(text)?.[1];
  const where = line ? `line ${line}` : 'a line';
  if (/invalid state/i.test(text))
    return new ImportError('the lines end in different ways (CR LF and LF mixed): save the file with one of them');
  if (/Expected Number of Columns/i.test(text))
    return new ImportError(`${where} has another number of fields than the first line`);
  if (/quote/i.test(text)) return new ImportError(`${where} has a quote that is not closed, or text after a closing quote`);
  if (/maximum line size/i.test(text)) return new ImportError(`${where} is too long`);
  return new ImportError(`${where} cannot be read as CSV`);
}
