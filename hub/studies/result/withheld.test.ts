// What a result's page says was taken away, for each rule that takes something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf } from '../names.ts';
import { heart, hospitals, storyPlan, storyResult } from '../studies.test-support.ts';
import type { Evaluation, Released } from './shapes.ts';
import { withheld } from './withheld.ts';

const names = namesOf({ language: 'en', dictionary: heart, plan: storyPlan, stations: hospitals });

function changed(name: string, change: (result: never) => object): Released {
  return {
    ...storyResult,
    results: storyResult.results.map((one) => (one.name === name ? { ...one, result: change(one.result as never) } : one)),
  };
}
const said = (released: Released, plan = storyPlan) => withheld(names, plan, released).join('\n');

test('hidden cells of a crosstab are counted, and lines shown together are named', () => {
  const released = changed('crosstab@1', (table: object) => ({
    ...table,
    rows: [['female', 'male']],
    cells: [[null, 43]],
  }));
  assert.match(said(released), /Sex by Coronary artery disease: 1 cells are hidden/);
  assert.match(said(released), /Sex: female, male are shown together/);
});

test('hidden levels, joined levels and rounded numbers of a description are said', () => {
  const released = changed('describe@1', (description: { frame: object }) => ({
    ...description,
    frame: { ...description.frame, rounded: true },
    categories: [
      {
        variable: 'cp',
        levels: [
          { levels: ['typical', 'atypical'], count: 20 },
          { levels: ['non-anginal'], count: null },
        ],
      },
    ],
  }));
  assert.match(said(released), /rounded down to ten/);
  assert.match(said(released), /Chest pain: typical angina, atypical angina are shown together/);
  assert.match(said(released), /Chest pain: 1 levels are hidden/);
});

test('subgroups that are joined or not told, and groups that are too small, are said', () => {
  const released = changed('evaluate@1', (evaluation: Evaluation) => {
    const { external, development } = evaluation;
    assert.ok(external?.state === 'told');
    const [sex, age] = external.subgroups;
    const subgroups = [
      { ...sex, cells: sex?.cells.slice(1) },
      { ...age, cells: [{ ...age?.cells[0], cells: ['20-45', '45-55'] }] },
    ];
    return {
      ...evaluation,
      external: { ...external, subgroups },
      development: development.map((one) => ({ ...one, state: 'too_few' })),
    };
  });
  assert.match(said(released), /The model, elsewhere, sex: female has too few to be told/);
  assert.match(said(released), /The model, elsewhere, age: 20 to under 55 are shown together/);
  assert.match(said(released), /The model, elsewhere, age: 55 to under 90 has too few to be told/);
  assert.match(said(released), /The model, where it was built: too few with or without the outcome/);
});

test('the release profile is always said', () => {
  assert.match(said(storyResult), /not rounded: every holder here allows/);
  assert.match(said(storyResult, { ...storyPlan, release: 'rounded' }), /a tenth of their own standard error/);
});
