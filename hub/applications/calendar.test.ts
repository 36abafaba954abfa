// Deadlines of European law on the Swedish calendar, against dates that anybody can look up.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addMonths, dayOf, isWorkingDay, monthsAfter, swedishHolidays, weeksAfter, workingDaysAfter } from './calendar.ts';

test('a period of months ends on the same date of the last month', () => assert.equal(addMonths('2026-01-15', 3), '2026-04-15'));
test('where that date does not occur it ends on the last day of the month', () => {
  assert.equal(addMonths('2026-11-30', 3), '2027-02-28');
  assert.equal(addMonths('2027-11-30', 3), '2028-02-29');
  assert.equal(addMonths('2026-12-31', 2), '2027-02-28');
});
test('a period that ends on a weekend ends with the next working day', () => {
  assert.equal(monthsAfter('2026-11-21', 3), '2027-02-22'); // 21 February 2027 is a Sunday
  assert.equal(monthsAfter('2026-09-24', 3), '2026-12-28'); // Christmas, Boxing Day on a Saturday, a Sunday
});
test('four weeks end on the same weekday', () => assert.equal(weeksAfter('2026-11-23', 4), '2026-12-21'));
test('thirty working days over Christmas pass the holidays and their eves', () => {
  // December 2026: 1-23 has 17 working days, 28-30 three more; January 2027 goes on without the 1st and the 6th.
  assert.equal(workingDaysAfter('2026-11-30', 30), '2027-01-18');
});
test('Easter and the days that move with it fall where the almanac has them', () => {
  const days = swedishHolidays(2027);
  for (const day of ['2027-03-26', '2027-03-28', '2027-03-29', '2027-05-06', '2027-05-16']) assert.ok(days.includes(day), day);
  assert.ok(swedishHolidays(2026).includes('2026-04-03'));
});
test('Midsummer Eve and All Saints are found between their limits', () => {
  assert.equal(isWorkingDay('2026-06-19'), false);
  assert.ok(swedishHolidays(2026).includes('2026-10-31'));
  assert.equal(isWorkingDay('2026-06-18'), true);
});
test('the day is the body’s, not the server’s', () => {
  assert.equal(dayOf(new Date('2026-06-30T22:30:00Z')), '2026-07-01');
  assert.equal(dayOf(new Date('2026-12-31T22:30:00Z')), '2026-12-31');
});
