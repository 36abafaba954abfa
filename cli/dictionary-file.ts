// A dictionary as a file on a holder's disk, with errors that a person can act on.
import { existsSync, readFileSync } from 'node:fs';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';

export function readDictionaryFile(path: string): Dictionary {
  if (!existsSync(path)) throw new Error(`There is no file ${path}.`);
  const parsed = dictionarySchema.safeParse(parse(path));
  if (!parsed.success) throw new Error(`${path} is not a dictionary:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`${path} cannot be read as JSON: ${(error as Error).message}`);
  }
}
