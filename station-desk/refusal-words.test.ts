// Every reason that a station notes has its own words at the desk, in both languages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { dictionarySchema } from '@sluss/protocol/dictionary.ts';
import { namesOf, say } from './names.ts';
import { explain } from './refusal-words.ts';

const dictionary = dictionarySchema.parse(
  JSON.parse(readFileSync(new URL('../demo/heart/dictionary.json', import.meta.url), 'utf8')),
);
const names = (language: 'sv' | 'en') =>
  namesOf({ language, dictionary, own: { id: 'zurich', title: 'Zürich' }, address: 'http://localhost/' });

/** Of each code what station, questions and methods write; codes whose own words say it all are left out. */
const noted: Record<string, string[]> = {
  policy: [
    ...["the plan's k is 5, ours is 10", 'exact release is not ours', 'purpose ehds53.1.e', 'method logistic@1', '2 models'],
    ...['nothing leaves this station alone', 'counts never leaves alone', 'paused by the steward'],
  ],
  too_few: [
    ...['the cohort has fewer than k persons', 'the permit has too many different cohorts', 'too many would have to be left out'],
    ...['the filter cuts an answered group close to its edge', 'another permit’s filter differs by fewer than k persons'],
    ...['fewer persons than the policy asks for now', 'exact release only for the first frame of a permit', 'guard weights'],
    ...[
      'guard dominance',
      'an outcome class of disease',
      'an outcome class of the group',
      'a level of sex',
      '14 columns for 46 persons',
    ],
    ...['counts', 'histogram', 'scores', 'the frame has 4 persons', 'the database failed: out of memory', 'the model failed: x'],
  ],
  limit: ['2000 questions in a day', 'more than 3 models'],
  set_changed: [
    ...['a sum over zurich would follow', 'a sum over zurich and budapest would follow', 'a smaller set than the plan allows'],
    ...['a sum over another set was opened', 'not a part of the plan’s set', 'not the pinned set'],
  ],
  plan_mismatch: [
    ...[
      "round 2 is not what the plan's methods ask",
      'the sum of round 1 is withheld',
      'the sum of round 1 is not for us to see',
    ],
    ...[
      'an earlier attempt',
      'the round was opened under another attempt',
      'the plan is past this round',
      'the census was not opened',
    ],
    ...[
      'another question under the same round and attempt',
      'not asked of us',
      'not the vector that we sent',
      'we are not in the set',
    ],
    ...[
      'a plan that we never accepted, or that is finished',
      'another dictionary than the permit was given for',
      'nobody signed the plan',
    ],
  ],
  permit_invalid: ['a newer version was seen', 'version 1, the list says 2', 'of another body', 'the plan names another permit'],
  permit_expired: ['outside the permit’s dates', 'the plan has expired'],
  not_permitted: [
    ...[
      'signed by nobody the permit names',
      'our keys are not those the permit lists',
      'keys of oslo are not those the permit lists',
    ],
    ...[
      'variable age',
      'the filter is wider than the permit’s on age',
      'a station that the permit does not list',
      'model sha256:x',
    ],
  ],
  status_stale: [
    'not in force now',
    'promises too long',
    'status key is not certified now',
    'an older list than one already seen',
  ],
};

for (const language of ['sv', 'en'] as const)
  test(`each reason has words of its own (${language})`, () => {
    const words: Record<string, string> = say(language);
    for (const [code, details] of Object.entries(noted))
      for (const detail of details) {
        const { why, rule, remedy, note } = explain(names(language), code, detail);
        assert.notEqual(why, words[`about_${code}`], `${code}: ${detail}`);
        assert.doesNotMatch(why, /\{\w+\}|undefined/, detail);
        assert.ok(rule && remedy);
        assert.equal(note, detail);
      }
  });

test('what a reason names is named as people know it', () => {
  assert.match(explain(names('sv'), 'policy', 'purpose ehds53.1.e').why, /forskning, utveckling och innovation/);
  assert.match(explain(names('en'), 'set_changed', 'a sum over zurich and budapest would follow').why, /Zürich and budapest/);
  assert.match(explain(names('sv'), 'too_few', 'a level of sex').why, /nivå av kön/);
});

test('a reason of no known form is told by its code, with the station’s own note beside it', () => {
  const { why, note } = explain(names('en'), 'malformed', 'something new');
  assert.equal(why, say('en').about_malformed);
  assert.equal(note, 'something new');
});
