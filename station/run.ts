// Opens a station's folder and works for its holder until told to stop.
import { openData } from './data.ts';
import { send, work } from './exchange.ts';
import { verifyJournal } from './journal.ts';
import { openState } from './state.ts';
import { ensureKeys, readDictionary, readPolicy, readSettings, type Station } from './station.ts';

export async function openStation(folder: string, log: (line: string) => void): Promise<Station> {
  readPolicy(folder);
  const dictionary = readDictionary(folder);
  const state = openState(folder);
  const journal = verifyJournal(state);
  if (!journal.whole)
    throw new Error(`the journal of ${folder} is broken at entry ${journal.broken}: the station does not answer`);
  const station: Station = {
    folder,
    settings: readSettings(folder),
    keys: ensureKeys(folder),
    dictionary,
    state,
    data: await openData(folder, dictionary, (model) => fetchModel(station, model)),
    now: () => new Date(),
    log,
  };
  return station;
}

/** Resolves when `signal` aborts and the work at hand is done. */
export async function runStation(folder: string, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const station = await openStation(folder, log);
  try {
    log(`${station.settings.title} works for ${station.settings.hub}`);
    await work(station, signal);
  } finally {
    station.data.close();
    station.state.close();
  }
}

/** A model's bytes from the hub; whether they are what was asked for is for whoever runs them to see. */
async function fetchModel(station: Station, model: string): Promise<Uint8Array> {
  const response = await send(station, { method: 'GET', path: `/station/v1/models/${model}` });
  if (!response.ok) throw new Error(`the hub has no model ${model}`);
  return new Uint8Array(await response.arrayBuffer());
}
