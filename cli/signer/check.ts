// Whether a draft may be signed: the decision record is complete, says exactly this draft, and follows from what was signed before.
// The signer believes the hub nothing that it can check itself. Pure.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { assessmentGaps, criteria, type DecisionRecord } from '@sluss/protocol/decision.ts';
import type { Permit } from '@sluss/protocol/documents.ts';

export type Past = {
  body: string;
  /** The newest version of this permit that was signed here. */
  previous: Permit | undefined;
  revoked: boolean;
  now: Date;
};

const longestPermit = 10 * 366 * 86_400_000;

/** Everything that speaks against signing, in words; empty when nothing does. */
export function objections(draft: Permit, decision: DecisionRecord, past: Past): string[] {
  const found: string[] = [];
  const object = (when: boolean, why: string) => {
    if (when) found.push(why);
  };
  const { previous } = past;
  object(draft.body !== past.body || decision.body !== past.body, 'it is another body’s');
  object(past.revoked, 'the permit was revoked');
  object(
    decision.permit?.id !== draft.id ||
      decision.permit.version !== draft.version ||
      decision.permit.draft !== digest(canonicalBytes(draft)),
    'the draft is not the one that the officer approved',
  );
  for (const { criterion, gap } of assessmentGaps(decision.assessments))
    object(true, `criterion ${criterion} (${criteria[criterion]}) is ${gap}`);
  object(
    draft.persons.some((person) => person.sub === decision.decided_by.id),
    'who decided is named in the permit (art. 55(5))',
  );
  const [from, to] = [Date.parse(draft.not_before), Date.parse(draft.not_after)];
  object(to <= from, 'it ends before it begins');
  object(to <= past.now.getTime(), 'it is over already');
  object(
    to - from > 2 * longestPermit || (decision.kind !== 'renew' && !previous && to - from > longestPermit),
    'it lasts longer than art. 68(12) allows',
  );
  object(
    (decision.kind === 'grant') !== (draft.version === 1),
    `a decision to ${decision.kind} does not make version ${draft.version}`,
  );
  object(decision.kind === 'refuse', 'the decision refuses');
  if (draft.version === 1) object(draft.previous !== null || previous !== undefined, 'a first version follows nothing');
  else if (!previous) found.push('the version before was not signed here');
  else found.push(...wideningsOf(previous, draft, decision.kind));
  return found;
}

/** How a later version goes beyond the one before: an amendment may change persons and lessen the rest, a renewal only lasts longer. */
function wideningsOf(previous: Permit, draft: Permit, kind: DecisionRecord['kind']): string[] {
  const same = (a: unknown, b: unknown) => canonicalBytes(a).equals(canonicalBytes(b));
  const subset = (part: string[], whole: string[]) => part.every((one) => whole.includes(one));
  const found: string[] = [];
  if (draft.version !== previous.version + 1) found.push(`version ${draft.version} does not follow ${previous.version}`);
  if (draft.previous !== digest(canonicalBytes(previous))) found.push('it does not name the version before');
  const fixed = ['id', 'body', 'holder_org', 'purpose', 'plan_by', 'not_before'] as const;
  for (const name of fixed) if (draft[name] !== previous[name]) found.push(`${name} was changed`);
  if (!subset(draft.methods, previous.methods)) found.push('methods were added');
  if (!subset(draft.models, previous.models)) found.push('models were added');
  if (draft.stations.some((one) => !previous.stations.some((old) => same(one, old))))
    found.push('stations were added or their keys changed');
  for (const dataset of draft.datasets) {
    const old = previous.datasets.find((one) => one.id === dataset.id);
    if (!old || dataset.dictionary !== old.dictionary || !same(dataset.filter, old.filter))
      found.push(`the data of ${dataset.id} were changed`);
    else if (!subset(dataset.variables, old.variables)) found.push(`variables of ${dataset.id} were added`);
  }
  if (kind === 'amend' && draft.not_after > previous.not_after) found.push('it lasts longer without a renewal');
  return found;
}
