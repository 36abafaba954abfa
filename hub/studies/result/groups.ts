// The groups of stations in which a model was evaluated: elsewhere, and where it was built, in the order in which they are read.
import type { Names } from '../names.ts';
import type { Evaluation, EvaluationPart, ToldPart } from './shapes.ts';

export type Group = { title: string; stations: string; part: EvaluationPart; development: boolean };
export const wholeTitle = ({ title, stations }: Group) => `${title}: ${stations}`;

export const isTold = (part: EvaluationPart | null): part is EvaluationPart & ToldPart => part?.state === 'told';

export type Told = { names: Names; groups: (Group & { part: ToldPart })[] };

export function groupsOf({ text, ...names }: Names, { external, externalGroups, development }: Evaluation): Group[] {
  // In one order whatever the plan's, so that the same group is called the same in two studies.
  const stations = (ids: string[]) => names.stations([...ids].sort());
  return [
    ...(external ? [{ title: text.external, stations: stations(external.stations), part: external, development: false }] : []),
    ...externalGroups.map((part) => ({ title: text.externalGroup, stations: stations(part.stations), part, development: false })),
    ...development.map((part) => ({ title: text.development, stations: stations(part.stations), part, development: true })),
  ];
}
