// The demo's model, trained on Cleveland only, evaluated at four hospitals: against scikit-learn, statsmodels and DeLong by pairs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { digest } from '@sluss/protocol/canonical.ts';
import { type EvaluateResult, evaluate } from './evaluate.ts';
import type { EvaluateCall } from './evaluate-call.ts';
import { aPlan, flambyVariables, heartDictionary, readHeart, truth } from './heart.test-support.ts';
import type { ReleasedPart } from './release-evaluation.ts';
import { type Federation, runPlan } from './rows.test-support.ts';

const model = (file: string) => JSON.parse(readFileSync(new URL(`../demo/model/${file}`, import.meta.url), 'utf8'));
const card = model('card.json');
const expected: Record<string, { inputs: number[][]; scores: number[] }> = model('expected.json').patients;
const scoreOf = new Map(
  Object.values(expected).flatMap(({ inputs, scores }) =>
    inputs.map((row, i) => [row.map(Math.fround).join(), scores[i] as number]),
  ),
);

const ages = ['20', '45', '55', '90'];
const partitions = [
  {
    id: 'age_band',
    variable: 'age',
    cells: [0, 1, 2].map((i) => ({
      id: `${ages[i]}-${ages[i + 1]}`,
      condition: { variable: 'age', from: ages[i] as string, to: ages[i + 1] as string },
    })),
  },
  { id: 'sex', variable: 'sex', cells: ['female', 'male'].map((id) => ({ id, condition: { variable: 'sex', levels: [id] } })) },
];
const call: EvaluateCall = {
  name: 'evaluate@1',
  model: card.digest ?? digest('model'),
  inputs: card.inputs,
  y: card.outcome,
  trained_on: card.trained_on,
  partitions: ['age_band', 'sex'],
  thresholds: ['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9'],
};
const groups = [['cleveland'], ['budapest', 'zurich', 'long-beach']];

function aFederation(parts: Partial<Federation['plan']> = {}): Federation {
  return {
    plan: aPlan({ methods: [call], partitions, groups, ...parts }),
    dictionary: heartDictionary,
    stations: readHeart(),
    score: (_model, inputs) => scoreOf.get(inputs.map(Math.fround).join()) ?? Number.NaN,
  };
}

function run(federation = aFederation()) {
  const { outcome } = runPlan(federation);
  const raw = outcome.results[0]?.result as EvaluateResult;
  const context = { plan: federation.plan, dictionary: heartDictionary, census: outcome.census, k: 10 };
  const release = (profile: 'rounded' | 'exact') => evaluate.release(raw, call, { ...context, profile }) as Released;
  return { raw, release };
}
type Told = Extract<ReleasedPart, { state: 'told' }>;
type Released = {
  external: Told & { stations: string[] };
  development: (Told & { stations: string[]; alone: boolean })[];
  externalGroups: Told[];
};

const within = (value: number | null, wanted: number, limit: number) =>
  assert.ok(value !== null && Math.abs(value - wanted) <= limit, `${value} against ${wanted}`);

test('the external AUROC equals the pooled one within the printed tie bound, its interval DeLong’s by pairs', () => {
  const { external } = run().release('exact');
  assert.deepEqual(external.stations, ['budapest', 'zurich', 'long-beach']);
  assert.deepEqual([external.n, external.events], [truth.external.n, truth.external.events]);
  within(external.auroc.value, truth.external.aurocBySklearn, external.auroc.tieBound);
  assert.ok(external.auroc.tieBound < 0.0006, String(external.auroc.tieBound));
  within((external.auroc.high - external.auroc.low) / 2 / 1.959964, truth.external.aurocError, 2e-5);
  const rounded = run().release('rounded').external.auroc;
  within(rounded.value, truth.external.aurocBySklearn, rounded.tieBound);
});

test('Brier score, calibration intercept and slope equal scikit-learn’s and statsmodels’', () => {
  const { external } = run().release('exact');
  within(external.brier, truth.external.brier, 1e-6);
  within(external.calibration.intercept, truth.external.intercept, 1e-4);
  within(external.calibration.slope, truth.external.slope, 1e-3);
});

test('thresholds .1 to .7 pass, exact where no neighbouring row tells a small count', () => {
  const { thresholds } = run().release('exact').external;
  assert.deepEqual(
    thresholds.map(({ threshold }) => threshold),
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
  );
  for (const row of thresholds) {
    const wanted = truth.external.thresholds.find((candidate: { threshold: number }) => candidate.threshold === row.threshold);
    if (row.approximate) assert.ok(Math.abs(row.tp - wanted.tp) <= 5 && Math.abs(row.fp - wanted.fp) <= 5);
    else assert.deepEqual([row.tp, row.fp], [wanted.tp, wanted.fp]);
  }
  const exact = thresholds.filter((row) => !row.approximate);
  for (const [i, row] of exact.entries())
    if (i > 0) assert.ok((exact[i - 1] as typeof row).tp - row.tp >= 10 && (exact[i - 1] as typeof row).fp - row.fp >= 10);
});

