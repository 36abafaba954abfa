// The hub shows that everybody's upload has arrived: open our self-mask, once, for the last attempt of this round.
import { canonicalText, digest } from '@sluss/protocol/canonical.ts';
import type { Context } from '@sluss/protocol/mask.ts';
import { type Reply, setDigest, type Work } from '@sluss/protocol/messages.ts';
import { believe } from '@sluss/protocol/permission.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum, stationsIn } from '@sluss/protocol/scope.ts';
import { readReceipts } from '@sluss/protocol/secure-sum.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { record } from './journal.ts';
import { acceptedPlan } from './plans.ts';
import { orDecline } from './refuse.ts';
import { atomically } from './state.ts';
import type { Station } from './station.ts';

type Received = Extract<Work, { kind: 'received' }>;

export function takeReceipts(station: Station, received: Received): Promise<Reply> {
  return orDecline(station, received, { kind: 'opening refused', final: false }, () => openRound(station, received));
}

function openRound(station: Station, received: Received): Reply {
  const { state, settings, keys } = station;
  const { plan: hash, round, attempt, uploads } = received;
  const { plan, stations, set } = acceptedPlan(station, hash, received);
  const last = state
    .prepare(
      'select attempt, context, vector, seed, opened from rounds where plan = ? and round = ? order by attempt desc limit 1',
    )
    .get(hash, round) as
    | { attempt: number; context: string; vector: Uint8Array; seed: Uint8Array | null; opened: number }
    | undefined;
  if (!last?.seed || last.attempt !== attempt) throw new Refusal('plan_mismatch', 'nothing to open, or an earlier attempt');

  const context: Context = JSON.parse(last.context);
  const members = stationsIn(plan, context.scope, set ?? []);
  if (members.length < smallestSum || uploads.length !== members.length || context.set !== setDigest(members))
    throw new Refusal('set_changed', 'not the pinned set');
  const their = stations.filter(({ id }) => members.includes(id));
  const receipts = believe('plan_mismatch', () => readReceipts(uploads, their, context));
  if (receipts.get(settings.id) !== digest(last.vector)) throw new Refusal('plan_mismatch', 'not the vector that we sent');

  if (!last.opened)
    atomically(state, () => {
      state
        .prepare('update rounds set opened = 1, receipts = ? where plan = ? and round = ? and attempt = ?')
        .run(canonicalText(Object.fromEntries(receipts)), hash, round, attempt);
      record(station, 'opened', { plan: hash, round, attempt });
    });
  const seed = Buffer.from(last.seed).toString('base64url');
  return { kind: 'open', signed: seal('open', { type: 'open', station: settings.id, context, seed }, keys.sign) };
}
