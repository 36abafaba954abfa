// A day as its steward means it, from midnight to midnight where the pages' clock is, as moments that the journal writes.
const timeZone = 'Europe/Stockholm';

/** From and until, in UTC; undefined for what is no day. */
export function momentsOf(day: string): { from: string; until: string } | undefined {
  const start = midnight(day);
  if (start === undefined) return undefined;
  // The day after, also where one has 23 or 25 hours.
  const next = new Date(Date.parse(`${day}T12:00:00Z`) + 24 * 3600_000).toISOString().slice(0, 10);
  return { from: write(start), until: write(midnight(next) ?? start) };
}

/** The day of a moment. */
export function dayOf(at: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(new Date(at));
}

/** The time of day of a moment. */
export function writeTime(at: string, language: 'sv' | 'en'): string {
  return new Intl.DateTimeFormat(language === 'sv' ? 'sv-SE' : 'en-GB', { timeStyle: 'short', timeZone }).format(new Date(at));
}

function midnight(day: string): number | undefined {
  const utc = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(utc)) return undefined;
  // No zone is further than 14 hours from UTC; Stockholm's clock is never changed at midnight.
  const offset = (at: number) => {
    const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(new Date(at));
    const [, sign = '+', hours = '0', minutes = '0'] =
      /GMT([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  };
  return utc - offset(utc - 3600_000);
}

const write = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