test('ROC and decision curve at the edges of safe bins equal scikit-learn’s curve and the formula of Vickers and Elkin', () => {
  const { external } = run().release('exact');
  assert.equal(external.points.length, external.curve.length - 1, 'no point but where a bin ends');
  assert.deepEqual(
    external.points.map(({ threshold }) => threshold),
    external.curve.slice(1).map(({ from }) => from),
  );
  for (const point of external.points) {
    const wanted = truth.external.curve.find((one: { threshold: number }) => Math.abs(one.threshold - point.threshold) < 1e-9);
    within(point.truePositiveRate, wanted.tpr, 5.1e-4);
    within(point.falsePositiveRate, wanted.fpr, 5.1e-4);
    within(point.netBenefit, wanted.netBenefit, 5.1e-4);
    within(point.netBenefitTreatAll, wanted.treatAll, 5.1e-4);
  }
});

test('each step of the ROC curve moves past k persons of either outcome, so that no point tells of fewer', () => {
  for (const part of [run().release('exact').external, ...run().release('exact').development]) {
    const { n = 0, events = 0 } = part as { n: number; events: number };
    const [positive, negative] = [
      part.points.map(({ truePositiveRate }) => Math.round(truePositiveRate * events)),
      part.points.map(({ falsePositiveRate }) => Math.round(falsePositiveRate * (n - events))),
    ];
    assert.ok(part.points.length > 2);
    for (const [total, counts] of [
      [events, positive],
      [n - events, negative],
    ] as const)
      for (const [i, count] of [...counts, 0].entries())
        assert.ok((counts[i - 1] ?? total) - count >= 10, `${part.points[i]?.threshold}`);
  }
});

test('calibration in ten bins becomes seven, each with ten of both outcomes', () => {
  assert.equal(run().release('rounded').external.curve.length, 7);
});

test('subgroups by sex and three age bands are told; ages from 65 on, with four healthy persons, are joined with the band before', () => {
  const { subgroups } = run().release('rounded').external;
  assert.deepEqual(
    subgroups.map(({ cells }) => cells.map(({ n, events }) => [n, events])),
    [
      [
        [100, 30],
        [149, 78],
        [188, 136],
      ],
      [
        [77, 18],
        [360, 226],
      ],
    ],
  );
  const bands = ['20', '45', '55', '65', '90'];
  const four = {
    id: 'age_band',
    variable: 'age',
    cells: [0, 1, 2, 3].map((i) => ({
      id: `${bands[i]}-`,
      condition: { variable: 'age', from: bands[i] as string, to: bands[i + 1] as string },
    })),
  };
  const released = run(aFederation({ partitions: [four, partitions[1] as (typeof partitions)[1]] })).release('rounded');
  const bandsOf = (part: Told | undefined) => part?.subgroups[0]?.cells.map(({ cells }) => cells);
  assert.deepEqual(bandsOf(released.external), [['20-'], ['45-'], ['55-', '65-']]);
  // Cleveland has enough of either outcome from 65 on; telling it would give the others' four away beside a table of all hospitals.
  assert.deepEqual(bandsOf(released.development[0]), [['20-'], ['45-']]);
});

test('Cleveland answers alone as development: its apparent AUROC, and only bins that are safe by themselves', () => {
  const { raw, release } = run();
  const [development] = release('exact').development;
  assert.ok(development?.alone);
  assert.deepEqual([development.stations, development.n, development.events], [['cleveland'], 303, 139]);
  within(development.auroc.value, truth.development.aurocBySklearn, development.auroc.tieBound);
  within(development.brier, truth.development.brier, 6e-4);
  within(development.calibration.slope, truth.development.slope, 2e-3);
  const alone = raw.groups[0]?.scores.all.bins;
  const told = (alone?.none ?? []).flatMap((none, bin) => (none < 0 ? [] : [[none, alone?.events[bin] as number]]));
  assert.ok(told.length > 1 && told.every(([none, events]) => Number(none) >= 10 && Number(events) >= 10), JSON.stringify(told));
});

test('Zürich alone, with a single healthy patient, is too few', () => {
  assert.throws(() => run(aFederation({ groups: [['zurich'], ['cleveland', 'budapest', 'long-beach']] })), { code: 'too_few' });
});

test('a group that mixes hospitals of the training with others is refused', () => {
  const mixed = aPlan({ groups: [['cleveland', 'budapest', 'zurich', 'long-beach']], partitions, methods: [call] });
  assert.throws(() => evaluate.check?.(call, { plan: mixed, dictionary: heartDictionary }), { code: 'malformed' });
});

test('a threshold that is no edge of a public bin is refused', () => {
  assert.throws(
    () => evaluate.check?.({ ...call, thresholds: ['0.12345'] }, { plan: aFederation().plan, dictionary: heartDictionary }),
    { code: 'malformed' },
  );
});

test('the model is fed as its card says', () => {
  const cleveland = readHeart().cleveland ?? [];
  assert.equal(
    flambyVariables.every((id) => cleveland.every((row) => row[id] !== null)),
    true,
  );
  assert.ok(scoreOf.size > 700);
});
