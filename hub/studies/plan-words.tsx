// A plan as a person would say it: on whom, what is asked, what is told apart, what happens when a station is lost.
import type { Plan } from '@sluss/protocol/documents.ts';
import { fill } from '../platform/texts.ts';
import { writeDay, writeList, writeShort } from '../ui/format.ts';
import type { Axis, Names, Outcome } from './names.ts';

type Call = Plan['methods'][number] & {
  variables?: string[];
  x?: string[];
  y?: Outcome | string;
  rows?: Axis;
  columns?: Axis;
  partitions?: string[];
  thresholds?: string[];
  trained_on?: string[];
};

export function PlanInWords({ names, plan, dataset }: { names: Names; plan: Plan; dataset: string }) {
  const { text, language } = names;
  const who =
    plan.filter.length > 0
      ? fill(text.planFilter, { dataset, conditions: writeList(plan.filter.map(names.condition), language) })
      : fill(text.planEverybody, { dataset });
  const complete = fill(text.planComplete, { variables: writeList(plan.complete_on.map(names.variableWithin), language) });
  return (
    <dl>
      <dt>{text.planWho}</dt>
      <dd>
        {who} {complete}
      </dd>
      <dt>{text.planAsk}</dt>
      <dd>
        <ul>
          {plan.methods.map((call) => (
            <li>{callInWords(names, call as Call)}</li>
          ))}
        </ul>
      </dd>
      <dt>{text.planGroups}</dt>
      <dd>{groupsInWords(names, plan)}</dd>
      {plan.partitions.map(({ id, cells }) => (
        <>
          <dt>
            {text.planPartitions}: {names.partitionWithin(id)}
          </dt>
          <dd>{cells.map((cell) => names.cells(id, [cell.id])).join(' · ')}</dd>
        </>
      ))}
      <dt>{text.planLost}</dt>
      <dd>{plan.smaller_set && plan.groups.length === 1 ? text.planLostGoOn : text.planLostWait}</dd>
      <dt>{text.planExpires}</dt>
      <dd>
        <time datetime={plan.expires}>{writeDay(plan.expires, language)}</time>
      </dd>
    </dl>
  );
}

function callInWords(names: Names, call: Call): string {
  const { text, language } = names;
  const words: Record<string, string> = text;
  const several = (ids: string[] = []) => writeList(ids.map(names.variableWithin), language);
  const kind =
    call.name !== 'evaluate@1' || (call.partitions?.length && call.thresholds?.length)
      ? call.name
      : call.thresholds?.length
        ? 'evaluate_thresholds@1'
        : 'evaluate_plain@1';
  const template = words[`ask_words_${kind}`];
  if (!template) return call.name;
  return fill(template, {
    variables: several(call.variables ?? call.x),
    outcome: call.y ? names.outcome(call.y) : '',
    rows: call.rows ? names.axisWithin(call.rows) : '',
    columns: call.columns ? names.axisWithin(call.columns) : '',
    trained: call.trained_on?.length ? names.stations(call.trained_on) : text.nowhere,
    partitions: writeList(
      (call.partitions ?? []).map((id) => names.partitionWithin(id)),
      language,
    ),
    thresholds: writeList(
      (call.thresholds ?? []).map((one) => writeShort(Number(one), language)),
      language,
    ),
  });
}

function groupsInWords(names: Names, plan: Plan) {
  const { text } = names;
  if (plan.groups.length === 1) return fill(text.planOneGroup, { stations: names.stations(plan.groups[0] ?? []) });
  return (
    <>
      <ul>
        {plan.groups.map((group) => (
          <li>
            {group.length === 1
              ? fill(text.planGroupAlone, { station: names.stations(group) })
              : fill(text.planGroupSum, { stations: names.stations(group) })}
          </li>
        ))}
      </ul>
      {plan.methods.some(({ name }) => name === 'evaluate@1') ? text.planGroupsAlso : null}
    </>
  );
}
