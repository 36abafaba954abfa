// A result as a table file (RFC 4180): one row an estimate, safe to open in a spreadsheet.
import type { Estimate } from './estimates.ts';

const columns = ['study', 'method', 'question', 'group', 'term', 'statistic', 'value', 'low', 'high', 'p', 'note'] as const;

export function tableFile(study: string, estimates: Estimate[]): string {
  const rows = estimates.map((estimate) => columns.map((column) => cell(column === 'study' ? study : estimate[column])));
  return `${[columns.join(','), ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`;
}

/** A text that a spreadsheet would take for a formula is kept as text by an apostrophe (OWASP, CSV injection). Numbers are numbers. */
export function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
