// What the demonstration needs before its first question: the deciding body's key, four stations with their hospitals' data.
import type { Program } from './processes.ts';

type Setting = { root: string; home: string; origin: string; say: (line: string) => void };

/** Does what is not yet done, and says which processes are to run (args: words of the command line). */
export async function setUpDemo(_setting: Setting): Promise<Program[]> {
  return [];
}
