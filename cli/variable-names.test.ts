// Names as people write them: ids, columns, titles; commas inside names; levels by any of their spellings.
import assert from 'node:assert/strict';
import test from 'node:test';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import { levelsNamed, variablesNamed } from './variable-names.ts';

const both = (text: string) => ({ sv: text, en: text });
const shared = (id: string, column: string) => ({ id, column, title: both(column), missing: [] });
const number = (id: string, column: string) => ({
  ...shared(id, column),
  type: 'number',
  unit: '',
  range: ['0', '9'],
  grid: ['0', '9'],
});
const dictionary: Dictionary = dictionarySchema.parse({
  ...{ type: 'dictionary', dataset: 'names', title: both('Names'), description: both(''), category: 'EHRS' },
  ...{ access: 'restricted', licence: '', person_key: null },
  variables: [
    number('pressure', 'Pressure'),
    number('pressure_sitting', 'Pressure, sitting'),
    number('alder', 'Ålder (år)'),
    {
      ...shared('aterinlagd', 'Återinlagd?'),
      type: 'category',
      levels: [
        { id: 'Ja', codes: ['Ja', 'JA'], title: both('ja, återinlagd') },
        { id: '0', codes: ['0'], title: both('nej') },
      ],
    },
  ],
});

test('variables are found by id, column or title, in any case and in either Unicode form', () => {
  assert.deepEqual(variablesNamed('alder, pressure', dictionary), ['alder', 'pressure']);
  assert.deepEqual(variablesNamed('ÅLDER (ÅR),Återinlagd?', dictionary), ['alder', 'aterinlagd']);
  assert.deepEqual(variablesNamed('Ålder (år)'.normalize('NFD'), dictionary), ['alder']);
});

test('a comma inside a name is part of it where that name exists', () => {
  assert.deepEqual(variablesNamed('Pressure, sitting,Pressure,Ålder (år)', dictionary), [
    'pressure_sitting',
    'pressure',
    'alder',
  ]);
});

test('an unknown name is answered with the names that there are', () => {
  assert.throws(() => variablesNamed('alder,height', dictionary), /no variable "height".*alder \(column "Ålder \(år\)"\)/s);
});

test('levels are found by id, code or title, numbers by their value', () => {
  assert.deepEqual(levelsNamed(['JA', '0.0'], 'aterinlagd', dictionary), ['Ja', '0']);
  assert.throws(() => levelsNamed(['kanske'], 'aterinlagd', dictionary), /no level "kanske". It has: Ja \| 0/);
  assert.throws(() => levelsNamed(['1'], 'alder', dictionary), /is a number here/);
});
