// Parts of pages that are slow to draw (pictures) and never change for what they show: drawn once by a process, and kept while there is room.
import { createHash } from 'node:crypto';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Memory } from '../platform/memory.ts';

/** `shows`: everything that the part is made of, as JSON has it; the same gives the same text, whoever reads it. */
export type Keep = (part: string, shows: unknown, draw: () => Child) => Child;

export function keeper(memory: Memory): Keep {
  return (part, shows, draw) => {
    const key = keyOf(part, shows);
    const known = memory.get<string>(key);
    if (known !== undefined) return raw(known);
    const drawn = String(draw());
    memory.set(key, drawn);
    return raw(drawn);
  };
}

/** A file that is made once; who asks for it meanwhile waits for the same. */
export function keptFile(memory: Memory, file: string, holds: unknown, make: () => Promise<Buffer>): Promise<Buffer> {
  return memory.rememberOnce(keyOf(file, holds), make);
}

function keyOf(name: string, content: unknown): string {
  return `${name} ${createHash('sha256').update(JSON.stringify(content)).digest('base64url')}`;
}
