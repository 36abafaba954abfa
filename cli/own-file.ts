// A holder's own file at the command line: what is wrong with it is said with its name, and with what was kept.
import { ImportError } from '@sluss/station/importers/import-error.ts';

/** `kept` ends the message, e.g. "Nothing was imported; the file is untouched." */
export async function withFile<T>(file: string, kept: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const about = error.message.includes(file) ? error.message : `${file}: ${error.message}`;
    throw new Error(`${about}.\n${kept}`.replace('..\n', '.\n'));
  }
}
