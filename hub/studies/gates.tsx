// Where a study stands: gate by gate, station by station, and who is waited for.
import { fill } from '../platform/texts.ts';
import { writeAgo, writeMoment } from '../ui/format.ts';
import { Gate, type GateState } from '../ui/gate.tsx';
import { Table } from '../ui/table.tsx';
import type { StudyView } from './actions.ts';
import type { Names } from './names.ts';
import type { StudyPageData } from './study-page.ts';

type Round = StudyView['rounds'][number];

export function asksOf({ text }: Names, asks: string[]): string {
  const words: Record<string, string> = text;
  return asks.map((kind) => words[`ask_${kind}`] ?? kind).join(', ');
}

/** The round that is being asked, if one is. */
export function currentRound(study: StudyView): Round | undefined {
  return study.state === 'running'
    ? study.rounds.findLast((round) => round.state === 'asked' || round.state === 'collected')
    : undefined;
}

export function reasonOf({ text }: Names, code: string): string {
  const words: Record<string, string> = text;
  return words[`code_${code}`] ?? code;
}

/** One sentence: how far it has come. */
export function Standing({ names, study }: { names: Names; study: StudyView }) {
  const { text } = names;
  const round = currentRound(study);
  const reason = study.reason ? reasonOf(names, study.reason.code) : '';
  switch (study.state) {
    case 'inviting':
      return <p class="lead">{text.nowInviting}</p>;
    case 'running': {
      const asks = round ? asksOf(names, round.asks) : '';
      const values = { round: (round?.round ?? 0) + 1, asks, stations: names.stations(round?.waiting_for ?? []) };
      return <p class="lead">{fill(round?.waiting_for.length ? text.nowRunning : text.nowRunningAll, values)}</p>;
    }
    case 'finished':
      return <p>{study.result ? text.nowFinished : text.nowFinishedNoResult}</p>;
    case 'refused':
      return (
        <>
          <p class="lead">
            {study.reason?.station
              ? fill(text.nowRefusedBy, { station: names.station(study.reason.station), reason })
              : fill(text.nowRefused, { reason })}
          </p>
          <p>{text.nowKept}</p>
        </>
      );
    default:
      return (
        <>
          <p class="lead">{study.state === 'stopped' ? text.nowStopped : text.nowExpired}</p>
          <p>{text.nowKept}</p>
        </>
      );
  }
}

const pictures: Record<Round['state'], GateState> = { asked: 'shut', collected: 'shut', opened: 'open', abandoned: 'gone' };

/** Rounds that ask the same of the same stations, one after the other. */
function alike(rounds: Round[]): Round[][] {
  return rounds.reduce<Round[][]>((groups, round) => {
    const before = groups.at(-1)?.at(-1);
    const same = before && [before, round].every(({ state }) => state === 'opened') && String(before.asks) === String(round.asks);
    if (same && String(before.stations) === String(round.stations)) groups.at(-1)?.push(round);
    else groups.push([round]);
    return groups;
  }, []);
}

export function Gates({ names, study }: { names: Names; study: StudyView }) {
  const { text } = names;
  const rounds = study.rounds.length;
  // While it runs nobody knows how many there will be: the water still has somewhere to go.
  const steps = study.state === 'finished' ? rounds : rounds + 3;
  return (
    <>
      <p>{text.gatesLead}</p>
      <ol class="gates">
        {alike(study.rounds).map((rounds) => {
          const [first, last] = [rounds[0] as Round, rounds.at(-1) as Round];
          return (
            <li class={last.waiting_for.length > 0 ? 'waiting' : ''}>
              <span class="row">
                {rounds.map((round) => (
                  <Gate
                    state={round.waiting_for.length > 0 ? 'waiting' : pictures[round.state]}
                    level={(round.round + 1) / steps}
                  />
                ))}
              </span>
              <strong>
                {first === last ? first.round + 1 : `${first.round + 1}–${last.round + 1}`}. {asksOf(names, first.asks)}
              </strong>
              {first.stations.length === 1
                ? fill(text.gateAlone, { station: names.stations(first.stations) })
                : fill(text.gateOver, { count: first.stations.length })}
              {last.state === 'opened' ? null : <em>{stateOf(names, last)}</em>}
            </li>
          );
        })}
      </ol>
    </>
  );
}

function stateOf({ text, stations }: Names, round: Round): string {
  if (round.state === 'abandoned') return text.gateAbandoned;
  return round.waiting_for.length > 0 ? fill(text.gateWaits, { stations: stations(round.waiting_for) }) : text.gateCollected;
}

export function StationsOfStudy({ names, data }: { names: Names; data: StudyPageData }) {
  const { text, language } = names;
  const { study } = data;
  const round = currentRound(study);
  const words: Record<string, string> = text;
  const where = (id: string, code: string | null) => {
    if (code)
      return study.state === 'inviting' || study.state === 'running'
        ? fill(text.stationRetry, { reason: reasonOf(names, code) })
        : reasonOf(names, code);
    if (!round?.stations.includes(id)) return text.notTold;
    return fill(round.waiting_for.includes(id) ? text.stationWaitsHere : text.stationDone, { round: round.round + 1 });
  };
  const heard = (id: string) => {
    const seconds = data.stations.find((one) => one.id === id)?.secondsSilent ?? null;
    return seconds === null ? text.heardNever : seconds < 90 ? text.heardNow : writeAgo(seconds, language);
  };
  const running = study.state === 'running' || study.state === 'inviting';
  return (
    <Table
      caption={text.stations}
      hideCaption
      columns={[
        { title: text.station },
        { title: text.takesPart },
        ...(running || study.state === 'refused' ? [{ title: text.answer }] : []),
        { title: text.heard },
      ]}
      rows={study.stations.map(({ station, state, code }) => ({
        key: names.station(station),
        cells: [
          words[`station_${state}`],
          ...(running || study.state === 'refused' ? [where(station, code)] : []),
          heard(station),
        ],
      }))}
    />
  );
}

export function Moment({ at, language }: { at: string; language: Names['language'] }) {
  return <time datetime={at}>{writeMoment(at, language)}</time>;
}
