// One JSON line an event on standard error. Never a person's name, address, token or a number from data.
export const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof levels)[number];

type Fields = Record<string, string | number | boolean | null | undefined>;
export type Log = Record<Exclude<Level, 'silent'>, (event: string, fields?: Fields) => void>;

export function createLog(threshold: Level, write = (line: string): unknown => process.stderr.write(line)): Log {
  const at = (level: Exclude<Level, 'silent'>) => (event: string, fields?: Fields) => {
    if (levels.indexOf(level) < levels.indexOf(threshold)) return;
    write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** What a log may hold of an error: its stack, which names code, not data. What PostgreSQL and JSON.parse say quotes what was typed, and
 * stays out. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const quotes = 'severity' in error || (error instanceof SyntaxError && /JSON/.test(error.message));
  return quotes ? errorPlace(error) : (error.stack ?? error.message);
}

/** What kind of error it is, and where in the code: not its message, for errors whose words are somebody else's. */
export function errorPlace(error: unknown): string {
  const { name = 'Error', code, constraint, stack = '' } = (error ?? {}) as Error & { code?: string; constraint?: string };
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return [[name, code, constraint].filter(Boolean).join(' '), ...frames].join('\n');
}
