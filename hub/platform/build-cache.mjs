// What was built of our own files once (JavaScript of a .tsx, the browser's scripts), beside the installed packages: a process starts
// sooner. Plain JavaScript, because the loader needs it before anything else.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../node_modules/.cache/built/', import.meta.url));
const pathOf = (name) => join(folder, createHash('sha256').update(name).digest('hex'));

export function builtBefore(name) {
  try {
    return readFileSync(pathOf(name), 'utf8');
  } catch {
    return undefined;
  }
}

export function keepBuilt(name, text) {
  const path = pathOf(name);
  try {
    mkdirSync(folder, { recursive: true });
    // Under its name only when whole: several processes start at once.
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch {
    // Installed by somebody else, or a full disk: it is made anew each time.
  }
}
