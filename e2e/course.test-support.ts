// For end-to-end tests: where a study stands, and how to make it stand still at a known place.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Player, StudyView } from '../demo/play.ts';
import { eventually, lookAt, type Process } from './system.test-support.ts';

/** What a study found, without what tells this study from another. */
export const findings = ({ state, result }: StudyView) => ({
  state,
  n: result?.n,
  missing: result?.missing,
  results: result?.results,
});

/** The last round, its state, and whom it waits for. */
export function standing(study: StudyView) {
  const round = study.rounds.at(-1);
  return round && { round: round.round, state: round.state, waits: round.waiting_for.join() };
}

/** Freezes one station so that a round from `from` on is asked and everybody else has uploaded; gives that round. */
export async function stallAt(player: Player, id: string, station: Record<string, Process>, from: number): Promise<number> {
  const [name, process] = Object.entries(station)[0] as [string, Process];
  for (;;) {
    process.freeze();
    const now = await eventually('a study that stands still', async () => {
      const study = await lookAt(player, id);
      assert.ok(
        ['inviting', 'running'].includes(study.state),
        `the study ended before round ${from}: ${JSON.stringify(study.reason)}`,
      );
      const others = study.stations.filter((one) => one.station !== name);
      if (study.state === 'inviting')
        return others.every(({ state }) => state === 'accepted') && { round: -1, state: 'inviting' };
      const at = standing(study);
      return at?.waits === name && at;
    });
    if (now.state === 'asked' && now.round >= from) return now.round;
    process.thaw();
    await pause(5);
  }
}
