// What a command of `sluss` is, and the few things every command needs.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

export type Io = {
  out: (text: string) => void;
  error: (text: string) => void;
  environment: Record<string, string | undefined>;
  /** Aborts when the person presses Ctrl-C. */
  signal: AbortSignal;
};

/** One file in commands/ each. `run` gets the words after the command's name and resolves to the exit code (0 done, 1 refused,
 * 2 used wrongly). */
export type Command = { name: string; about: string; usage: string; run: (words: string[], io: Io) => Promise<number> };

/** The command line was used wrongly: the message says how it is meant. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** node:util's parseArgs, strict, with errors a person can act on. A value may begin with a dash (`--missing -9`), unless it is the
 * name of an option itself. */
export function parseWords<T extends ParseArgsConfig['options']>(words: string[], options: T) {
  const takesValue = (word: string) => word.startsWith('--') && options?.[word.slice(2)]?.type === 'string';
  const isOption = (word: string) => word.startsWith('--') && Object.hasOwn(options ?? {}, word.slice(2).split('=')[0] as string);
  const joined: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [word = '', next = ''] = words.slice(at, at + 2);
    if (word === '--') return parse([...joined, ...words.slice(at)], options);
    if (takesValue(word) && next.startsWith('-') && !isOption(next)) joined.push(`${word}=${words[++at]}`);
    else joined.push(word);
  }
  return parse(joined, options);
}

function parse<T extends ParseArgsConfig['options']>(words: string[], options: T) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function needed(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing`);
  return value;
}

/** Where the command line keeps who you are and your signing key: SLUSS_CLI_HOME, or ~/.config/sluss. */
export function cliHome(environment: Io['environment']): string {
  return environment.SLUSS_CLI_HOME ?? join(homedir(), '.config', 'sluss');
}
