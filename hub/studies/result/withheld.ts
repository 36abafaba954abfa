// What the rules of release took away from a result, in sentences: a reader must know what a table does not say.
import type { Plan } from '@sluss/protocol/documents.ts';
import { fill } from '../../platform/texts.ts';
import { writeList, writeShort } from '../../ui/format.ts';
import type { Axis, Names } from '../names.ts';
import type { Crosstab, Description, Evaluation, EvaluationPart, Released } from './shapes.ts';

type Call = Plan['methods'][number];

/** Which class of rule took something away (questions/suppression.ts, methods/release.ts): too small a count, a cell that would let
 * another be solved, too few of either outcome, the ledger's answers to earlier plans, the release profile, and what is never told. */
export type RuleClass = 'small' | 'solvable' | 'outcome' | 'ledger' | 'profile' | 'never';
export type Withheld = { rule: RuleClass; sentence: string };

export const ruleClasses: RuleClass[] = ['small', 'solvable', 'outcome', 'ledger', 'profile', 'never'];
const as =
  (rule: RuleClass) =>
  (sentence: string): Withheld => ({ rule, sentence });

/** The sentences alone, in their order. */
export function withheld(names: Names, plan: Plan, released: Released): string[] {
  return withheldByRule(names, plan, released).map(({ sentence }) => sentence);
}

export function withheldByRule(names: Names, plan: Plan, released: Released): Withheld[] {
  const { text, language } = names;
  const { k } = plan;
  const unknown = Object.entries(released.missing)
    .filter(([, count]) => count === null)
    .map(([id]) => names.variableWithin(id));
  const own = released.results.flatMap(({ name, result }, at) => {
    const call = plan.methods[at];
    if (!call) return [];
    if (name === 'describe@1') return ofDescription(names, result as Description);
    if (name === 'crosstab@1') return ofCrosstab(names, call, result as Crosstab);
    if (name === 'evaluate@1') return ofEvaluation(names, plan, call, result as Evaluation).map(as('outcome'));
    return [];
  });
  return [
    ...(released.leftOut > 0 ? [as('ledger')(fill(text.withheldLeftOut, { count: released.leftOut, k }))] : []),
    ...(unknown.length > 0 ? [as('small')(fill(text.withheldMissing, { k, variables: writeList(unknown, language) }))] : []),
    ...own,
    as('profile')(plan.release === 'exact' ? text.withheldExact : text.withheldProfile),
    as('never')(fill(text.withheldAlways, { k })),
  ];
}

function ofDescription(names: Names, { frame, categories }: Description): Withheld[] {
  const { text } = names;
  return [
    ...(frame.rounded ? [as('solvable')(text.withheldRounded)] : []),
    ...categories.flatMap(({ variable, levels }) => {
      const count = levels.filter((one) => one.count === null).length;
      return [
        ...levels
          .filter((one) => one.levels.length > 1)
          .map((one) =>
            as('small')(
              fill(text.withheldJoined, {
                what: names.variable(variable),
                levels: one.levels.map((id) => names.level(variable, id)).join(', '),
              }),
            ),
          ),
        ...(count > 0 ? [as('solvable')(fill(text.withheldLevels, { variable: names.variable(variable), count }))] : []),
      ];
    }),
  ];
}

function ofCrosstab(names: Names, call: Call, table: Crosstab): Withheld[] {
  const { text } = names;
  const { rows, columns } = call as unknown as { rows: Axis; columns: Axis };
  const name = (axis: Axis, ids: string[]) =>
    'variable' in axis ? ids.map((id) => names.level(axis.variable, id)).join(', ') : names.cells(axis.partition, ids);
  const joined = (axis: Axis, lines: string[][]) =>
    lines
      .filter((ids) => ids.length > 1)
      .map((ids) => as('small')(fill(text.withheldJoined, { what: names.axis(axis), levels: name(axis, ids) })));
  const hidden = table.cells.flat().filter((count) => count === null).length;
  const title = fill(text['method_crosstab@1'], { rows: names.axis(rows), columns: names.axis(columns) });
  return [
    ...joined(rows, table.rows),
    ...joined(columns, table.columns),
    ...(hidden > 0 ? [as('solvable')(fill(text.withheldCells, { title, count: hidden }))] : []),
  ];
}

function ofEvaluation(names: Names, plan: Plan, call: Call, evaluation: Evaluation): string[] {
  const { text, language } = names;
  const { thresholds, partitions } = call as unknown as { thresholds: string[]; partitions: string[] };
  const parts: [string, EvaluationPart][] = [
    ...(evaluation.external ? [[text.elsewhere, evaluation.external] as [string, EvaluationPart]] : []),
    ...evaluation.externalGroups.map((part): [string, EvaluationPart] => [names.stations(part.stations), part]),
    ...evaluation.development.map((part): [string, EvaluationPart] => [text.whereBuilt, part]),
  ];
  return parts.flatMap(([group, part]) => {
    if (part.state !== 'told') return [fill(text.withheldGroup, { group })];
    const lost = thresholds
      .map(Number)
      .filter((threshold) => !part.thresholds.some((row) => Math.abs(row.threshold - threshold) < 1e-9));
    const inDetail = part.curve.length > 0;
    return [
      ...(inDetail ? [fill(text.withheldBins, { group, k: plan.k })] : []),
      ...(inDetail && lost.length > 0
        ? [
            fill(text.withheldThresholds, {
              group,
              k: plan.k,
              thresholds: writeList(
                lost.map((one) => writeShort(one, language)),
                language,
              ),
            }),
          ]
        : []),
      ...partitions.flatMap((id) => subgroupsOf(names, plan, id, part, group)),
    ];
  });
}

function subgroupsOf(
  names: Names,
  plan: Plan,
  partition: string,
  part: Extract<EvaluationPart, { state: 'told' }>,
  group: string,
): string[] {
  const { text } = names;
  const all = plan.partitions.find(({ id }) => id === partition)?.cells.map(({ id }) => id) ?? [];
  const told = part.subgroups.find((one) => one.partition === partition)?.cells ?? [];
  const what = fill(text.withheldOfModel, { group, partition: names.partitionWithin(partition) });
  const absent = all.filter((id) => !told.some(({ cells }) => cells.includes(id)));
  return [
    ...told
      .filter(({ cells }) => cells.length > 1)
      .map(({ cells }) => fill(text.withheldJoined, { what, levels: names.cells(partition, cells) })),
    ...absent.map((id) => fill(text.withheldSubgroups, { what, cells: names.cells(partition, [id]) })),
  ];
}
