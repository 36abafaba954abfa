// Where a study stands, as the part of its page that changes while it runs: shown with the page, and sent again whenever it changes.
import { createHash } from 'node:crypto';
import type { Hub } from '../platform/hub.ts';
import { fill, type Language } from '../platform/texts.ts';
import type { StudyView } from './actions.ts';
import { asksOf, currentRound, Gates, reasonOf, Standing, StationsOfStudy } from './gates.tsx';
import { type Names, namesOf } from './names.ts';
import { readAnyStudy, type StudyPageData } from './study-page.ts';

export const isOver = (state: string) => state !== 'inviting' && state !== 'running';

export function Progress({ names, data }: { names: Names; data: StudyPageData }) {
  const { text } = names;
  const { study } = data;
  return (
    <>
      <Standing names={names} study={study} />
      {study.rounds.length > 0 ? (
        <>
          <h3>{text.gates}</h3>
          <Gates names={names} study={study} />
        </>
      ) : null}
      <h3>{text.stations}</h3>
      <StationsOfStudy names={names} data={data} />
    </>
  );
}

/** The same in a few words, for somebody who listens: no more than what changed. */
export function progressSaid(names: Names, study: StudyView): string {
  const { text } = names;
  const round = currentRound(study);
  switch (study.state) {
    case 'inviting': {
      const yes = study.stations.filter(({ state }) => state === 'accepted').length;
      return fill(text.saysInviting, { yes, all: study.stations.length });
    }
    case 'running':
      return fill(text.saysRunning, { round: (round?.round ?? 0) + 1, asks: asksOf(names, round?.asks ?? []) });
    case 'finished':
      return text.saysFinished;
    default:
      return study.reason ? fill(text.saysEnded, { reason: reasonOf(names, study.reason.code) }) : text.saysEndedOnly;
  }
}

/** What a listener is sent. `id` names what is shown: the same id is the same content. */
export type Shown = { id: string; state: string; title: string; says: string; html: string };

const minute = 60_000;

/** Read and drawn once a change and process, however many look on. `seesResult`: what the last sentence says differs. */
export async function shownProgress(hub: Hub, study: string, language: Language, seesResult: boolean): Promise<Shown> {
  const place = `progress ${study} ${language} ${seesResult}`;
  // "Heard from three minutes ago" grows older without a wake-up.
  const version = `${hub.bus.heard(`study:${study}`)} ${Math.floor(hub.now().getTime() / minute)}`;
  const known = hub.memory.get<Shown & { version: string }>(place);
  if (known?.version === version) return known;
  const made = await hub.memory.rememberOnce(`${place} ${version}`, async () => {
    const data = await readAnyStudy(hub, study, seesResult);
    const names = namesOf({ language, dictionary: data.dictionary, plan: data.study.plan, stations: data.stations });
    const html = String(<Progress names={names} data={data} />);
    const id = createHash('sha256').update(html).digest('base64url').slice(0, 22);
    const { state } = data.study;
    return { version, id, state, title: names.text[`state_${state}`], says: progressSaid(names, data.study), html };
  });
  hub.memory.forget(`${place} ${version}`);
  hub.memory.set(place, made);
  return made;
}
