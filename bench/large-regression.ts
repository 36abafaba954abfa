// Throughput: a logistic regression with ten covariates on generated rows over four stations, the whole stack on loopback; beside it,
// in the same run, one DuckDB process with the same SQL over the same scans, the bare scan of the columns, and a numpy fit.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, endOfStudy, grant, signedPermit, signIn, startStudy } from '../demo/play.ts';
import { keepRunning, type Watched } from '../demo/processes.ts';
import { covariates, generate } from './generated-rows.ts';

export type Place = { origin: string; root: string; folder: string; python: string | undefined };

const holders = ['cleveland-clinic', 'hungarian-institute', 'university-hospitals-ch', 'va-long-beach'];
const methodCall = { name: 'logistic@1', y: { variable: 'y', events: ['yes'] }, x: covariates };

/** Seconds throughout. */
export async function largeRegression(place: Place, rows: number) {
  const dataset = `generated-${rows}-${Date.now().toString(36)}`;
  const folder = join(place.folder, dataset);
  const { files, dictionary } = await generate(join(folder, 'files'), dataset, rows, 4);
  const begunImport = performance.now();
  const stations = await startStations(place, folder, dataset, files, dictionary);
  const imported = (performance.now() - begunImport) / 1000;
  try {
    const federated = await study(
      place.origin,
      dataset,
      stations.map(({ id }) => id),
    );
    for (const { process } of stations) await process.stop();
    const whole = (await generate(join(folder, 'whole'), dataset, rows, 1)).files[0] as string;
    const planFile = join(folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify({ plan: federated.plan, permit: federated.permit, dictionaryFile: dictionary }));
    const single = JSON.parse(
      execFileSync(process.execPath, [join(place.root, 'bench/one-process.ts'), whole, join(folder, 'single'), planFile, '2'], {
        maxBuffer: 1e8,
      }).toString(),
    );
    const numpy = place.python
      ? JSON.parse(
          execFileSync(place.python, [join(place.root, 'bench/numpy-fit.py'), whole], {
            env: { ...process.env, OMP_NUM_THREADS: '2' },
          }).toString(),
        )
      : undefined;
    const oneProcess = Math.min(...single.runs.map((run: { total: number }) => run.total)) / 1000;
    const difference = largestDifference(federated.estimates, numpy?.estimates ?? single.result.estimates);
    return {
      rows,
      rounds: federated.rounds,
      four_stations: federated.seconds,
      one_duckdb_process: oneProcess,
      ratio: federated.seconds / oneProcess,
      bare_scan: single.scan / 1000,
      numpy_fit: numpy?.fit ?? null,
      numpy_load: numpy?.load ?? null,
      import_four_files: imported,
      largest_difference: difference,
    };
  } finally {
    for (const { process } of stations) await process.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function largestDifference(a: number[], b: number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
}

async function startStations(
  { origin, root, folder: home }: Place,
  folder: string,
  dataset: string,
  files: string[],
  dictionary: string,
) {
  const advisor = await signIn(origin, 'advisor');
  const sluss = (...words: string[]) =>
    execFileSync(process.execPath, [
      '--import',
      join(root, 'hub/platform/tsx.mjs'),
      join(root, 'cli/main.ts'),
      ...words,
    ]).toString();
  const stations: { id: string; process: Watched }[] = [];
  for (const [i, file] of files.entries()) {
    const id = `${dataset}-${i}`;
    const station = join(folder, id);
    mkdirSync(station, { recursive: true });
    sluss('data', 'import', file, '--dictionary', dictionary, '--folder', station);
    const { code } = await advisor.api.send<{ code: string }>('POST', '/stations/invitations', { holder: holders[i] });
    const policy = {
      k: 10,
      alone: [],
      release: 'exact',
      methods: null,
      purposes: null,
      questions_per_day: 2000,
      models_per_study: 3,
      paused: false,
    };
    writeFileSync(join(station, 'policy.json'), JSON.stringify(policy));
    sluss(
      'station',
      'join',
      '--folder',
      station,
      '--hub',
      origin,
      '--code',
      code,
      '--id',
      id,
      '--title',
      id,
      '--body-key',
      join(home, 'home/signer/body-key.json'),
    );
    const program = {
      title: id,
      name: id,
      args: ['--import', join(root, 'hub/platform/tsx.mjs'), join(root, 'cli/main.ts'), 'station', 'run', '--folder', station],
    };
    stations.push({ id, process: await keepRunning(program, { logs: join(folder, 'logs'), say: () => {} }) });
  }
  return stations;
}

/** From starting the study to its result: invitation, frame, census, moments, Newton's rounds, release. */
async function study(origin: string, dataset: string, stations: string[]) {
  const innovator = await signIn(origin, 'innovator');
  const variables = [...covariates, 'y'];
  const application = await apply(
    innovator,
    { dataset, variables, methods: ['logistic@1'], models: [] },
    `A large regression on ${dataset}`,
  );
  await grant(await signIn(origin, 'officer'), application);
  const permit = await signedPermit(innovator, application);
  const begun = performance.now();
  const id = await startStudy(innovator, permit, {
    title: 'A large regression',
    methods: [methodCall],
    groups: [stations],
    release: 'exact',
  });
  const ended = await endOfStudy(innovator, id);
  const seconds = (performance.now() - begun) / 1000;
  if (ended.state !== 'finished') throw new Error(`the study ended as ${ended.state}: ${JSON.stringify(ended.reason)}`);
  const { plan } = await innovator.api.get<{ plan: object }>(`/studies/${id}`);
  const fit = ended.result.results[0].result;
  return {
    seconds,
    rounds: ended.rounds.length,
    estimates: fit.terms.map((term: { estimate: number }) => term.estimate) as number[],
    plan,
    permit: permit.document,
  };
}
