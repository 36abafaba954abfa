// What the demonstration needs before its first question: the deciding body's signer with its key, and four stations that have
// imported their own hospital's file and joined. Done once; what is there stays.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../cli/main.ts';
import { defaultPolicy, type Policy } from '../protocol/policy.ts';
import type { Program } from './processes.ts';

export type Setting = {
  root: string;
  home: string;
  origin: string;
  say: (line: string) => void;
  /** A folder with the hospitals' files and their dictionary.json, and the files' columns: the published heart files by default. */
  data?: { folder: string; columns: string };
};
type Hospital = { id: string; holder: string; title: string; file: string };

const body = 'access-body';
export const hospitals: Hospital[] = [
  { id: 'cleveland', holder: 'cleveland-clinic', title: 'Cleveland Clinic', file: 'processed.cleveland.data' },
  {
    id: 'budapest',
    holder: 'hungarian-institute',
    title: 'Hungarian Institute of Cardiology, Budapest',
    file: 'processed.hungarian.data',
  },
  {
    id: 'zurich',
    holder: 'university-hospitals-ch',
    title: 'University Hospitals Zürich and Basel',
    file: 'processed.switzerland.data',
  },
  { id: 'long-beach', holder: 'va-long-beach', title: 'V.A. Medical Center, Long Beach', file: 'processed.va.data' },
];
/** The files have no header row; demo/heart/SOURCES.md says what the columns are. */
export const columns = 'age,sex,cp,trestbps,chol,fbs,restecg,thalach,exang,oldpeak,slope,ca,thal,num';

/** Does what is not yet done, and says which processes are to run (args: words of the command line). */
export async function setUpDemo(setting: Setting): Promise<Program[]> {
  const { home } = setting;
  const signer = join(home, 'signer');
  await sluss(setting, 'signer', ['signer', 'init', '--folder', signer, '--body', body, '--hub', setting.origin]);
  const programs: Program[] = [
    {
      title: 'The signer',
      name: 'signer',
      args: ['signer', 'run', '--folder', signer, '--auto'],
      ready: /^ready/,
      environment: personaEnvironment(setting, 'signer'),
    },
  ];
  const known = await knownStations(setting.origin);
  for (const hospital of hospitals) {
    const folder = join(home, 'stations', hospital.id);
    const settings = join(folder, 'station.json');
    if (!existsSync(settings)) await enrol(setting, hospital, folder);
    else if (known.includes(hospital.id)) pointAt(settings, setting.origin);
    else throw new Error(`The database does not know the stations in ${home}. Start afresh:\n  rm -r ${home}`);
    if (!existsSync(join(folder, 'published-profile.json'))) await publish(setting, hospital, folder);
    programs.push({
      title: `The station ${hospital.title}`,
      name: `station-${hospital.id}`,
      args: ['station', 'run', '--folder', folder],
    });
  }
  return programs;
}

async function knownStations(origin: string): Promise<string[]> {
  const stations = (await (await fetch(new URL('/api/v1/stations', origin))).json()) as { id: string }[];
  return stations.map(({ id }) => id);
}

/** Another PORT than last time is another address of the same hub. */
function pointAt(file: string, hub: string): void {
  const settings = JSON.parse(readFileSync(file, 'utf8')) as { hub: string };
  if (settings.hub !== hub) writeFileSync(file, `${JSON.stringify({ ...settings, hub }, null, 2)}\n`);
}

/** As the holder's steward would: take the hospital's own file, freeze it, ask for a code, join. */
async function enrol(setting: Setting, { id, title, file, holder }: Hospital, folder: string): Promise<void> {
  setting.say(`  ${title} imports its file and joins …`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const data = setting.data ?? { folder: join(setting.root, 'demo/heart'), columns };
  const source = join(folder, file);
  copyFileSync(join(data.folder, file), source);
  const dictionary = join(data.folder, 'dictionary.json');
  const steward = `steward-${id}`;
  await sluss(setting, steward, [
    'data',
    'import',
    source,
    '--dictionary',
    dictionary,
    '--folder',
    folder,
    '--columns',
    data.columns,
  ]);
  const invitation = await sluss(setting, steward, ['station', 'invite', '--holder', holder, '--json']);
  const { code } = JSON.parse(invitation) as { code: string };
  writeFileSync(join(folder, 'policy.json'), `${JSON.stringify(policyOf(id), null, 2)}\n`);
  const bodyKey = join(setting.home, 'signer', 'body-key.json');
  await sluss(setting, steward, [
    ...['station', 'join', '--folder', folder, '--hub', setting.origin, '--code', code],
    ...['--id', id, '--title', title, '--body-key', bodyKey],
  ]);
}

/** What everybody may see without a permit: tables of the station, and of these published files also what is known of their quality. */
async function publish(setting: Setting, { id }: Hospital, folder: string): Promise<void> {
  await sluss(setting, `steward-${id}`, ['station', 'publish', '--folder', folder, '--yes']);
  const quality = join(setting.root, 'demo/heart/quality.json');
  if (id === 'cleveland' && !setting.data) await sluss(setting, `steward-${id}`, ['dataset', 'quality', 'heart', quality]);
}

/** These files are public, so results may be exact; Cleveland lets aggregates out alone, so that development is told apart. */
function policyOf(id: string): Policy {
  return { ...defaultPolicy, release: 'exact', alone: id === 'cleveland' ? ['counts', 'histogram', 'scores'] : [] };
}

/** Runs a command of the command line as a persona; gives what it printed, throws what it complained of. */
async function sluss(setting: Setting, persona: string, words: string[]): Promise<string> {
  await signInAs(setting, persona);
  const out: string[] = [];
  const wrong: string[] = [];
  const environment = { ...process.env, ...personaEnvironment(setting, persona) };
  const io = {
    out: (line: string) => void out.push(line),
    error: (line: string) => void wrong.push(line),
    environment,
    signal: AbortSignal.timeout(60_000),
  };
  const code = await runCommand(words, io);
  if (code !== 0) throw new Error(`sluss ${words.slice(0, 2).join(' ')}: ${wrong.join('\n')}`);
  return out.join('\n');
}

function personaEnvironment({ home }: Setting, persona: string): Record<string, string> {
  return { SLUSS_CLI_HOME: join(home, 'personas'), SLUSS_AS: persona };
}

/** A session file as `sluss login` leaves it. */
async function signInAs({ home, origin }: Setting, persona: string): Promise<void> {
  const folder = join(home, 'personas');
  const file = join(folder, `${persona}.json`);
  // Tokens last 30 days.
  if (existsSync(file) && Date.now() - statSync(file).mtimeMs < 20 * 24 * 3600_000) return pointAt(file, origin);
  const response = await fetch(new URL(`/api/v1/personas/${persona}/token`, origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'demo' }),
  });
  if (!response.ok) throw new Error(`The hub gives no token for the persona ${persona} (${response.status}).`);
  const { token, person } = (await response.json()) as { token: string; person: string };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ hub: origin, token, person }), { mode: 0o600 });
}
