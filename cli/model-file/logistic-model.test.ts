import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cardSchema } from '@sluss/methods/model-card.ts';
import { inspect } from '@sluss/sandbox/inspect.ts';
import { scorer } from '@sluss/sandbox/score.ts';
import fc from 'fast-check';
import { logisticModel } from './logistic-model.ts';

test('a written logistic model scores as the formula does, also where values are large', async () => {
  const coefficients = [0.0123456789, -1.5, 3e-6, 0.25];
  const model = logisticModel({ intercept: -24.5, coefficients, title: 'a test' });
  const persons = Array.from({ length: 200 }, (_, i) => [1900 + (i % 100), i % 2, 65_536 * (i % 40), (i % 9) - 4]);
  const { score, close } = await scorer(model);
  const scores = await score(Float32Array.from(persons.flat()), persons.length, 4);
  close();
  for (const [i, person] of persons.entries()) {
    const logit = person.reduce((sum, x, j) => sum + x * (coefficients[j] as number), -24.5);
    assert.ok(Math.abs((scores[i] as number) - 1 / (1 + Math.exp(-logit))) < 1e-7);
  }
});

test('any finite coefficients give a model that is accepted, and the same ones the same bytes', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      finite,
      fc.array(finite, { minLength: 1, maxLength: 50 }),
      fc.string({ maxLength: 50 }),
      (intercept, coefficients, title) => {
        const bytes = logisticModel({ intercept, coefficients, title });
        const inspection = inspect(bytes);
        assert.ok(inspection.accepted && inspection.inputs === coefficients.length && inspection.columns === 1);
        assert.deepEqual(logisticModel({ intercept, coefficients, title }), bytes);
      },
    ),
  );
});

test('the demo model’s card is a card', () => {
  cardSchema.parse(JSON.parse(readFileSync(new URL('../../demo/model/card.json', import.meta.url), 'utf8')));
});
