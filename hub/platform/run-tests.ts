// `npm test`: every *.test.ts and *.test.tsx under Node's own runner, with one throwaway PostgreSQL for all files.
// Arguments: files, or flags of `node --test` (npm test -- --test-name-pattern=mask).
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { startTestServer } from './test-server.ts';

const folders = ['protocol', 'questions', 'methods', 'sandbox', 'station', 'hub', 'cli', 'station-desk', 'demo', 'bench', 'e2e'];
const wanted = process.argv.slice(2);
const flags = wanted.filter((word) => word.startsWith('-'));
const named = wanted.filter((word) => !word.startsWith('-'));
const all = ['*.test.ts', ...folders.flatMap((folder) => [`${folder}/**/*.test.ts`, `${folder}/**/*.test.tsx`])];
const files = named.length ? named : globSync(all, { exclude: (path) => path.includes('node_modules') }).sort();

const server = await startTestServer();
const reporter = flags.some((flag) => flag.startsWith('--test-reporter')) ? [] : ['--test-reporter=spec'];
// Node would run one file at a time on two processors, yet many files mostly wait: for the disk, for other processes. One more than
// there are processors took 258 s where as many took 322.
const concurrency = flags.some((flag) => flag.startsWith('--test-concurrency'))
  ? []
  : [`--test-concurrency=${availableParallelism() + 1}`];
const preloaded = ['tsx.mjs', 'fuzz-seed.ts'].flatMap((name) => ['--import', new URL(name, import.meta.url).href]);
const runner = spawn(process.execPath, [...preloaded, '--test', ...concurrency, ...reporter, ...flags, ...files], {
  stdio: 'inherit',
  env: { ...process.env, SLUSS_TEST_SERVER: server, NODE_ENV: 'test' },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill(signal));
runner.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
