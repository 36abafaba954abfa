// `sluss study …`: start a study from a plan file, follow it, read its result.
import { readFileSync } from 'node:fs';
import { planFileSchema } from '@sluss/methods/plan-file.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Permit } from '@sluss/protocol/documents.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { z } from 'zod';
import { type Api, hubApi, readSession } from '../api.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';
import { planFrom } from '../plan-file.ts';
import { signingKey } from '../signing-key.ts';
import { type Result, reasonInWords, resultInWords } from '../words/result.ts';

const usage = `sluss study start --permit ID --plan FILE [--wait] [--json]
    signs a plan with your key and starts it; FILE names title, methods and, if wanted, filter, groups, release …
sluss study show ID [--wait] [--json]
    where it stands, station by station, and its result
sluss study list [--json]
sluss study go-on-without ID --stations A,B
    begins again without silent stations, before any sum was collected
sluss study stop ID`;

type Study = {
  id: string;
  title: string;
  state: string;
  reason: { code: string; station?: string } | null;
  stations: { station: string; state: string; code: string | null }[];
  rounds: { round: number; asks: string[]; state: string; waiting_for: string[] }[];
  result: Result | null;
};

export const command: Command = {
  name: 'study',
  about: 'ask questions under a permit, and read the evidence',
  usage,
  async run([verb = '', ...words], io) {
    const verbs: Record<string, (words: string[], io: Io) => Promise<number>> = {
      start,
      show,
      list,
      'go-on-without': goOnWithout,
      stop,
    };
    const chosen = verbs[verb];
    if (!chosen) throw new UsageError(`study: what to do?\n${usage}`);
    return chosen(words, io);
  },
};

async function start(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, {
    permit: { type: 'string' },
    plan: { type: 'string' },
    wait: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const api = hubApi(readSession(io.environment));
  const file = planFileSchema.safeParse(JSON.parse(readFileSync(needed(values.plan, 'plan'), 'utf8')));
  if (!file.success) throw new UsageError(`The plan file does not fit:\n${z.prettifyError(file.error)}`);
  const permit = await api.get<{ document: Permit; digest: string }>(`/permits/${needed(values.permit, 'permit')}`);
  const dataset = await api.get<{ dictionary: Dictionary; digest: string }>(
    `/datasets/${file.data.dataset ?? permit.document.datasets[0]?.id}`,
  );
  const stations = await api.get<{ id: string; policy: { k: number } }[]>('/stations');
  const plan = planFrom(file.data, {
    permit: permit.document,
    permitDigest: permit.digest,
    dictionary: dataset.dictionary,
    dictionaryDigest: dataset.digest,
    stations,
    now: new Date(),
  });
  const { privateKey, publicKey } = signingKey(io.environment);
  const { id } = await api.send<{ id: string }>('POST', '/studies', { plan: seal('plan', plan, privateKey), planKey: publicKey });
  if (!values.wait) {
    io.out(values.json ? JSON.stringify({ id }) : `Study ${id} has started. Follow it: sluss study show ${id} --wait`);
    return 0;
  }
  return follow(api, id, io, values.json === true);
}

async function show(words: string[], io: Io): Promise<number> {
  const { values, positionals } = parseWords(words, { wait: { type: 'boolean' }, json: { type: 'boolean' } });
  const api = hubApi(readSession(io.environment));
  const id = needed(positionals[0], 'ID');
  if (values.wait) return follow(api, id, io, values.json === true);
  print(await api.get<Study>(`/studies/${id}`), io, values.json === true);
  return 0;
}

async function follow(api: Api, id: string, io: Io, json: boolean): Promise<number> {
  for (;;) {
    const study = await api.get<Study>(`/studies/${id}?wait=${json ? 25 : 2}`);
    if (!['inviting', 'running'].includes(study.state)) {
      print(study, io, json);
      return study.state === 'finished' ? 0 : 1;
    }
    if (!json) io.error(progress(study));
    if (io.signal.aborted) return 1;
  }
}

function progress(study: Study): string {
  if (study.state === 'inviting')
    return `asking ${study.stations
      .filter((one) => one.state === 'invited')
      .map((one) => one.station)
      .join(', ')} to take part`;
  const last = study.rounds.at(-1);
  const waiting = last?.waiting_for.length ? `, waiting for ${last.waiting_for.join(', ')}` : '';
  return `round ${last?.round ?? 0} (${last?.asks.join(', ') ?? ''})${waiting}`;
}

function print(study: Study, io: Io, json: boolean): void {
  if (json) {
    io.out(JSON.stringify(study));
    return;
  }
  io.out(`${study.title}: ${study.state}${study.reason ? ` (${reasonInWords(study.reason)})` : ''}`);
  if (study.state === 'running' || study.state === 'inviting') io.out(progress(study));
  if (study.result) io.out(resultInWords(study.result));
}

async function list(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { json: { type: 'boolean' } });
  const studies = await hubApi(readSession(io.environment)).get<Study[]>('/studies');
  if (values.json) io.out(JSON.stringify(studies));
  else if (studies.length === 0) io.out('No study yet. Start one: sluss study start --permit ID --plan FILE');
  else for (const study of studies) io.out(`${study.id}  ${study.state.padEnd(9)} ${study.title}`);
  return 0;
}

async function goOnWithout(words: string[], io: Io): Promise<number> {
  const { values, positionals } = parseWords(words, { stations: { type: 'string' } });
  const id = needed(positionals[0], 'ID');
  const stations = needed(values.stations, 'stations').split(',');
  await hubApi(readSession(io.environment)).send('POST', `/studies/${id}/go-on-without`, { stations });
  io.out(`The study begins again without ${stations.join(', ')}.`);
  return 0;
}

async function stop(words: string[], io: Io): Promise<number> {
  const { positionals } = parseWords(words, {});
  await hubApi(readSession(io.environment)).send('POST', `/studies/${needed(positionals[0], 'ID')}/stop`);
  io.out('Stopped.');
  return 0;
}
