// The one plain object that a steward's desk is: a station's folder, what the station remembers, the dictionary of its data.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { openState, type State } from '@sluss/station/state.ts';
import { readDictionary, readPolicy, readSettings, type Settings } from '@sluss/station/station.ts';

export type Desk = { folder: string; settings: Settings; dictionary: Dictionary; state: State; now: () => Date };

/** Throws Error with a sentence for the steward where the folder is no station's. */
export function openDesk(folder: string, now: () => Date = () => new Date()): Desk {
  if (!existsSync(join(folder, 'station.json')))
    throw new Error(`${folder} holds no station that has joined a hub (sluss station join)`);
  readPolicy(folder);
  return { folder, settings: readSettings(folder), dictionary: readDictionary(folder), state: openState(folder), now };
}
