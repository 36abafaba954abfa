// The compiler against the meaning of each expression: random rows, random expressions, two implementations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '@sluss/methods/rows.test-support.ts';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import type { Condition } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { conditionOf } from '@sluss/questions/columns.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import fc from 'fast-check';
import { duckDbEngine } from '../engines/duckdb.ts';
import { databaseOf, type Row } from '../engines/memory.test-support.ts';
import { duckDbDialect } from './dialect.ts';
import { rowsSql } from './frame.ts';
import { cellsSql, type SumsWork, sumsSql } from './work.ts';

const text = { sv: 'x', en: 'x' };
const level = (id: string) => ({ id, codes: [id], title: text });
const dictionary: Dictionary = dictionarySchema.parse({
  type: 'dictionary',
  dataset: 'test',
  title: text,
  description: text,
  category: 'EHRS',
  access: 'public',
  licence: '',
  person_key: null,
  variables: [
    {
      id: 'age',
      column: 'a',
      title: text,
      missing: [],
      type: 'number',
      unit: '',
      range: ['0', '100'],
      grid: ['0', '25', '50', '75', '100'],
    },
    { id: 'dose', column: 'b', title: text, missing: [], type: 'number', unit: '', range: ['-1', '1'], grid: ['-1', '0', '1'] },
    { id: 'sex', column: 'c', title: text, missing: [], type: 'category', levels: [level('f'), level('m')] },
    {
      id: 'stage',
      column: 'd',
      title: text,
      missing: [],
      type: 'category',
      levels: [level('i'), level('ii'), level('iii'), level('iv')],
    },
  ],
});
const everybody = { filter: [], completeOn: [], cohort: 1 };

const finite = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.double({ min: -100, max: 100, noNaN: true }));
const often = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 6 });
const row: fc.Arbitrary<Row> = fc.record({
  age: often(fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true }))),
  dose: often(fc.double({ min: -1, max: 1, noNaN: true })),
  sex: often(fc.integer({ min: 0, max: 1 })),
  stage: often(fc.integer({ min: 0, max: 3 })),
});
const rows = fc.array(row, { minLength: 1, maxLength: 30 });
const ascending = fc
  .uniqueArray(fc.integer({ min: -50, max: 150 }), { minLength: 2, maxLength: 25 })
  .map((edges) => edges.sort((a, b) => a - b));

/** Expressions; `lets` are the names that may stand in them. */
const expressionOver = (lets: string[]) =>
  fc.letrec<{ any: Expression }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('age', 'dose', 'sex', 'stage').map((id): Expression => ({ op: 'variable', id })),
      finite.map((value): Expression => ({ op: 'constant', value })),
      ...(lets.length > 0 ? [fc.constantFrom(...lets).map((name): Expression => ({ op: 'let', name }))] : []),
      fc.record({
        op: fc.constant('is' as const),
        id: fc.constant('stage'),
        levels: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
      }),
      fc.record({
        op: fc.constant('between' as const),
        id: fc.constantFrom('age', 'dose'),
        from: finite,
        to: finite,
        closed: fc.boolean(),
      }),
      fc.record({ op: fc.constant('missing' as const), id: fc.constantFrom('age', 'sex') }),
      fc.record({
        op: fc.constantFrom('add' as const, 'subtract' as const, 'multiply' as const, 'divide' as const),
        left: tie('any'),
        right: tie('any'),
      }),
      fc.record({
        op: fc.constantFrom('exp' as const, 'logistic' as const, 'softplus' as const, 'abs' as const),
        of: tie('any'),
      }),
      fc.record({
        op: fc.constant('clamp' as const),
        of: tie('any'),
        low: fc.integer({ min: -9, max: 0 }),
        high: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({ op: fc.constant('bin' as const), of: tie('any'), edges: ascending }),
    ) as fc.Arbitrary<Expression>,
  })).any;

const isClose = (a: number, b: number) =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** Bins, and what is multiplied without bound, jump: the last bit decides. They are compared where both sides see the same side. */
const jumps = (expression: Expression): boolean =>
  JSON.stringify(expression).includes('"bin"') && /"exp"|"divide"|"softplus"|"logistic"/.test(JSON.stringify(expression));

/** 0/0 and the like: engines order what is not a number as they please. */
const isDefined = (expression: Expression, one: Row): boolean =>
  !Number.isNaN(evaluate(expression, one) ?? 0) &&
  Object.values(expression).every((part) => typeof part !== 'object' || Array.isArray(part) || isDefined(part, one));

