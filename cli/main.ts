// `sluss …`: finds the command by its name in commands/, runs it, and turns what goes wrong into words and an exit code
// (0 done, 1 it did not work or was refused, 2 used wrongly).
import { readdirSync } from 'node:fs';
import { HubProblem } from './api.ts';
import { type Command, type Io, UsageError } from './command.ts';

const folder = new URL('./commands/', import.meta.url);

export async function runCommand([name = 'help', ...words]: string[], io: Io): Promise<number> {
  if (['help', '--help', '-h'].includes(name)) return help(words[0], io);
  const command = await findCommand(name);
  if (!command) {
    io.error(`There is no command "${name}". These are known:\n`);
    await list(io.error);
    return 2;
  }
  if (words.includes('--help') || words.includes('-h')) return help(name, io);
  try {
    const at = words.indexOf('--print');
    return await (at < 0 ? command.run(words, io) : runAndPrint(command, words.toSpliced(at, 2), words[at + 1], io));
  } catch (error) {
    return explain(error, command, io);
  }
}

/** `--print permit.reference`: of what --json would print, one value alone, for shell variables. */
async function runAndPrint(command: Command, words: string[], path: string | undefined, io: Io): Promise<number> {
  if (!path) throw new UsageError('--print NAME prints one value of what --json prints, for example --print permit.reference');
  const lines: string[] = [];
  const code = await command.run([...words, '--json'], { ...io, out: (line) => void lines.push(line) });
  let value: unknown = JSON.parse(lines.join('\n') || 'null');
  for (const name of path.split('.')) value = (value as Record<string, unknown> | null)?.[name];
  if (value !== undefined && value !== null) io.out(typeof value === 'object' ? JSON.stringify(value) : String(value));
  else if (code === 0) throw new Error(`The answer has no ${path}.`);
  return code;
}

function explain(error: unknown, command: Command, io: Io): number {
  if (io.signal.aborted && (error as Error)?.name === 'AbortError') return 130;
  if (error instanceof UsageError) {
    io.error(error.message.includes(command.usage) ? error.message : `${error.message}\n\n${command.usage}`);
    return 2;
  }
  if (error instanceof HubProblem) {
    io.error(`The hub says no (${error.code}): ${error.message}`);
    const issues = error.particulars.issues as { path: string; message: string }[] | undefined;
    for (const issue of issues ?? []) io.error(`  ${issue.path}: ${issue.message}`);
    return 1;
  }
  const cause = (error as { cause?: { code?: string } })?.cause?.code;
  if (cause === 'ECONNREFUSED') io.error('The hub does not answer: is it running, and is its address right?');
  else
    io.error(io.environment.SLUSS_DEBUG ? String((error as Error)?.stack ?? error) : String((error as Error)?.message ?? error));
  return 1;
}

async function help(name: string | undefined, io: Io): Promise<number> {
  const command = name ? await findCommand(name) : undefined;
  if (command) {
    io.out(`${command.about}\n\n${command.usage}`);
    return 0;
  }
  io.out("Sluss: knowledge out of health data, never a person's record.\n\nsluss <command> …\n");
  await list(io.out);
  io.out('\nsluss help <command> tells how each is used. Many take --json, and then also --print NAME: one value of it alone.');
  io.out('`npm start` runs the demonstration.');
  return 0;
}

async function list(write: (line: string) => void): Promise<void> {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .map((file) => file.slice(0, -3));
  for (const name of names.sort()) {
    const command = await findCommand(name);
    if (command) write(`  ${name.padEnd(12)} ${command.about}`);
  }
}

async function findCommand(name: string): Promise<Command | undefined> {
  const known = readdirSync(folder).includes(`${name}.ts`) && /^[a-z-]+$/.test(name);
  return known ? ((await import(new URL(`${name}.ts`, folder).href)) as { command?: Command }).command : undefined;
}

if (import.meta.main) {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  // A launcher that is killed closes our standard input: nothing is left running behind it.
  if (process.env.SLUSS_CHILD === '1')
    process.stdin
      .on('end', () => stop.abort())
      .on('error', () => stop.abort())
      .resume();
  const io: Io = {
    out: (text) => void process.stdout.write(`${text}\n`),
    error: (text) => void process.stderr.write(`${text}\n`),
    environment: process.env,
    signal: stop.signal,
  };
  // A reader that has seen enough (| head) is no error.
  process.stdout.on('error', () => process.exit(0));
  // Ends at once even where a long poll is still open.
  process.exit(await runCommand(process.argv.slice(2), io));
}
