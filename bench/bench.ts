// `npm run bench`: measures what this project promises of speed, on this machine, and writes bench/results.json. `--quick` leaves
// the ten million rows out; `--pages` measures the pages alone and keeps the rest of results.json. BENCH_PYTHON names a Python with
// numpy and pyarrow; without it the numpy column stays empty.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { keepRunning } from '../demo/processes.ts';
import { largeRegression } from './large-regression.ts';
import { measurePages } from './pages/pages.ts';
import { tinyQuestions } from './tiny-questions.ts';

const root = resolve(import.meta.dirname, '..');
const file = join(root, 'bench/results.json');
const folder = mkdtempSync(join(tmpdir(), 'sluss-bench-'));
const quick = process.argv.includes('--quick');
const pagesAlone = process.argv.includes('--pages');
const home = join(folder, 'home');
const say = (line: string) => process.stderr.write(`${line}\n`);

const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
say(`Starting a demonstration on ${origin} …`);
const demo = await keepRunning(
  {
    title: 'demo',
    name: 'demo',
    args: ['--import', join(root, 'hub/platform/tsx.mjs'), join(root, 'demo/start.ts')],
    environment: { SLUSS_HOME: home, PORT: String(port), SLUSS_ORIGIN: origin, SLUSS_STORY: 'no' },
    ready: /Sluss runs/,
  },
  { logs: join(folder, 'logs'), say },
);
// Ended by hand: the demonstration does not outlive it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void clear().then(() => process.exit(1)));
try {
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load_before: loadavg()[0],
  };
  const results = {
    ...(pagesAlone ? JSON.parse(readFileSync(file, 'utf8')) : { at: new Date().toISOString(), machine, ...(await heart()) }),
    pages: { at: new Date().toISOString(), machine, ...(await measurePages({ origin, home, demo: demo.pid(), say })) },
  };
  // What holds nothing but numbers and words stands on one line.
  const text = JSON.stringify(results, null, 2).replace(/\{[^{}[\]]*\}/g, (flat) => flat.replace(/\s+/g, ' '));
  writeFileSync(file, `${text}\n`);
  process.stdout.write(`${text}\n`);
} finally {
  await clear();
}

async function clear(): Promise<void> {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function heart() {
  say('A hundred tiny questions to four stations …');
  await tinyQuestions(origin);
  const tiny = await tinyQuestions(origin);
  say(JSON.stringify(tiny));
  const regressions = [];
  for (const rows of quick ? [1_000_000] : [1_000_000, 10_000_000]) {
    say(`Logistic regression on ${rows.toLocaleString('en')} rows over four stations …`);
    regressions.push(await largeRegression({ origin, root, folder, python: process.env.BENCH_PYTHON }, rows));
    say(JSON.stringify(regressions.at(-1)));
  }
  return { tiny_questions_ms: tiny, logistic_seconds: regressions };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
