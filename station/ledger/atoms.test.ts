// The promise of the ledger, on random persons, missing values, filters and permits: after any sequence of registrations every
// group that answers can isolate is at least k, within a permit in any combination, between permits pairwise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Filter } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import fc from 'fast-check';
import type { Frame } from '../compile/frame.ts';
import { databaseOf, type Row } from '../engines/memory.test-support.ts';
import { heartDictionary as dictionary } from '../importers/heart.test-support.ts';
import { cutsTooClose, repairs, twinOf } from './atoms.ts';
import { registerCohort } from './ledger.ts';
import { membershipSql } from './membership.ts';

const k = 4;

const rarely = (value: number) => fc.option(fc.constant(value), { freq: 12 });
const person: fc.Arbitrary<Row> = fc.record({
  age: fc.integer({ min: 20, max: 80 }),
  chol: rarely(200),
  thalach: rarely(100),
  oldpeak: rarely(1),
});
const filter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Filter>([]) },
  { weight: 1, arbitrary: fc.integer({ min: 20, max: 40 }).map((from) => [{ variable: 'age', from: String(from), to: '80' }]) },
);
const request = fc.record({
  permit: fc.constantFrom('one', 'one', 'two'),
  filter,
  completeOn: fc.subarray(['chol', 'thalach', 'oldpeak']),
});

test('no combination of a permit’s cohorts, and no pair of two permits’, isolates fewer than k persons', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 30, maxLength: 80 }),
      fc.array(request, { minLength: 2, maxLength: 6 }),
      async (people, requests) => {
        const database = await databaseOf(people, dictionary);
        const ledger = { database, dictionary };
        const cohorts: { permit: string; frame: Frame }[] = [];
        for (const { permit, filter, completeOn } of requests)
          try {
            const { cohort, n } = await registerCohort(ledger, { permit, filter, completeOn, k });
            if (cohorts.every(({ frame }) => frame.cohort !== cohort))
              cohorts.push({ permit, frame: { filter, completeOn, cohort } });
            assert.ok(n >= k);
            answered++;
          } catch (error) {
            assert.ok(error instanceof Refusal && error.code === 'too_few', String(error));
          }
        if (cohorts.length > 0) {
          const rows = await database.use((run) =>
            run(
              `select bits from ${membershipSql(
                cohorts.map(({ frame }) => frame),
                dictionary,
              )}`,
            ),
          );
          const members = rows.map(([bits]) => BigInt(bits as bigint));
          for (const permit of ['one', 'two']) assertAtoms(members, maskOf(cohorts, permit));
          for (const [i, a] of cohorts.entries())
            for (const [j, b] of cohorts.entries()) if (a.permit !== b.permit) assertApart(members, i, j);
        }
        database.close();
      },
    ),
    { numRuns: 60 },
  );
  assert.ok(answered > 60, 'most requests are answered');
});

function maskOf(cohorts: { permit: string }[], permit: string): bigint {
  return cohorts.reduce((mask, cohort, i) => (cohort.permit === permit ? mask | (1n << BigInt(i)) : mask), 0n);
}

function assertAtoms(members: bigint[], mask: bigint): void {
  const sizes = new Map<bigint, number>();
  for (const bits of members) sizes.set(bits & mask, (sizes.get(bits & mask) ?? 0) + 1);
  for (const [atom, size] of sizes) assert.ok(atom === 0n || size >= k, `an atom of ${size}`);
}

function assertApart(members: bigint[], i: number, j: number): void {
  const differing = members.filter((bits) => ((bits >> BigInt(i)) & 1n) !== ((bits >> BigInt(j)) & 1n)).length;
  assert.ok(differing === 0 || differing >= k, `two permits differ by ${differing}`);
}

test('the rule for one atom, case by case', () => {
  const mend = (atom: bigint, size: number, members: number) =>
    repairs([{ atom, size, inside: size, members }], 10)[0]?.persons ?? 0;
  assert.equal(mend(0n, 100, 9), 9, 'too few who were never answered: they stay out');
  assert.equal(mend(0n, 100, 10), 0);
  assert.equal(mend(1n, 40, 40), 0, 'an atom that is wholly inside');
  assert.equal(mend(1n, 40, 0), 0, 'or wholly outside');
  assert.equal(mend(1n, 40, 9), 9, 'too few of an atom stay out');
  assert.equal(mend(1n, 19, 10), 10, 'an atom that cannot be split stays whole');
  assert.equal(mend(1n, 40, 37), 7, 'too few would be left over: some more stay out');
  assert.equal(mend(1n, 40, 30), 0);
  assert.ok(cutsTooClose([{ atom: 1n, size: 40, inside: 39, members: 39 }], 10));
  assert.ok(!cutsTooClose([{ atom: 0n, size: 40, inside: 39, members: 39 }], 10), 'nobody answered, nothing to subtract');
  assert.equal(
    twinOf(
      [
        { atom: 3n, size: 5, inside: 5, members: 5 },
        { atom: 1n, size: 5, inside: 5, members: 0 },
      ],
      2,
    ),
    1,
  );
});