test('every expression means in SQL what it means in the interpreter, person by person, missing values too', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(expressionOver([]), { minLength: 1, maxLength: 4 }), async (people, expressions) => {
      const smooth = expressions.filter((expression) => !jumps(expression));
      fc.pre(smooth.length > 0);
      const engine = duckDbEngine(await databaseOf(people, dictionary), dictionary);
      try {
        const found: number[][] = smooth.map(() => []);
        for await (const batch of engine.batches(everybody, smooth, 7))
          for (const [i, column] of batch.entries()) found[i]?.push(...column);
        for (const [i, expression] of smooth.entries())
          for (const [person, one] of people.entries()) {
            if (!isDefined(expression, one)) continue;
            const expected = evaluate(expression, one) ?? Number.NaN;
            assert.ok(isClose(found[i]?.[person] as number, expected), `${JSON.stringify(expression)} of ${JSON.stringify(one)}`);
          }
      } finally {
        engine.close();
      }
    }),
    { numRuns: 150 },
  );
});

test('sums over staged lets are the sums of the interpreter', async () => {
  const staged = fc
    .tuple(
      expressionOver([]),
      expressionOver(['one']),
      expressionOver(['one', 'two']),
      fc.array(expressionOver(['one', 'two', 'three']), { minLength: 1, maxLength: 5 }),
    )
    .map(([one, two, three, sums]) => ({
      lets: [
        { name: 'one', is: one },
        { name: 'two', is: two },
        { name: 'three', is: three },
      ],
      sums,
    }));
  await fc.assert(
    fc.asyncProperty(rows, staged, async (people, { lets, sums }) => {
      fc.pre(!jumps({ op: 'abs', of: { lets, sums } as never }));
      const largest = [{ of: { op: 'variable' as const, id: 'age' }, count: 2 }];
      const work: SumsWork = {
        from: 'sums',
        over: 'filter',
        lets,
        sums,
        guards: [{ name: 'g', sums, largest, holds: () => true }],
      };
      const engine = duckDbEngine(await databaseOf(people, dictionary), dictionary);
      try {
        const found = await engine.sums(everybody, work);
        for (const [i, sum] of sums.entries()) {
          const values = people.map((one) => evaluate(sum, one, letsOf(lets, one)) ?? 0);
          const magnitude = values.reduce((total, value) => total + Math.abs(value), 0);
          if (!Number.isFinite(magnitude)) continue;
          const expected = values.reduce((total, value) => total + value, 0);
          for (const value of [found.sums[i], found.guards[0]?.[i]])
            assert.ok(Math.abs((value as number) - expected) <= 1e-9 * Math.max(1, magnitude), `${value} is not ${expected}`);
        }
        const ages = people.flatMap(({ age }) => age ?? []).sort((a, b) => b - a);
        assert.deepEqual(found.guards[0]?.slice(sums.length), [ages[0] ?? 0, ages[1] ?? 0]);
      } finally {
        engine.close();
      }
    }),
    { numRuns: 100 },
  );
});

function letsOf(lets: SumsWork['lets'], one: Row): Record<string, number | null> {
  const values: Record<string, number | null> = {};
  for (const { name, is } of lets) values[name] = evaluate(is, one, values);
  return values;
}

