// A refusal in plain words, for the steward alone: what the station saw, which rule said no, and what can be done. The station writes its
// reasons in English, for its log; here each is known by its form.
import { fill } from '../hub/platform/texts.ts';
import type { Names } from './names.ts';

type Key = keyof Names['text'];

/** The first that fits; what it names in brackets stands in the sentence. */
const forms: [RegExp, Key][] = [
  [/^the plan's k is (?<theirs>\d+), ours is (?<ours>\d+)$/, 'why_k'],
  [/^exact release is not ours$/, 'why_exact'],
  [/^purpose (?<purpose>\S+)$/, 'why_purpose'],
  [/^method (?<method>\S+)$/, 'why_method'],
  [/^(?<count>\d+) models$/, 'why_models'],
  [/^nothing leaves this station alone$/, 'why_alone'],
  [/^(?<kind>\w+) never leaves alone$/, 'why_kindAlone'],
  [/^paused by the steward$/, 'why_paused'],
  [/^fewer persons than the policy asks for now$/, 'why_fewerNow'],
  [/^(the cohort has fewer than k persons|the frame has \d+ persons)$/, 'why_few'],
  [/^the permit has too many different cohorts$/, 'why_manyCohorts'],
  [/^too many would have to be left out$/, 'why_leftOut'],
  [/^the filter cuts an answered group close to its edge$/, 'why_edge'],
  [/^another permit’s filter differs by fewer than k persons$/, 'why_nearPermit'],
  [/^exact release only for the first frame of a permit$/, 'why_exactFirst'],
  [/^guard (weights|.*weight.*)$/, 'why_weights'],
  [/^guard (?<guard>.+)$/, 'why_guard'],
  [/^(an outcome class of (?<variable>\w+)|an outcome class of the group)$/, 'why_class'],
  [/^a level of (?<variable>\w+)$/, 'why_level'],
  [/^(?<columns>\d+) columns for (?<persons>\d+) persons$/, 'why_columns'],
  [/^(counts|histogram|scores)$/, 'why_cells'],
  [/^the database failed: /, 'why_database'],
  [/^the model failed: /, 'why_model'],
  [/^(?<count>\d+) questions in a day$/, 'why_limit'],
  [/^a sum over (?<stations>.+) would follow$/, 'why_follow'],
  [/^a smaller set than the plan allows$/, 'why_smaller'],
  [/^a sum over another set was opened$/, 'why_otherSet'],
  [/^(not a part of the plan’s set|not the pinned set)$/, 'why_notPinned'],
  [/^round (?<round>\d+) is not what the plan's methods ask$/, 'why_path'],
  [/^the sum of round (?<round>\d+) is (withheld|not for us to see)$/, 'why_withheld'],
  [/^(an earlier attempt|the round was opened under another attempt|nothing to open, or an earlier attempt)$/, 'why_attempt'],
  [/^(the plan is past this round|the census was not opened)$/, 'why_order'],
  [/^another question under the same round and attempt$/, 'why_another'],
  [/^(not the vector that we sent|not asked of us|we are not in the set)$/, 'why_notOurs'],
  [/^a plan that we never accepted, or that is finished$/, 'why_unknownPlan'],
  [/^another dictionary than the permit was given for$/, 'why_dictionary'],
  [/^a newer version was seen$|^version \d+, the list says \d+$/, 'why_version'],
  [/^of another body$/, 'why_body'],
  [/^(outside the permit’s dates|the plan has expired)$/, 'why_dates'],
  [/^(signed by nobody the permit names|nobody signed the plan)$/, 'why_signedBy'],
  [/^the plan names another permit$/, 'why_otherPermit'],
  [/keys .*are not those the permit lists$/, 'why_keys'],
  [/^variable (?<variable>\w+)$/, 'why_variable'],
  [/^the filter is wider than the permit’s on (?<variable>\w+)$/, 'why_wider'],
  [/^a station that the permit does not list$/, 'why_station'],
  [/^(more than \d+ models|model sha256:.*)$/, 'why_permitModels'],
  [/not in force now|promises too long|status key|older list|permit is not on the list/, 'why_stale'],
];

export type Explanation = {
  /** The rule that said no, as its code's name. */
  rule: string;
  /** What the station saw. */
  why: string;
  /** What to do about it, if anything. */
  remedy: string;
  /** The station's own note, word for word. */
  note: string;
};

export function explain(names: Names, code: string, detail: string): Explanation {
  const { text } = names;
  const words: Record<string, string> = text;
  const found = forms.find(([form, key]) => form.test(detail) && fits(key, code));
  const said = found ? fill(text[found[1]], inWords(names, found[0].exec(detail)?.groups ?? {})) : '';
  return {
    rule: names.code(code),
    why: said || words[`about_${code}`] || '',
    remedy: words[`remedy_${code}`] ?? '',
    note: detail,
  };
}

/** A policy and a permit speak of purposes, methods and variables in the same words. */
function fits(key: Key, code: string): boolean {
  if (key === 'why_method') return code === 'policy';
  if (key === 'why_variable') return code === 'not_permitted';
  return true;
}

function inWords(names: Names, groups: Record<string, string | undefined>): Record<string, string> {
  const written: Record<string, (value: string) => string> = {
    purpose: names.purpose,
    method: names.method,
    kind: names.kind,
    variable: names.variable,
    stations: (value) => names.stations(value.split(' and ')),
    round: (value) => String(Number(value) + 1),
  };
  return Object.fromEntries(
    Object.entries(groups).flatMap(([name, value]) => (value === undefined ? [] : [[name, written[name]?.(value) ?? value]])),
  );
}
