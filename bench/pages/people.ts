// A hundred people of twenty-five companies, made as a hub makes them: an advisor registers the company and gives the roles over the API,
// each person signs in by the link in the letter that they got.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Player } from '../../demo/play.ts';
import { visitor } from './visitor.ts';

export type Person = { name: string; email: string; organisation: string; cookie: string };

export async function makePeople(place: { origin: string; home: string }, advisor: Player, count = 100): Promise<Person[]> {
  const people: Person[] = [];
  for (let at = 0; at < count; at += 1) {
    const organisation = `company-${Math.floor(at / 4) + 1}`;
    if (at % 4 === 0)
      await advisor.api.send('POST', '/organisations', {
        id: organisation,
        name: `Company ${Math.floor(at / 4) + 1}`,
        kind: 'company',
      });
    const person = { name: `Person ${at + 1}`, email: `person-${at + 1}@bench.example`, organisation };
    await giveRole(advisor, person);
    people.push({ ...person, cookie: '' });
  }
  for (const person of people) await visitor(place.origin, null).post('', '/sign-in', { email: person.email }, { expect: 200 });
  const links = linksIn(join(place.home, 'outbox'));
  for (const person of people) {
    const browser = visitor(place.origin, null);
    await browser.post('', '/sign-in/link', { token: links.get(person.email) ?? '' });
    person.cookie = browser.cookie();
    browser.leave();
  }
  return people;
}

/** An innovator of the organisation, beside what the person is already. */
export function giveRole(advisor: Player, person: { name: string; email: string; organisation: string }) {
  const { name, email, organisation } = person;
  return advisor.api.send('POST', `/organisations/${organisation}/members`, { email, name, role: 'innovator' });
}

/** The tokens in the letters, by the address that they went to. */
function linksIn(outbox: string): Map<string, string> {
  const letters = readdirSync(outbox).map((file) => readFileSync(join(outbox, file), 'utf8'));
  return new Map(
    letters.flatMap((letter) => {
      // RFC 2045 6.7: lines broken by "=", and "=3D" for "=".
      const text = letter.replaceAll('=\r\n', '').replaceAll('=\n', '').replaceAll('=3D', '=');
      const [to, token] = [/^To: <?([^>\s]+)/m.exec(text)?.[1], /sign-in\/link\?token=([A-Za-z]{32})/.exec(text)?.[1]];
      return to && token ? [[to, token] as const] : [];
    }),
  );
}
