// Which sets of stations show one or two of them together with other sets, and which plans can be set against each other.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Condition } from './documents.ts';
import { canBeCompared, exposedStations, type Frame } from './station-set.ts';

const over = (...groups: string[]) => ({
  frame: { groups: groups.map((group) => [...group]) } as Frame,
  set: [...groups.join('')],
  shown: true,
});
const exposed = (...plans: Parameters<typeof exposedStations>[0]) => exposedStations(plans)?.join('');

test('a sum over fewer than three stations shows them', () => {
  assert.equal(exposed(over('ABC')), undefined);
  assert.equal(exposed(over('ABCD')), undefined);
  assert.equal(exposed({ ...over('ABC'), set: ['A', 'B'] }), 'AB');
  assert.equal(exposed(over('ABC', 'DEF')), undefined);
});

test('two sums whose sets differ by one or two stations show these; by three or more, they do not', () => {
  assert.equal(exposed(over('ABCD'), over('ABC')), 'D');
  assert.equal(exposed(over('ABCDE'), over('ABC')), 'DE');
  assert.equal(exposed(over('ABCDEF'), over('ABC')), undefined);
  assert.equal(exposed(over('ABCD'), over('ABCE')), 'DE', 'D less E is about two stations');
  assert.equal(exposed(over('ABCD'), over('ABEF')), undefined);
  assert.equal(exposed(over('ABC'), over('ABC')), undefined);
});

test('three sums that differ pairwise by three stations can show one together', () => {
  const [whole, left, right] = [over('ABCDEFG'), over('ABCD'), over('DEFG')];
  assert.equal(exposed(whole, left), undefined);
  assert.equal(exposed(whole, right), undefined);
  assert.equal(exposed(left, right), undefined);
  assert.equal(exposed(whole, left, right), 'D');
});

test('a station that answers alone is not shown by a difference, but shields nobody else', () => {
  assert.equal(exposed(over('A', 'BCD')), undefined);
  assert.equal(exposed(over('A', 'BCD'), over('ABCD')), undefined);
  assert.equal(exposed(over('A', 'BCDE'), over('CDE')), 'B');
});

test('who stands alone in a plan over a set without them has agreed to nothing', () => {
  assert.equal(exposed(over('ABCD'), { ...over('D', 'ABC'), set: ['A', 'B', 'C'] }), 'D');
  assert.equal(exposed(over('ABCD'), { ...over('D', 'ABC'), shown: false }), 'D');
});

test('a group that shrank to one station was not declared alone', () => {
  assert.equal(exposed({ ...over('ABC', 'DEF'), set: [...'ABCD'] }), 'D');
});

const about = (complete_on: string[], ...filter: Condition[]) => ({ dataset: 'heart', complete_on, filter }) as unknown as Frame;
const women: Condition = { variable: 'sex', levels: ['female'] };
const men: Condition = { variable: 'sex', levels: ['male'] };
const aged = (from: string, to: string): Condition => ({ variable: 'age', from, to });

test('plans can be set against each other where both can tell the persons that they have in common', () => {
  const whole = about(['sex', 'disease']);
  assert.ok(canBeCompared(whole, about(['disease', 'age'])), 'complete on other variables, persons are nearly the same');
  assert.ok(canBeCompared(whole, about(['disease'], women)), 'the table by sex tells women');
  assert.ok(canBeCompared(about(['disease'], women), whole));
  assert.ok(canBeCompared(about(['disease'], aged('40', '90')), about(['disease'], aged('50', '80'))));
  assert.ok(!canBeCompared(about(['disease']), about(['disease'], women)), 'nothing there tells women');
  assert.ok(!canBeCompared(about(['age']), about(['disease'])), 'no variable in common');
  assert.ok(!canBeCompared(about(['disease'], men), about(['disease'], women)));
  assert.ok(!canBeCompared(about(['disease'], aged('20', '50')), about(['disease'], aged('50', '90'))));
  assert.ok(!canBeCompared(whole, { ...whole, dataset: 'other' }));
});
