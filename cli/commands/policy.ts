// `sluss policy …`: a holder's own limits, in a file of the station's folder that a steward can read and edit.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicy, type Policy, policySchema } from '@sluss/protocol/policy.ts';
import { openState } from '@sluss/station/state.ts';
import { readPolicy } from '@sluss/station/station.ts';
import { z } from 'zod';
import { changePolicy, policyDigest, setPaused } from '../../station-desk/acts.ts';
import { isTold, tellPolicy } from '../../station-desk/tell-hub.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss policy show --folder DIR [--json]
sluss policy set --folder DIR [--alone KIND,… | --alone none] [--k N] [--release rounded|exact] [--methods NAME,…|all]
                 [--purposes PURPOSE,…|all] [--questions-per-day N] [--models-per-study N] [--paused yes|no]
    what is not named stays as it is (at first: nothing leaves alone, k 10, rounded)
    KIND: counts, moments, histogram, scores, census: results of this station that may be shown apart from the others', after
    suppression. The rest leaves only inside a sum over three stations or more.
A running station heeds a change at its next question. Its hub is told k, alone and release, and nothing else of it.`;

const options = {
  folder: { type: 'string' },
  alone: { type: 'string' },
  k: { type: 'string' },
  release: { type: 'string' },
  methods: { type: 'string' },
  purposes: { type: 'string' },
  'questions-per-day': { type: 'string' },
  'models-per-study': { type: 'string' },
  paused: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseWords<typeof options>>['values'];

export const command: Command = {
  name: 'policy',
  about: 'a holder’s own limits on what its station answers',
  usage,
  async run([verb = '', ...words], io) {
    if (verb !== 'show' && verb !== 'set') throw new UsageError(`policy: what to do?\n${usage}`);
    const { values } = parseWords(words, options);
    const folder = needed(values.folder, 'folder');
    const file = join(folder, 'policy.json');
    const now = existsSync(file) ? readPolicy(folder) : defaultPolicy;
    const policy = verb === 'set' ? changed(now, values) : now;
    if (verb === 'set') {
      await put(folder, now, policy, io);
    }
    io.out(values.json ? JSON.stringify(policy) : inWords(policy, file));
    return 0;
  },
};

/** Before the station has joined nothing is asked of it, and there is no journal to say it in. */
async function put(folder: string, now: Policy, next: Policy, io: Io): Promise<void> {
  if (!existsSync(join(folder, 'station.json'))) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'policy.json'), `${JSON.stringify(next, null, 2)}\n`);
    return;
  }
  const state = openState(folder);
  const place = { folder, state, now: () => new Date() };
  const limits = { ...next, paused: now.paused };
  if (policyDigest(limits) !== policyDigest(now)) changePolicy(place, limits, { base: policyDigest(now), note: '' });
  setPaused(place, next.paused);
  state.close();
  if (isTold(now, next) && !(await tellPolicy(folder, place.now)))
    io.error('The hub could not be reached: it shows the old policy. The station keeps to the new one.');
}

const listOf = (text: string) => text.split(',').map((word) => word.trim());

function changed(policy: Policy, values: Values): Policy {
  const number = (text: string | undefined, now: number) => (text === undefined ? now : Number(text));
  const list = (text: string | undefined, now: string[] | null) =>
    text === undefined ? now : text === 'all' ? null : listOf(text);
  if (values.paused !== undefined && !['yes', 'no'].includes(values.paused)) throw new UsageError('--paused is yes or no');
  const next = policySchema.safeParse({
    ...policy,
    k: number(values.k, policy.k),
    alone: values.alone === undefined ? policy.alone : values.alone === 'none' ? [] : listOf(values.alone),
    release: values.release ?? policy.release,
    methods: list(values.methods, policy.methods),
    purposes: list(values.purposes, policy.purposes),
    questions_per_day: number(values['questions-per-day'], policy.questions_per_day),
    models_per_study: number(values['models-per-study'], policy.models_per_study),
    paused: values.paused === undefined ? policy.paused : values.paused === 'yes',
  });
  if (!next.success) throw new UsageError(`This is not a policy:\n${z.prettifyError(next.error)}`);
  return next.data;
}

function inWords(policy: Policy, file: string): string {
  const { k, alone, release, methods, purposes } = policy;
  return [
    `${file}:`,
    `  no answer rests on fewer than ${k} persons; results are ${release === 'exact' ? 'exact where a plan asks for it' : 'rounded'}`,
    `  may leave this station alone: ${alone.length > 0 ? alone.join(', ') : 'nothing; everything leaves inside sums over three stations or more'}`,
    `  methods: ${methods?.join(', ') ?? 'all that a permit allows'}; purposes: ${purposes?.join(', ') ?? 'all that a permit allows'}`,
    `  at most ${policy.questions_per_day} questions a day and ${policy.models_per_study} models a study`,
    ...(policy.paused ? ['  PAUSED: the station is silent, and studies wait for it'] : []),
  ].join('\n');
}
