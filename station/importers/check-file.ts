// Holds a file against a dictionary before anything is imported: what does not fit, as a list that a steward can work through.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { ImportError } from './import-error.ts';
import { openSource, type Source } from './source.ts';
import { personProblems, stage, type VariableReport } from './stage.ts';
import { atWorkbench, type WorkbenchOptions } from './workbench.ts';

export type CheckOptions = WorkbenchOptions & { columns?: string[] };
/** For the steward. `problems` stop an import; `remarks` are worth a look. */
export type FileCheck = { fits: boolean; rows: number; problems: string[]; remarks: string[]; variables: VariableReport[] };

export async function checkFile(
  file: string,
  dictionary: Dictionary,
  { columns, ...options }: CheckOptions = {},
): Promise<FileCheck> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-check-'));
  try {
    return await atWorkbench(join(folder, 'work'), options, async (bench) => {
      const source = await openSource(bench.connection, file, bench.folder, columns);
      const absent = absentColumns(source, dictionary);
      if (absent.length > 0) return failed(absent);
      const counts = await stage(bench.connection, source, dictionary, randomBytes(32));
      const problems = [...personProblems(counts), ...counts.variables.flatMap((variable) => unusable(variable, counts.rows))];
      const remarks = [...source.notes, ...counts.variables.flatMap(outsideRemark), ...unusedRemark(source, dictionary)];
      return { fits: problems.length === 0, rows: counts.rows, problems, remarks, variables: counts.variables };
    });
  } catch (error) {
    if (error instanceof ImportError) return failed([error.message]);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failed(problems: string[]): FileCheck {
  return { fits: false, rows: 0, problems, remarks: [], variables: [] };
}

function absentColumns(source: Source, dictionary: Dictionary): string[] {
  const count = (name: string) => source.columns.filter((column) => column.name === name.trim()).length;
  const needed = [
    ...dictionary.variables.map(({ column }) => column),
    ...(dictionary.person_key === null ? [] : [dictionary.person_key]),
  ];
  return needed.flatMap((name) => {
    const found = count(name);
    if (found === 1) return [];
    return [found === 0 ? `the file has no column "${name}"` : `the file has ${found} columns called "${name}"`];
  });
}

/** Where hardly anything fits, the column holds something else: another unit, other codes, text. */
function unusable({ id, missing, outside }: VariableReport, rows: number): string[] {
  const present = rows - missing;
  if (present === 0) return rows > 0 ? [`${id}: every value is missing`] : [];
  return outside * 2 > present ? [`${id}: ${outside} of ${present} values are outside the dictionary's range or levels`] : [];
}

function outsideRemark({ id, outside }: VariableReport): string[] {
  return outside > 0 ? [`${id}: ${outside} values are outside the range or levels and will be treated as missing`] : [];
}

function unusedRemark(source: Source, dictionary: Dictionary): string[] {
  const used = new Set([...dictionary.variables.map(({ column }) => column.trim()), dictionary.person_key?.trim()]);
  const unused = source.columns.filter(({ name }) => !used.has(name)).length;
  return unused > 0 ? [`${unused} columns of the file are not in the dictionary and stay out`] : [];
}
