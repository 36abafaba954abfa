// What a steward does at the desk: change the policy, pause, resume, release a set. Each stands in the station's journal, in the same
// transaction. The station reads its policy anew at every question, so nothing has to be started again.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes, canonicalText, digest } from '@sluss/protocol/canonical.ts';
import type { Policy } from '@sluss/protocol/policy.ts';
import { record } from '@sluss/station/journal.ts';
import { atomically, type State } from '@sluss/station/state.ts';
import { readPolicy, timeText } from '@sluss/station/station.ts';

type Place = { folder: string; state: State; now: () => Date };

/** Names a policy, so that a form knows whether it is still about the one that it was filled in for. */
export const policyDigest = (policy: Policy): string => digest(canonicalBytes(policy));

/** Puts `next` in force. False, with nothing changed, where the policy is no longer the one of digest `base`. */
export function changePolicy(place: Place, next: Policy, { base, note }: { base: string; note: string }): boolean {
  let changed = false;
  atomically(place.state, () => {
    const now = readPolicy(place.folder);
    if (policyDigest(now) !== base) return;
    record(place, 'policy changed', { from: now, policy: next, note: note.normalize('NFC') });
    writePolicy(place.folder, next);
    changed = true;
  });
  return changed;
}

/** Pauses the station, or lets it go on. Twice the same is once. */
export function setPaused(place: Place, paused: boolean): void {
  atomically(place.state, () => {
    const now = readPolicy(place.folder);
    if (now.paused === paused) return;
    const policy = { ...now, paused };
    record(place, paused ? 'paused' : 'resumed', { policy });
    writePolicy(place.folder, policy);
  });
}

/** Lets sums over just these stations be made although others over nearly the same were:
 * a steward's journalled act (decisions/0018). */
export function releaseSet(place: Omit<Place, 'folder'>, dataset: string, set: string[]): void {
  const stations = [...set].sort();
  atomically(place.state, () => {
    const insert = place.state.prepare('insert or ignore into allowed_sets values (?, ?, ?)');
    if (insert.run(dataset, canonicalText(stations), timeText(place.now())).changes === 0) return;
    record(place, 'set released', { dataset, stations });
  });
}

/** In one step: a station never reads half a policy. */
function writePolicy(folder: string, policy: Policy): void {
  const file = join(folder, 'policy.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(policy, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
