// How a station says no: the code alone leaves, signed; the reason stays in its journal. A no is final for its plan.
import { MalformedError } from '@sluss/protocol/canonical.ts';
import type { Reply } from '@sluss/protocol/messages.ts';
import { Refusal, type RefusalCode } from '@sluss/protocol/refusal.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { record } from './journal.ts';
import { atomically } from './state.ts';
import { type Station, timeText } from './station.ts';

/** Does `work`, unless the plan was refused before. Where a rule says no, that is journalled as `kind` and, if `final`, remembered, so
 * that the same plan gets the same word whatever changes; a stale status list alone mends itself. `about`: what the journal says too. */
export async function orDecline(
  station: Station,
  { plan, round, about = {} }: { plan: string; round: number | null; about?: object },
  { kind, final }: { kind: string; final: boolean },
  work: () => Reply | Promise<Reply>,
): Promise<Reply> {
  const { state, settings, keys } = station;
  const decline = (code: RefusalCode): Reply => {
    const document = { type: 'decline', plan, station: settings.id, round, code };
    return { kind: 'decline', signed: seal('decline', document, keys.sign) };
  };
  const before = state.prepare('select code from refused where plan = ?').get(plan) as { code: RefusalCode } | undefined;
  if (before) return decline(before.code);
  try {
    return await work();
  } catch (thrown) {
    const error = thrown instanceof MalformedError ? new Refusal('malformed', thrown.message) : thrown;
    if (!(error instanceof Refusal)) throw error;
    const { code, detail } = error;
    atomically(state, () => {
      record(station, kind, { plan, round, code, detail, ...about });
      if (final && code !== 'status_stale')
        state.prepare('insert or ignore into refused values (?, ?, ?)').run(plan, code, timeText(station.now()));
    });
    station.log(`${kind}, round ${round ?? '–'}: ${code} (${detail})`);
    return decline(code);
  }
}

/** A question is one, and so is a plan, accepted or refused: each tells something. Throws Refusal('limit'). */
export function checkLimit({ state, now }: Station, perDay: number): void {
  const since = timeText(new Date(now().getTime() - 24 * 3600_000));
  const { asked } = state
    .prepare(`select (select count(*) from rounds where asked_at > :since) + (select count(*) from plans where accepted_at > :since)
                + (select count(*) from refused where at > :since) as asked`)
    .get({ since }) as { asked: number };
  if (asked >= perDay) throw new Refusal('limit', `${asked} questions in a day`);
}
