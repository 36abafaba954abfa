// What the hub is told of a changed policy: the three limits that it was told when the station joined, so that nobody plans a study that
// the station will decline. Everything else of the policy stays here.
import type { Policy } from '@sluss/protocol/policy.ts';
import { send } from '@sluss/station/exchange.ts';
import { ensureKeys, readPolicy, readSettings } from '@sluss/station/station.ts';

const patience = 5_000;

/** Whether a change is one that the hub is told of. */
export function isTold(now: Policy, next: Policy): boolean {
  const told = ({ k, alone, release }: Policy) => JSON.stringify([k, [...alone].sort(), release]);
  return told(now) !== told(next);
}

/** True where the hub has heard it. It holds at the station whether the hub has or not. */
export async function tellPolicy(folder: string, now: () => Date): Promise<boolean> {
  const { k, alone, release } = readPolicy(folder);
  const station = { settings: readSettings(folder), keys: ensureKeys(folder), now };
  const body = JSON.stringify({ k, alone, release });
  const signal = AbortSignal.timeout(patience);
  const answer = await send(station, { method: 'POST', path: '/station/v1/policy', body, signal }).catch(() => undefined);
  return answer?.ok ?? false;
}
