// How much processor time a process has used, in seconds; 0 where the system does not tell (/proc).
import { readFileSync } from 'node:fs';

export function cpuSeconds(pid: number | undefined): number {
  try {
    // proc(5): utime and stime are the 14th and 15th field, in hundredths of a second; the name before them may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** The child of a process with these words in its command line. */
export function childRunning(pid: number | undefined, words: string[]): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
    return children.find((child) => {
      const line = readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0');
      return words.every((word) => line.some((part) => part.endsWith(word)));
    });
  } catch {
    return undefined;
  }
}
