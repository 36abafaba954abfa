// Over which stations sums are made. Two sums over the same persons whose sets differ by one or two stations are, by subtraction, a
// sum over those one or two; three sums can do the same together. So no combination of sums may rest on fewer than three stations,
// but for those that answer alone anyway.
import type { Condition, Plan } from './documents.ts';
import { smallestSum, stationsIn } from './scope.ts';

/** What matters of a plan here: about whom it is, and over which stations its sums are. */
export type Frame = Pick<Plan, 'dataset' | 'filter' | 'complete_on' | 'groups'>;
/** With the stations of it that take part. `shown`: that all of these do, so those that stand alone agreed to it. */
export type FrameOverSet = { frame: Frame; set: string[]; shown: boolean };

/** Stations that one or two of would be shown by a combination of these plans' sums; undefined where there are none. */
export function exposedStations(frames: FrameOverSet[]): string[] | undefined {
  const alone = frames
    .filter(({ shown }) => shown)
    .flatMap(({ frame, set }) => frame.groups.filter(([id = '', ...more]) => more.length === 0 && set.includes(id)).flat());
  const all = frames
    .flatMap(({ frame, set }) => [set, ...frame.groups.map((_group, scope) => stationsIn(frame, scope, set))])
    .map((members) => members.filter((id) => !alone.includes(id)).sort());
  const sums = [...new Map(all.map((members) => [members.join(), members])).values()];
  const stations = [...new Set(sums.flat())];
  const rowOf = (id: string) => sums.map((members) => Number(members.includes(id)));
  // A combination that is nothing outside `few` shows `few`: without their rows the table of who is in which sum has a smaller rank.
  const whole = rank(stations.map(rowOf));
  const isExposed = (few: string[]) => rank(stations.filter((id) => !few.includes(id)).map(rowOf)) < whole;
  const fews = [...stations.map((id) => [id]), ...stations.flatMap((a, i) => stations.slice(i + 1).map((b) => [a, b]))];
  return fews.filter(({ length }) => length < smallestSum).find(isExposed);
}

/** Whether sums of two plans can be set against each other: about a variable of both, over persons that each can tell from its others.
 * Judged by the plans alone, so that a refusal says nothing about the data. */
export function canBeCompared(a: Frame, b: Frame): boolean {
  const touches = (frame: Frame, id: string) =>
    frame.complete_on.includes(id) || frame.filter.some(({ variable }) => variable === id);
  return (
    a.dataset === b.dataset &&
    a.complete_on.some((id) => b.complete_on.includes(id)) &&
    a.filter.every(({ variable }) => touches(b, variable)) &&
    b.filter.every(({ variable }) => touches(a, variable)) &&
    !a.filter.some((one) => b.filter.some((other) => excludes(one, other)))
  );
}

function excludes(one: Condition, other: Condition): boolean {
  if (one.variable !== other.variable) return false;
  if ('levels' in one && 'levels' in other) return !one.levels.some((level) => other.levels.includes(level));
  return 'from' in one && 'from' in other && (Number(one.to) <= Number(other.from) || Number(other.to) <= Number(one.from));
}

/** 2^26 − 5, prime: products of two remainders are exact as doubles. */
const prime = 67_108_859;

/** The rank of a table of small integers, by elimination modulo a prime. */
function rank(table: number[][]): number {
  const rows = table.map((row) => [...row]);
  let found = 0;
  for (let column = 0; column < (table[0]?.length ?? 0); column++) {
    const at = rows.findIndex((row, i) => i >= found && row[column] !== 0);
    if (at < 0) continue;
    const [pivot] = rows.splice(at, 1) as [number[]];
    const [p, rest] = [pivot[column] as number, rows.splice(found)];
    rows.push(
      pivot,
      ...rest.map((row) =>
        row.map((value, j) => modulo(modulo(value * p) - modulo((row[column] as number) * (pivot[j] as number)))),
      ),
    );
    found++;
  }
  return found;
}

const modulo = (value: number) => ((value % prime) + prime) % prime;
