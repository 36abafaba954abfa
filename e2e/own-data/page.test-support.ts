// Follows docs/bring-your-own-data.md to the letter: a really started demonstration, every bash block of the page run by bash, and
// only the block of variables changed.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import truth from './truth.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sluss-own-data-'));
const running: ChildProcess[] = [];

after(async () => {
  for (const child of running) await stop(child);
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that a child started, too: it leads a group of its own. */
async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) =>
    child.exitCode === null && !child.signalCode ? child.once('exit', resolve) : resolve(0),
  );
  signal(child, 'SIGTERM');
  const late = setTimeout(() => signal(child, 'SIGKILL'), 20_000);
  await ended;
  clearTimeout(late);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid as number), name);
  } catch {
    // Nothing of the group is left.
  }
}

/** As a newcomer has it: nothing set that these tests set. */
function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SLUSS_|NODE_|DATABASE_URL$|PORT$|DEMO$)/.test(name));
  return { ...Object.fromEntries(kept), PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...more };
}

/** `npm start` on a port and in a folder of its own; its address. */
export async function startDemonstration(): Promise<string> {
  const port = await freePort();
  const demo = spawn(process.execPath, ['run.mjs', 'demo'], {
    cwd: root,
    // The story is told in demo/start.test.ts.
    env: environment({ SLUSS_HOME: join(folder, 'home'), PORT: String(port), SLUSS_STORY: 'no' }),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  running.push(demo);
  let words = '';
  await new Promise<void>((resolve, reject) => {
    demo.once('exit', () => reject(new Error(words)));
    demo.stderr.on('data', (text) => {
      words += text;
      if (words.includes('Sluss runs')) resolve();
    });
  });
  return `http://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export type Family = keyof typeof families;
/** What a person would write into the block of variables. */
const families = {
  regions: {
    files: ['north', 'middle', 'south'],
    OUTCOME: 'Heart failure within 5 years',
    EVENT: '1',
    COVARIATES: 'Ålder (år),Kön,smoker?,Blood pressure, sitting (mm Hg),BMI',
    MISSING: '',
  },
  clinics: {
    files: ['lund', 'umea', 'orebro'],
    OUTCOME: 'Återinlagd?',
    EVENT: 'Ja',
    COVARIATES: 'ålder vid besök,kön,stadium (I–IV),antal återbesök,S-Ferritin µg/L,behandling/läkemedel',
    MISSING: '-9,9999,uppgift saknas',
  },
};

/** Runs the page over a family of example files, exact; what `study.json` then says. */
// biome-ignore lint/suspicious/noExplicitAny: a study's result has its methods' forms
export async function followPage(family: Family, hub: string, dataset: string): Promise<{ study: any; printed: string }> {
  const { files, ...values } = families[family];
  const examples = join(folder, family);
  const made = spawnSync(process.execPath, [join(root, 'docs/bring-your-own-data/make-example-files.mjs'), examples, family]);
  assert.equal(made.status, 0, made.stderr.toString());
  const work = join(folder, dataset);
  const paths = Object.fromEntries(files.map((name, i) => [`FILE_${'ABC'[i]}`, join(examples, `${name}.csv`)]));
  const variables = { ...paths, ...values, RELEASE: 'exact', DATASET: dataset, HUB: hub, WORK: work };
  mkdirSync(work);
  const { code, printed } = await bash(scriptOf(variables), join(work, 'page.sh'));
  assert.equal(code, 0, printed);
  return { study: JSON.parse(readFileSync(join(work, 'study.json'), 'utf8')), printed };
}

/** The page's bash blocks, one after the other, with the block of variables replaced. */
function scriptOf(variables: Record<string, string>): string {
  const page = readFileSync(join(root, 'docs/bring-your-own-data.md'), 'utf8');
  const blocks = [...page.matchAll(/^```bash\n(.*?)^```$/gms)].map((match) => match[1] as string);
  const ours = blocks.findIndex((block) => block.startsWith('FILE_A='));
  const names = [...(blocks[ours] as string).matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1] as string);
  assert.deepEqual(names.toSorted(), Object.keys(variables).toSorted(), 'the page’s variables are those that are replaced here');
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  blocks[ours] = names.map((name) => `${name}=${quoted(variables[name] as string)}\n`).join('');
  return blocks.join('\n');
}

async function bash(script: string, file: string): Promise<{ code: number | null; printed: string }> {
  writeFileSync(file, script);
  const child = spawn('bash', ['-e', '-u', '-o', 'pipefail', file], {
    cwd: root,
    env: environment({ HOME: folder }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.push(child);
  let printed = '';
  const hear = (text: Buffer) => {
    printed += text;
  };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', hear);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, printed };
}

/** Holds a study against statsmodels and scikit-learn on the same files in one place. */
// biome-ignore lint/suspicious/noExplicitAny: a study's result has its methods' forms
export function equalsPooled(study: any, family: Family): void {
  const wanted = truth[family];
  const of = (name: string) => study.result.results.find((one: { name: string }) => one.name === name).result;
  const fit = of('logistic@1');
  assert.deepEqual([fit.n, fit.events, fit.state], [wanted.n, wanted.events, 'converged']);
  assert.deepEqual(
    Object.values(study.result.missing as object).toSorted(),
    Object.values(wanted.missing)
      .map((count) => (count === 0 ? null : count))
      .toSorted(),
  );
  // The truth's columns are in another order and under the file's names: each finds its own by its numbers.
  assert.equal(fit.terms.length, wanted.terms.length);
  for (const { column, estimate, standardError } of wanted.terms) {
    const near = (found: { estimate: number; standardError: number }) =>
      Math.abs(found.estimate - estimate) < 1e-8 && Math.abs(found.standardError - standardError) < 1e-8;
    assert.equal(fit.terms.filter(near).length, 1, `${column ?? 'intercept'} ${estimate} (${standardError})`);
  }
  const { development, external, externalGroups } = of('evaluate@1');
  assert.equal(external, null);
  const groups = [...development, ...externalGroups];
  assert.deepEqual(
    groups.map((group) => group.role),
    ['development', 'external', 'external'],
  );
  for (const [i, { n, auroc }] of groups.entries()) {
    assert.equal(n, wanted.persons[i]);
    assert.ok(
      Math.abs(auroc.value - (wanted.aurocs[i] as number)) <= auroc.tieBound,
      `AUROC ${auroc.value}, pooled ${wanted.aurocs[i]}`,
    );
  }
}
