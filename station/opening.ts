// The hub shows that everybody's upload has arrived: open our self-mask, once, for this attempt of this round.
import { canonicalText, digest, MalformedError } from '@sluss/protocol/canonical.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import type { Context } from '@sluss/protocol/mask.ts';
import type { Reply, StationKeys, Work } from '@sluss/protocol/messages.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum, stationsIn } from '@sluss/protocol/scope.ts';
import { readReceipts } from '@sluss/protocol/secure-sum.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { decline } from './accept.ts';
import { planRow, type RoundRow } from './answer.ts';
import { record } from './journal.ts';
import { atomically } from './state.ts';
import { type Station, timeText } from './station.ts';

type Received = Extract<Work, { kind: 'received' }>;

export function takeReceipts(station: Station, received: Received): Reply {
  try {
    return openRound(station, received);
  } catch (thrown) {
    const error = thrown instanceof MalformedError ? new Refusal('plan_mismatch', thrown.message) : thrown;
    if (!(error instanceof Refusal)) throw error;
    record(station.state, timeText(station.now()), 'opening refused', {
      plan: received.plan,
      round: received.round,
      attempt: received.attempt,
      code: error.code,
      detail: error.detail,
    });
    station.log(`did not open round ${received.round}: ${error.code} (${error.detail})`);
    return decline(station, received.plan, received.round, error.code);
  }
}

function openRound(station: Station, received: Received): Reply {
  const { state } = station;
  const row = planRow(station, received.plan);
  if (row.state !== 'running') throw new Refusal('plan_mismatch', `the plan is ${row.state}`);
  const rounds = state
    .prepare('select * from rounds where plan = ? and round = ? order by attempt')
    .all(received.plan, received.round) as (RoundRow & { attempt: number })[];
  const round = rounds.find(({ attempt }) => attempt === received.attempt);
  if (!round?.seed) throw new Refusal('plan_mismatch', 'nothing to open');
  if (rounds.some(({ attempt, opened }) => opened && attempt !== received.attempt))
    throw new Refusal('plan_mismatch', 'a second opening of a round');
  if (rounds.some(({ attempt }) => attempt > received.attempt)) throw new Refusal('plan_mismatch', 'an earlier attempt');

  const plan: Plan = JSON.parse(row.document);
  const stations: StationKeys[] = JSON.parse(row.stations);
  const { context } = JSON.parse(round.upload) as { context: Context };
  const members = stationsIn(plan, context.scope, JSON.parse(row.pinned_set as string));
  if (members.length < smallestSum || received.uploads.length !== members.length)
    throw new Refusal('set_changed', 'not the pinned set');
  const receipts = readReceipts(
    received.uploads,
    stations.filter(({ id }) => members.includes(id)),
    context,
  );
  if (receipts.get(station.settings.id) !== digest(round.vector))
    throw new Refusal('plan_mismatch', 'not the vector that we sent');

  const seed = Buffer.from(round.seed).toString('base64url');
  const signed = seal('open', { type: 'open', station: station.settings.id, context, seed }, station.keys.sign);
  if (round.opened) return { kind: 'open', signed };
  atomically(state, () => {
    state
      .prepare('update rounds set opened = 1, receipts = ? where plan = ? and round = ? and attempt = ?')
      .run(canonicalText(Object.fromEntries(receipts)), received.plan, received.round, received.attempt);
    record(state, timeText(station.now()), 'opened', { plan: received.plan, round: received.round, attempt: received.attempt });
  });
  return { kind: 'open', signed };
}
