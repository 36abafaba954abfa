// Evaluation of a brought model: does it hold at other hospitals? Score histograms per declared group; groups on which the model
// was trained are development and never part of the external result.
import { Refusal } from '@sluss/protocol/refusal.ts';
import { isLevel, partitionOf } from '@sluss/questions/columns.ts';
import { addBins } from '@sluss/questions/score-summary.ts';
import { expressionOfInput, readScores, type ScoreCell, type Scores, scores } from '@sluss/questions/scores.ts';
import { defaultBins, type EvaluateCall, evaluateSchema, questionOf } from './evaluate-call.ts';
import type { Conversation, Method, MethodContext } from './method.ts';
import { countEvents } from './regression.ts';
import { releaseEvaluation } from './release-evaluation.ts';

export type GroupRole = 'development' | 'external';
export type GroupResult = { group: number; stations: string[]; role: GroupRole; scores: Scores };
/** `external`: the sum of the external groups whose sums are fine (more than one station); null where there is none. */
export type EvaluateResult = { groups: GroupResult[]; external: { groups: number[]; stations: string[]; scores: Scores } | null };

export function roleOf(stations: string[], trainedOn: string[]): GroupRole {
  return stations.some((station) => trainedOn.includes(station)) ? 'development' : 'external';
}

function addCells(cells: ScoreCell[]): ScoreCell {
  return { id: (cells[0] as ScoreCell).id, bins: addBins(cells.map(({ bins }) => bins)), told: null };
}

function addScores(parts: Scores[]): Scores {
  const [first] = parts as [Scores, ...Scores[]];
  return {
    all: addCells(parts.map(({ all }) => all)),
    partitions: first.partitions.map(({ partition, cells }, p) => ({
      partition,
      cells: cells.map((_cell, c) => addCells(parts.map((part) => part.partitions[p]?.cells[c] as ScoreCell))),
    })),
    outside: parts.reduce((sum, { outside }) => sum + outside, 0),
  };
}

function* converse(call: EvaluateCall, context: MethodContext): Conversation<EvaluateResult> {
  const question = questionOf(call);
  const groups: GroupResult[] = [];
  for (const [group, stations] of context.plan.groups.entries()) {
    const answers = yield { scope: group, questions: [question] };
    // A station does not see the sums of other groups; no later question depends on them.
    if (!answers) continue;
    groups.push({
      group,
      stations,
      role: roleOf(stations, call.trained_on),
      scores: readScores(answers[0] ?? [], question, context),
    });
  }
  const external = groups.filter(({ role, scores: { all } }) => role === 'external' && !all.told);
  if (external.length === 0) return { groups, external: null };
  return {
    groups,
    external: {
      groups: external.map(({ group }) => group),
      stations: external.flatMap(({ stations }) => stations),
      scores: addScores(external.map((group) => group.scores)),
    },
  };
}

export const evaluate: Method<EvaluateCall, EvaluateResult> = {
  name: 'evaluate@1',
  title: { sv: 'Utvärdering av en modell', en: 'Evaluation of a model' },
  about: {
    sv: 'Hur väl en medhavd modell skiljer ut och beräknar risken för ett utfall, på andra sjukhus än där den tränades.',
    en: 'How well a brought model tells apart and gauges the risk of an outcome, at other hospitals than it was trained on.',
  },
  schema: evaluateSchema,
  variables: (call) => [
    ...new Set([...call.inputs.flatMap((input) => ('variable' in input ? [input.variable] : [])), call.y.variable]),
  ],
  models: (call) => [call.model],
  check: (call, { plan, dictionary }) => {
    isLevel(dictionary, call.y.variable, call.y.events);
    for (const input of call.inputs) expressionOfInput(dictionary, input);
    for (const id of call.partitions) partitionOf(plan, id);
    const bins = call.bins ?? defaultBins;
    for (const threshold of call.thresholds.map(Number))
      if (!(threshold > 0 && threshold < 1) || Math.abs(threshold * bins - Math.round(threshold * bins)) > 1e-9)
        throw new Refusal('malformed', `threshold ${threshold} is not between two of the ${bins} public bins`);
    for (const group of plan.groups) {
      const trained = group.filter((station) => call.trained_on.includes(station)).length;
      if (trained > 0 && trained < group.length)
        throw new Refusal('malformed', 'a group mixes stations that the model was trained on with others');
    }
    scores.layout(questionOf(call), { plan, dictionary });
  },
  checkCensus: (call, context) => {
    const events = countEvents(call.y, context);
    if (events < context.k || context.census.n - events < context.k)
      throw new Refusal('too_few', `an outcome class of ${call.y.variable}`);
  },
  converse,
  templates: (call, { plan }) => plan.groups.map((_stations, scope) => ({ scope, questions: [questionOf(call)], atMost: 1 })),
  release: releaseEvaluation,
};
