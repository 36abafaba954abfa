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

/** What a log may hold of an error: its stack, which names code, not data. PostgreSQL's detail (it quotes values) stays out. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
