// `sluss station …`: a holder's own process beside the data: invite, join, run, log, publish, verify, release-set.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinHub } from '@sluss/station/join.ts';
import { entries, verifyJournal } from '@sluss/station/journal.ts';
import { openState } from '@sluss/station/state.ts';
import { timeText } from '@sluss/station/station.ts';
import { releaseSet as releaseSetAt } from '../../station-desk/acts.ts';
import { hubApi, readSession } from '../api.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss station invite --holder ORGANISATION [--json]
    a one-time code for a station of that organisation (advisor, or its steward)
sluss station join --folder DIR --hub URL --code CODE --id ID --title TITLE --body-key FILE
    joins a hub; DIR holds imported data (sluss data import); FILE is the deciding body's public key
sluss station retire ID
    it takes part in nothing new (advisor, or its steward); what it answered stays in its journal
sluss station run --folder DIR
    works until Ctrl-C
sluss station desk DIR … [--port N]
    pages for the steward, on this machine alone: what was asked and refused, the ledger, the policy, the journal
sluss station log --folder DIR [--json]
    what was asked, answered and refused here, and why
sluss station publish --folder DIR [--variables A,B,C] [--k N] [--yes | --withdraw] [--json]
    tables about your data for the hub's page of the dataset, for everybody: how many persons, and how each variable is distributed
    over its public grid or levels, no cell below k persons (your policy's; --k makes it larger), all counts rounded. Shows exactly
    what would leave; with --yes it leaves. What was published once is never published otherwise: your data are frozen from then on.
    --withdraw takes it off the page; what was read cannot be unread
sluss station verify --folder DIR
    whether the journal is whole
sluss station release-set --folder DIR --dataset ID --stations A,B,C
    lets sums over just these stations be made although they differ by one or two from an earlier set`;

export const command: Command = {
  name: 'station',
  about: 'run a station beside the data, and see what it answered',
  usage,
  async run([verb = '', ...words], io) {
    // The database is loaded by those who compute: not to ask for a code, or to read the journal.
    const verbs: Record<string, (words: string[], io: Io) => Promise<number>> = {
      invite,
      join: enter,
      run,
      desk,
      log,
      publish: async (...given) => (await import('../station-publish.ts')).publish(...given),
      verify,
      'release-set': releaseSet,
      retire,
    };
    const chosen = verbs[verb];
    if (!chosen) throw new UsageError(`station: what to do?\n${usage}`);
    return chosen(words, io);
  },
};

async function invite(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { holder: { type: 'string' }, json: { type: 'boolean' } });
  const api = hubApi(readSession(io.environment));
  const invitation = await api.send<{ code: string; expires_at: string }>('POST', '/stations/invitations', {
    holder: needed(values.holder, 'holder'),
  });
  io.out(
    values.json ? JSON.stringify(invitation) : `Code: ${invitation.code}\nGood for one station until ${invitation.expires_at}.`,
  );
  return 0;
}

async function retire(words: string[], io: Io): Promise<number> {
  const { positionals } = parseWords(words, {});
  const id = needed(positionals[0], 'ID');
  await hubApi(readSession(io.environment)).send('DELETE', `/stations/${encodeURIComponent(id)}`);
  io.out(`${id} is retired.`);
  return 0;
}

async function enter(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, {
    folder: { type: 'string' },
    hub: { type: 'string' },
    code: { type: 'string' },
    id: { type: 'string' },
    title: { type: 'string' },
    'body-key': { type: 'string' },
  });
  const folder = needed(values.folder, 'folder');
  const body = readJson(needed(values['body-key'], 'body-key'), 'the body publishes it; or: sluss organisation key BODY -o FILE');
  const id = needed(values.id, 'id');
  const { dataVersion } = readJson(
    join(folder, 'data.json'),
    `import the data first: sluss data import FILE --folder ${folder} …`,
  );
  await joinHub({
    folder,
    id,
    title: values.title ?? id,
    hub: needed(values.hub, 'hub'),
    code: needed(values.code, 'code'),
    body: { id: body.id, key: body.key },
    dataVersion,
  });
  io.out(`${values.title ?? id} has joined. Start it: sluss station run --folder ${folder}`);
  return 0;
}

/** `remedy`: how to come by the file. */
function readJson(path: string, remedy: string) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') throw new Error(`There is no ${path}: ${remedy}.`);
    throw new Error(`${path} cannot be read as JSON: ${(error as Error).message}`);
  }
}

async function run(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { folder: { type: 'string' } });
  const { runStation } = await import('@sluss/station/run.ts');
  await runStation(needed(values.folder, 'folder'), (line) => io.out(`${timeText(new Date())} ${line}`), io.signal);
  return 0;
}

/** Until Ctrl-C; several folders have a desk each, in one process. */
async function desk(words: string[], io: Io): Promise<number> {
  const { values, positionals } = parseWords(words, {
    folder: { type: 'string' },
    port: { type: 'string' },
    host: { type: 'string' },
  });
  const folders = values.folder === undefined ? positionals : [values.folder, ...positionals];
  if (folders.length === 0) throw new UsageError('station desk: of which folder?');
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1024 && port < 65_536 - folders.length))
    throw new UsageError('--port is a whole number from 1024 on');
  // Its pages are loaded for this command alone.
  const { startDesk } = await import('../../station-desk/server.ts');
  const open: Awaited<ReturnType<typeof startDesk>>[] = [];
  try {
    for (const [at, folder] of folders.entries())
      open.push(
        await startDesk(folder, {
          say: io.out,
          ...(port === undefined ? {} : { port: port + at }),
          ...(values.host === undefined ? {} : { host: values.host }),
        }),
      );
    for (const { station, address, code } of open) io.out(`${station}\n  ${address}/enter?code=${code()}`);
    io.out('A browser that does not find such a name (Safari): write localhost for what stands between // and the port.');
    io.out('ready: each address works once, on this machine. Ctrl-C closes the desks; the stations go on.');
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      io.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    for (const one of open) await one.close();
  }
  return 0;
}

async function log(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { folder: { type: 'string' }, json: { type: 'boolean' } });
  const state = openState(needed(values.folder, 'folder'));
  for (const entry of entries(state)) {
    if (values.json) io.out(JSON.stringify(entry));
    else io.out(`${entry.at}  ${entry.kind.padEnd(15)} ${inWords(entry.body)}`);
  }
  state.close();
  return 0;
}

/** The particulars of a journal entry as one line, digests shortened. */
function inWords(body: Record<string, unknown>): string {
  return Object.entries(body)
    .filter(([, value]) => Array.isArray(value) || typeof value !== 'object' || value === null)
    .map(
      ([name, value]) =>
        `${name}: ${String(Array.isArray(value) ? value.join(', ') : value).replace(/(sha256:.{8}).{35}/g, '$1…')}`,
    )
    .join('; ');
}

async function verify(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { folder: { type: 'string' } });
  const state = openState(needed(values.folder, 'folder'));
  const verdict = verifyJournal(state);
  state.close();
  io.out(
    verdict.whole
      ? `The journal is whole: ${verdict.entries} entries, the last is ${verdict.last}`
      : `The journal is broken at entry ${verdict.broken}.`,
  );
  return verdict.whole ? 0 : 1;
}

async function releaseSet(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { folder: { type: 'string' }, dataset: { type: 'string' }, stations: { type: 'string' } });
  const dataset = needed(values.dataset, 'dataset');
  const stations = needed(values.stations, 'stations').split(',').sort();
  const state = openState(needed(values.folder, 'folder'));
  releaseSetAt({ state, now: () => new Date() }, dataset, stations);
  state.close();
  io.out(`Journalled: sums over ${stations.join(', ')} may be made. A plan that was declined before needs a new id.`);
  return 0;
}
