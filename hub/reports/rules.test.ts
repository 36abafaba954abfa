// When a report may say that a model held.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figures, GroupFigures, Interval } from './figures.ts';
import { certainGaps, isSmall, judge, judgeAlone, lossBetween, risksOf, worthActing } from './rules.ts';

const auroc = (value: number, low: number, high: number): Interval => ({ value, low, high });
const group = (kind: GroupFigures['kind'], interval: Interval, more: Partial<GroupFigures> = {}): GroupFigures => ({
  kind,
  stations: ['a'],
  ...{ n: 500, events: 200, prevalence: 0.4, auroc: interval, brier: 0.1, slope: 1, intercept: 0 },
  ...{ subgroups: [], thresholds: [], curve: [], outside: null },
  ...more,
});
const figures = (...groups: GroupFigures[]): Figures => ({ model: 'sha256:x', trainedOn: [], groups, hidden: [] });
const built = group('built', auroc(0.9, 0.88, 0.92));

const table: [string, Figures, string][] = [
  ['nothing outside may be told', figures(built), 'unanswered'],
  ['the interval outside reaches chance', figures(group('elsewhere', auroc(0.6, 0.5, 0.7)), built), 'not-shown'],
  ['there is nothing to hold it against', figures(group('elsewhere', auroc(0.8, 0.75, 0.85))), 'elsewhere-only'],
  ['certainly the same but for a little', figures(group('elsewhere', auroc(0.89, 0.87, 0.91)), built), 'held'],
  ['better outside', figures(group('elsewhere', auroc(0.95, 0.93, 0.97)), built), 'held'],
  ['certainly less', figures(group('elsewhere', auroc(0.8, 0.77, 0.83)), built), 'weaker'],
  ['the same at a glance, but too few to know', figures(group('elsewhere', auroc(0.89, 0.75, 0.99)), built), 'unsettled'],
  ['one hospital by itself answers too', figures(group('alone', auroc(0.89, 0.87, 0.91)), built), 'held'],
  [
    'two hospitals by themselves are two answers, not one or none',
    figures(group('alone', auroc(0.89, 0.87, 0.91)), group('alone', auroc(0.7, 0.6, 0.8)), built),
    'apart',
  ],
];
for (const [what, given, ranking] of table) test(`${what}: ${ranking}`, () => assert.equal(judge(given).ranking, ranking));

test('each hospital that answered by itself has its own answer', () => {
  const near = group('alone', auroc(0.89, 0.87, 0.91));
  const far = group('alone', auroc(0.7, 0.6, 0.8), { slope: 0.5 });
  const all = figures(near, far, built);
  assert.deepEqual(judgeAlone(all, near), { ranking: 'held', risks: 'near' });
  assert.deepEqual(judgeAlone(all, far), { ranking: 'weaker', risks: 'too-extreme' });
});

test('the interval of a loss is that of a difference of independent values: half widths add as squares', () => {
  // 0.899 (0.865-0.933) against 0.846 (0.808-0.883): sqrt(0.034² + 0.0375²) = 0.0506.
  assert.deepEqual(lossBetween(auroc(0.899, 0.865, 0.933), auroc(0.846, 0.808, 0.883)), auroc(0.053, 0.002, 0.104));
});

test('risks are judged by the error on average first, then by the slope, within stated limits', () => {
  assert.equal(risksOf({ slope: 0.8, intercept: 0.2 }), 'near');
  assert.equal(risksOf({ slope: 1, intercept: 0.21 }), 'too-low');
  assert.equal(risksOf({ slope: 0.5, intercept: -0.21 }), 'too-high');
  assert.equal(risksOf({ slope: 0.79, intercept: 0 }), 'too-extreme');
  assert.equal(risksOf({ slope: 1.21, intercept: 0 }), 'too-even');
  assert.equal(risksOf({ slope: null, intercept: 0 }), 'unknown');
});

test('a subgroup is said to be worse only where the interval of the difference leaves out nothing', () => {
  const cell = (name: string, interval: Interval) => ({ ...built, partition: 'sex', cells: [name], auroc: interval });
  const wide = group('elsewhere', auroc(0.8, 0.7, 0.9), {
    subgroups: [cell('female', auroc(0.76, 0.62, 0.9)), cell('male', auroc(0.83, 0.79, 0.87))],
  });
  assert.deepEqual(certainGaps(wide), []);
  const narrow = group('elsewhere', auroc(0.8, 0.7, 0.9), {
    subgroups: [cell('female', auroc(0.7, 0.68, 0.72)), cell('male', auroc(0.83, 0.81, 0.85))],
  });
  assert.deepEqual(
    certainGaps(narrow).map(({ worst, best }) => [worst.cells, best.cells]),
    [[['female'], ['male']]],
  );
});

test('a hidden count is small: nothing certain is said of a group whose size is not told', () => {
  assert.equal(isSmall({ n: null, events: 200 }), true);
  assert.equal(isSmall({ n: 299, events: 200 }), true);
  assert.equal(isSmall({ n: 300, events: 200 }), false);
});

test('acting by the model is worth it where its net benefit is above both nobody and everybody', () => {
  assert.equal(worthActing({ netBenefit: 0.1, treatAll: 0.09 }), 'worth');
  assert.equal(worthActing({ netBenefit: 0.1, treatAll: 0.1 }), 'not-worth');
  assert.equal(worthActing({ netBenefit: -0.01, treatAll: -0.3 }), 'not-worth');
});
