// A changed policy: which of its limits become stricter or looser, and what it would have said to all that was asked so far. Pure: the
// same checks that a station makes.
import type { Plan } from '@sluss/protocol/documents.ts';
import { checkPolicy, type Policy } from '@sluss/protocol/policy.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';

export type Field = Exclude<keyof Policy, 'paused'>;
export type Direction = 'stricter' | 'looser' | 'both';
export type Change = { field: Field; direction: Direction };

/** The limits that differ, and which way. `both`: something is no longer allowed, and something else now is. */
export function changesBetween(now: Policy, next: Policy): Change[] {
  const higher = (a: number, b: number): Direction => (b > a ? 'looser' : 'stricter');
  const all: [Field, Direction | null][] = [
    ['k', now.k === next.k ? null : higher(next.k, now.k)],
    ['alone', wider(now.alone, next.alone)],
    ['release', now.release === next.release ? null : next.release === 'exact' ? 'looser' : 'stricter'],
    ['methods', wider(now.methods, next.methods)],
    ['purposes', wider(now.purposes, next.purposes)],
    [
      'questions_per_day',
      now.questions_per_day === next.questions_per_day ? null : higher(now.questions_per_day, next.questions_per_day),
    ],
    [
      'models_per_study',
      now.models_per_study === next.models_per_study ? null : higher(now.models_per_study, next.models_per_study),
    ],
  ];
  return all.flatMap(([field, direction]) => (direction ? [{ field, direction }] : []));
}

/** null: everything. */
function wider(now: string[] | null, next: string[] | null): Direction | null {
  if (now === null || next === null) return now === next ? null : next === null ? 'looser' : 'stricter';
  const added = next.some((one) => !now.includes(one));
  const removed = now.some((one) => !next.includes(one));
  if (added && removed) return 'both';
  return added ? 'looser' : removed ? 'stricter' : null;
}

/** A plan that was put to the station. `persons`: in its frame, where it was accepted. `alone`: what left the station by itself. */
export type Asked = {
  hash: string;
  plan: Plan;
  purpose: string;
  persons: number | null;
  alone: string[];
  /** What happened: accepted, or declined with this code. */
  code: string | null;
};

/** Why a policy says no to a plan, in the words of the station's own check; null where it does not. */
export function reasonAgainst(policy: Policy, { plan, purpose, persons, alone }: Asked, station: string): string | null {
  try {
    checkPolicy(policy, plan, { purpose }, station);
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
  if (persons !== null && persons < policy.k) return 'fewer persons than the policy asks for now';
  const kept = alone.find((kind) => !(policy.alone as string[]).includes(kind));
  return kept === undefined ? null : `${kept} never leaves alone`;
}

export type Judged = { hash: string; reason: string };
export type Preview = {
  /** Studies that took part and that the changed policy would have refused, though the present one would not. */
  refused: Judged[];
  /** Studies that the policy declined and that the changed one would not. */
  allowed: { hash: string; reason: string }[];
  /** Studies that took part in spite of the present policy: it was changed since. */
  already: number;
  /** How many studies took part. */
  of: number;
  /** Questions and plans that would have come when the day's number was used up; the first of them. */
  overLimit: { count: number; of: number; first: { at: string; plan: string } | null };
};

/** Judges again all that was asked so far. `events`: when, in order, something was asked that counts against the daily limit. */
export function preview(
  { now, next, station }: { now: Policy; next: Policy; station: string },
  asked: Asked[],
  events: { at: string; plan: string }[],
): Preview {
  const took = asked.filter(({ code }) => code === null);
  const refusedNow = new Set(took.filter((one) => reasonAgainst(now, one, station)).map(({ hash }) => hash));
  const refused = took.flatMap((one) => {
    const reason = reasonAgainst(next, one, station);
    return reason !== null && !refusedNow.has(one.hash) ? [{ hash: one.hash, reason }] : [];
  });
  const allowed = asked.flatMap((one) => {
    const reason = one.code === 'policy' ? reasonAgainst(now, one, station) : null;
    return reason !== null && reasonAgainst(next, one, station) === null ? [{ hash: one.hash, reason }] : [];
  });
  return { refused, allowed, already: refusedNow.size, of: took.length, overLimit: overLimit(next.questions_per_day, events) };
}

const day = 24 * 3600_000;

function overLimit(perDay: number, events: { at: string; plan: string }[]): Preview['overLimit'] {
  const times = events.map(({ at }) => Date.parse(at));
  let oldest = 0;
  const over = events.filter((_event, i) => {
    while ((times[oldest] as number) <= (times[i] as number) - day) oldest++;
    return i - oldest >= perDay;
  });
  return { count: over.length, of: events.length, first: over[0] ?? null };
}
