// A draft and its decision in words: what a person reads before the signature.
import { type Criterion, criteria, type DecisionRecord } from '@sluss/protocol/decision.ts';
import type { Permit } from '@sluss/protocol/documents.ts';

export function inWords(draft: Permit, decision: DecisionRecord): string {
  const deeds = { grant: 'grants', amend: 'amends', renew: 'extends', refuse: 'refuses', approve: 'approves' };
  const lines = [
    `Permit ${draft.id}, version ${draft.version}`,
    `  ${decision.decided_by.name} ${deeds[decision.kind]} it on ${decision.reference}, ${decision.at}: ${decision.reason}`,
    `  To:        ${draft.holder_org}, for ${draft.purpose}`,
    `  Persons:   ${draft.persons.map((one) => `${one.sub} (${one.keys.length} key${one.keys.length === 1 ? '' : 's'})`).join(', ')}`,
    `  Plans by:  ${draft.plan_by === 'person' ? 'a named person, signed' : 'THE HUB, without a person’s signature'}`,
    ...draft.datasets.map(
      (one) =>
        `  Data:      ${one.id}: ${one.variables.join(', ')}${one.filter.length ? `; only ${JSON.stringify(one.filter)}` : ''}`,
    ),
    `  Methods:   ${draft.methods.join(', ')}`,
    ...(draft.models.length ? [`  Models:    ${draft.models.join(', ')}`] : []),
    `  Stations:  ${draft.stations.map((one) => one.id).join(', ')}`,
    `  From/to:   ${draft.not_before} – ${draft.not_after}`,
    ...decision.conditions.map((one) => `  Condition: ${one}`),
    '  Criteria:',
    ...decision.assessments.map(
      (one) => `    ${one.criterion.padEnd(7)} ${one.finding.padEnd(14)} ${criteria[one.criterion as Criterion]}: ${one.reason}`,
    ),
  ];
  return lines.join('\n');
}
