// One dictionary out of several holders': the widest range, all levels, and nothing that only some have.
import assert from 'node:assert/strict';
import test from 'node:test';
import { type Dictionary, dictionarySchema, type Variable } from '@sluss/protocol/dictionary.ts';
import { mergeDictionaries } from './merge-dictionaries.ts';

const both = (text: string) => ({ sv: text, en: text });
const number = (column: string, grid: string[], missing: string[] = []): Variable => ({
  ...{ id: column.toLowerCase(), column, title: both(column), missing, type: 'number', unit: '' },
  range: [grid[0] as string, grid.at(-1) as string],
  grid,
});
const category = (column: string, codes: string[][]): Variable => ({
  ...{ id: column.toLowerCase(), column, title: both(column), missing: [], type: 'category' },
  levels: codes.map((spellings) => ({ id: spellings[0] as string, codes: spellings, title: both(spellings[0] as string) })),
});
const dictionary = (variables: Variable[], person_key: string | null = null): Dictionary =>
  dictionarySchema.parse({
    ...{ type: 'dictionary', dataset: 'joined', title: both('Joined'), description: both(''), category: 'EHRS' },
    ...{ access: 'restricted', licence: '', person_key, variables },
  });

test('the range is the widest, on round steps, and missing codes are those of all', () => {
  const { dictionary: merged, notes } = mergeDictionaries([
    dictionary([number('Age', ['20', '50', '80'], ['NA'])]),
    dictionary([number('Age', ['0', '60', '120'], ['-9'])]),
  ]);
  const [age] = merged.variables;
  assert.ok(age?.type === 'number');
  assert.deepEqual(age.range, ['0', '120']);
  assert.deepEqual(age.missing, ['NA', '-9']);
  assert.deepEqual(age.grid.slice(0, 3), ['0', '10', '20']);
  assert.match(notes.join('\n'), /age: range 0 to 120 covers 20 to 80, 0 to 120/);
});

test('levels in another spelling are the same; others are added after the first one’s', () => {
  const { dictionary: merged, notes } = mergeDictionaries([
    dictionary([category('Seen', [['Ja'], ['Nej']])]),
    dictionary([category('Seen', [['JA', 'ja'], ['okänt'], ['nej']])]),
  ]);
  const [seen] = merged.variables;
  assert.ok(seen?.type === 'category');
  assert.deepEqual(
    seen.levels.map(({ id, codes }) => [id, codes]),
    [
      ['Ja', ['Ja', 'JA', 'ja']],
      ['Nej', ['Nej', 'nej']],
      ['okänt', ['okänt']],
    ],
  );
  assert.match(notes.join('\n'), /added: okänt/);
});

test('codes in one file and a measurement in another are a number; text against numbers stays out', () => {
  const { dictionary: merged, notes } = mergeDictionaries([
    dictionary([category('Visits', [['0'], ['1'], ['4']]), category('Dose', [['low'], ['high']])]),
    dictionary([number('Visits', ['0', '10', '20']), number('Dose', ['0', '1'])]),
  ]);
  assert.deepEqual(
    merged.variables.map(({ id, type }) => [id, type]),
    [['visits', 'number']],
  );
  assert.match(notes.join('\n'), /"Dose" stays out: it is a number in some of the files and text in others/);
});

test('what one holder lacks stays out, and it is said which', () => {
  const { dictionary: merged, notes } = mergeDictionaries([
    dictionary([number('Age', ['0', '9']), number('Height', ['0', '9'])]),
    dictionary([number('Age', ['0', '9']), number('Weight', ['0', '9'])]),
  ]);
  assert.deepEqual(
    merged.variables.map(({ id }) => id),
    ['age'],
  );
  assert.match(notes.join('\n'), /"Height" stays out: dictionary 2 does not have it/);
  assert.match(notes.join('\n'), /"Weight" stays out: the first dictionary does not have it/);
});

test('a person key that any of them names is a key for all', () => {
  const { dictionary: merged } = mergeDictionaries([
    dictionary([number('Age', ['0', '9']), number('Nr', ['0', '9'])]),
    dictionary([number('Age', ['0', '9'])], 'Nr'),
  ]);
  assert.equal(merged.person_key, 'Nr');
  assert.deepEqual(
    merged.variables.map(({ id }) => id),
    ['age'],
  );
});

test('dictionaries without a common variable are refused with a question', () => {
  const one = dictionary([number('Age', ['0', '9'])]);
  assert.throws(() => mergeDictionaries([one, dictionary([number('Alder', ['0', '9'])])]), /no variable in common/);
});
