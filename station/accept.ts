// A plan arrives: judge it whole, freeze its frame in the ledger, and only then say yes; or say no with a code and nothing else.
import { canonicalText } from '@sluss/protocol/canonical.ts';
import { planDigest, stationsOf } from '@sluss/protocol/documents.ts';
import { type Reply, setDigest, type Work } from '@sluss/protocol/messages.ts';
import { Refusal, type RefusalCode } from '@sluss/protocol/refusal.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { record } from './journal.ts';
import { checkPolicy, readPolicy } from './policy.ts';
import { atomically } from './state.ts';
import { type Station, timeText } from './station.ts';
import { checkSet } from './station-set.ts';
import { type Verified, verifyPlan } from './verify.ts';

type PlanWork = Extract<Work, { kind: 'plan' }>;

export async function takePlan(station: Station, work: PlanWork): Promise<Reply> {
  const planHash = planDigest(Buffer.from(work.plan.payload, 'base64url'));
  const { state } = station;
  // Said once, said for good: the same plan gets the same word, whatever changed since.
  const declined = state.prepare('select code from declined where plan = ?').get(planHash) as { code: RefusalCode } | undefined;
  if (declined) return decline(station, planHash, null, declined.code);
  const known = state.prepare('select document from plans where hash = ?').get(planHash) as { document: string } | undefined;
  if (known) return accepted(station, planHash, stationsOf(JSON.parse(known.document)));
  try {
    const verified = verifyPlan(station, work);
    const policy = readPolicy(station.folder);
    checkPolicy(policy, verified.plan, verified.permit, station.settings.id);
    const frame = frameName(verified);
    const registered = await station.data.register(verified.permit, verified.plan, policy.k);
    if (verified.plan.release === 'exact' && !registered.exact)
      throw new Refusal('too_few', 'exact release only for the first frame of a permit');
    checkSet(station, { ...verified, frame, persons: registered.persons }, stationsOf(verified.plan), policy.k);
    atomically(state, () => {
      const { plan, permit, stations } = verified;
      const at = timeText(station.now());
      state
        .prepare(`insert into plans (hash, id, permit, dataset, frame, cohort, persons, document, permit_document, stations, state, accepted_at)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', ?)`)
        .run(
          planHash,
          plan.id,
          permit.id,
          plan.dataset,
          frame,
          registered.cohort,
          registered.persons,
          canonicalText(plan),
          canonicalText(permit),
          canonicalText(stations),
          at,
        );
      record(state, at, 'plan accepted', {
        plan: planHash,
        title: plan.title,
        permit: permit.id,
        version: permit.version,
        organisation: permit.holder_org,
        purpose: permit.purpose,
        methods: plan.methods.map((call) => call.name),
        set: stationsOf(plan),
        persons: registered.persons,
        left_out: registered.leftOut,
      });
    });
    return accepted(station, planHash, stationsOf(verified.plan));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    atomically(state, () => {
      const at = timeText(station.now());
      record(state, at, 'plan declined', { plan: planHash, code: error.code, detail: error.detail });
      // A stale status list mends itself; every other no is final.
      if (error.code !== 'status_stale')
        state.prepare('insert or ignore into declined values (?, ?, ?)').run(planHash, error.code, at);
    });
    station.log(`declined a plan: ${error.code} (${error.detail})`);
    return decline(station, planHash, null, error.code);
  }
}

/** Which frame a plan rests on, whoever asks: the same persons give the same name. */
function frameName({ plan }: Verified): string {
  return canonicalText([plan.dataset, plan.filter.map(canonicalText).sort(), [...plan.complete_on].sort()]);
}

function accepted(station: Station, plan: string, set: string[]): Reply {
  const document = { type: 'accept', plan, set: setDigest(set), station: station.settings.id };
  return { kind: 'accept', signed: seal('accept', document, station.keys.sign) };
}

export function decline(station: Station, plan: string, round: number | null, code: RefusalCode): Reply {
  const document = { type: 'decline', plan, station: station.settings.id, round, code };
  return { kind: 'decline', signed: seal('decline', document, station.keys.sign) };
}
