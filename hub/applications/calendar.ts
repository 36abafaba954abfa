// Periods in months, weeks and working days as European law counts them: Regulation (EEC, Euratom) 1182/71. Days are those of the
// deciding body's country and clock, written YYYY-MM-DD; a period ends with the last hour of its last day.

export type Day = string;
const millisecondsOfDay = 86_400_000;

const home = 'Europe/Stockholm';
const formIn = (timeZone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
/** Made once: a list of applications asks for thousands of days. */
const homeForm = formIn(home);

/** The calendar day in Stockholm at a moment. */
export function dayOf(moment: Date, timeZone = home): Day {
  return (timeZone === home ? homeForm : formIn(timeZone)).format(moment);
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * millisecondsOfDay).toISOString().slice(0, 10);
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / millisecondsOfDay);
}

/** The same date months later; the last day of the month where that date does not occur (art. 3(2)(c)). */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())))
    .toISOString()
    .slice(0, 10);
}

/** Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8). */
function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const date = ((h + l - 7 * m + 114) % 31) + 1;
  return new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);
}

function weekday(day: Day): number {
  return new Date(Date.parse(day)).getUTCDay();
}

/** The first Saturday on or after a day. */
function saturdayFrom(day: Day): Day {
  return addDays(day, (6 - weekday(day) + 7) % 7);
}

/** Swedish public holidays (lag 1989:253) with the eves that lag 1930:173 puts beside them when time limits end. */
export function swedishHolidays(year: number): Day[] {
  const sunday = easter(year);
  const midsummer = saturdayFrom(`${year}-06-20`);
  return [
    `${year}-01-01`,
    `${year}-01-06`,
    addDays(sunday, -2),
    sunday,
    addDays(sunday, 1),
    `${year}-05-01`,
    addDays(sunday, 39),
    addDays(sunday, 49),
    `${year}-06-06`,
    addDays(midsummer, -1),
    midsummer,
    saturdayFrom(`${year}-10-31`),
    `${year}-12-24`,
    `${year}-12-25`,
    `${year}-12-26`,
    `${year}-12-31`,
  ];
}

/** Of the years in which this is used, worked out once: thirty working days ask for them thirty times. */
const known = new Map(Array.from({ length: 40 }, (_, at) => [2020 + at, swedishHolidays(2020 + at)]));

/** Art. 2(2): all days but public holidays, Saturdays and Sundays. */
export function isWorkingDay(day: Day): boolean {
  const year = Number(day.slice(0, 4));
  return ![0, 6].includes(weekday(day)) && !(known.get(year) ?? swedishHolidays(year)).includes(day);
}

/** Art. 3(4): a period that would end on a holiday or a weekend ends with the next working day. */
function roll(day: Day): Day {
  return isWorkingDay(day) ? day : roll(addDays(day, 1));
}

/** The last day of a period of months that an event starts; the event's own day is not counted (art. 3(1)). */
export function monthsAfter(event: Day, months: number): Day {
  return roll(addMonths(event, months));
}

export function daysAfter(event: Day, days: number): Day {
  return roll(addDays(event, days));
}

export function weeksAfter(event: Day, weeks: number): Day {
  return daysAfter(event, weeks * 7);
}

export function workingDaysAfter(event: Day, workingDays: number): Day {
  let day = event;
  for (let left = workingDays; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left--;
  }
  return day;
}