test('a frame holds the persons of the filter who have every value, and cells count them', async () => {
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc
      .subarray([0, 25, 50, 75, 100], { minLength: 2, maxLength: 2 })
      .map(([from, to]) => ({ variable: 'age', from: String(from), to: String(to) })),
    fc.subarray(['i', 'ii', 'iii', 'iv'], { minLength: 1 }).map((levels) => ({ variable: 'stage', levels })),
  );
  const filters = fc.array(condition, { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      filters,
      fc.subarray(['age', 'dose', 'sex', 'stage']),
      ascending,
      async (people, filter, completeOn, edges) => {
        const bins = { cell: { op: 'bin', of: { op: 'variable', id: 'age' }, edges } as Expression, size: edges.length - 1 };
        const sexes = { cell: { op: 'variable', id: 'sex' } as Expression, size: 2 };
        const engine = duckDbEngine(await databaseOf(people, dictionary), dictionary);
        try {
          for (const over of ['frame', 'filter'] as const) {
            const found = await engine.cells({ filter, completeOn, cohort: 1 }, { from: 'cells', over, tables: [bins, sexes] });
            const members = people.filter(
              (one) =>
                filter.every((part) => evaluate(conditionOf(dictionary, part), one) === 1) &&
                (over === 'filter' || completeOn.every((id) => one[id] !== null)),
            );
            const expected = [bins, sexes].flatMap(({ cell, size }) =>
              Array.from({ length: size }, (_, at) => members.filter((one) => evaluate(cell, one) === at).length),
            );
            assert.deepEqual([...found], expected);
          }
        } finally {
          engine.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});

const evil = `x"; drop table data.persons; select '`;

test('no string of a question or plan becomes SQL: it is looked up, or refused', () => {
  const refusedAs = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;
  const compile = (work: Partial<SumsWork>) =>
    sumsSql({ from: 'sums', over: 'frame', lets: [], sums: [], guards: [], ...work }, 'rows', dictionary, duckDbDialect);
  const attempts: (() => string)[] = [
    () => compile({ sums: [{ op: 'variable', id: evil }] }),
    () => compile({ sums: [{ op: 'let', name: evil }] }),
    () => compile({ sums: [{ op: 'constant', value: evil as never }] }),
    () => compile({ sums: [{ op: 'constant', value: Number.NaN }] }),
    () => compile({ sums: [{ op: 'constant', value: { toExponential: () => evil } as never }] }),
    () => compile({ sums: [{ op: evil as never, of: { op: 'constant', value: 1 } }] }),
    () => compile({ sums: [{ op: 'is', id: evil, levels: [0] }] }),
    () => compile({ sums: [{ op: 'is', id: 'stage', levels: [evil as never] }] }),
    () => compile({ sums: [{ op: 'is', id: 'stage', levels: [4] }] }),
    () => compile({ sums: [{ op: 'is', id: 'age', levels: [0] }] }),
    () => compile({ sums: [{ op: 'between', id: 'age', from: evil as never, to: 1, closed: false }] }),
    () => compile({ sums: [{ op: 'missing', id: evil }] }),
    () => compile({ sums: [{ op: 'bin', of: { op: 'constant', value: 1 }, edges: [0, evil as never] }] }),
    () => compile({ sums: [{ op: 'clamp', of: { op: 'constant', value: 1 }, low: evil as never, high: 1 }] }),
    () =>
      cellsSql(
        { from: 'cells', over: 'frame', tables: [{ cell: { op: 'variable', id: evil }, size: 2 }] },
        'rows',
        dictionary,
        duckDbDialect,
      ),
    () =>
      rowsSql(
        { filter: [{ variable: evil, from: '0', to: '25' }], completeOn: [], cohort: 1 },
        'frame',
        dictionary,
        duckDbDialect,
      ),
    () =>
      rowsSql(
        { filter: [{ variable: 'age', from: evil, to: '25' }], completeOn: [], cohort: 1 },
        'frame',
        dictionary,
        duckDbDialect,
      ),
    () =>
      rowsSql({ filter: [{ variable: 'stage', levels: [evil] }], completeOn: [], cohort: 1 }, 'frame', dictionary, duckDbDialect),
    () => rowsSql({ filter: [], completeOn: [evil], cohort: 1 }, 'frame', dictionary, duckDbDialect),
  ];
  for (const [i, attempt] of attempts.entries()) assert.throws(attempt, refusedAs('malformed'), `attempt ${i}`);
  assert.throws(
    () => rowsSql({ filter: [], completeOn: [], cohort: evil as never }, 'frame', dictionary, duckDbDialect),
    RangeError,
  );
  const named = compile({ lets: [{ name: evil, is: { op: 'variable', id: 'age' } }], sums: [{ op: 'let', name: evil }] });
  assert.ok(!named.includes('drop'), 'the name of a let is its own affair');
});

test('a filter may cut only where the public grid has an edge', () => {
  const cut = (from: string, to: string) => () =>
    rowsSql({ filter: [{ variable: 'age', from, to }], completeOn: [], cohort: 1 }, 'frame', dictionary, duckDbDialect);
  assert.throws(cut('0', '29'), Refusal);
  assert.throws(cut('50', '25'), Refusal);
  assert.doesNotThrow(cut('25', '100'));
});

test('a number in SQL is read back as exactly the same double', async () => {
  const database = await databaseOf([], dictionary);
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
      const [[back] = []] = await database.use((run) => run(`select ${duckDbDialect.number(value)}`));
      assert.ok(back === value);
    }),
    { numRuns: 300 },
  );
  database.close();
});
