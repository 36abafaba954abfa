// For fuzzers: odd values, what an answer to them may be, and copies of a message in which something at a random place is replaced, removed, added or doubled.
import assert from 'node:assert/strict';
import fc from 'fast-check';

/** A longer hunt: FUZZ=20 npm test e2e/hub-fuzz.test.ts */
export const often = Number(process.env.FUZZ ?? 1);

/** Stands in what is thrown at a hub: never to be met in a log, or in an answer. */
export const personal = 'Anna Persson 19121212-1212';

export const oddities = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      0,
      -1,
      2 ** 53,
      1e308,
      '',
      [],
      {},
      personal,
      "'; drop table study; --",
      '../../etc/passwd',
      '__proto__',
      'sha256:',
      '%00',
    ],
    ...[
      '\u0000',
      '\ud800',
      '\u202e',
      '9'.repeat(400),
      'å'.repeat(5000),
      [[[[[[[[]]]]]]]],
      { constructor: { prototype: 1 } },
      '1e400',
      '0x10',
      'NaN',
    ],
  ),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

export type Choice = { path: number[]; odd: unknown; how: number };
export const choices: fc.Arbitrary<Choice> = fc.record({
  path: fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }),
  odd: oddities,
  how: fc.nat(9),
});

export function mutated(value: unknown, { path, odd, how }: Choice): unknown {
  const copy = structuredClone(value);
  if (typeof copy !== 'object' || copy === null) return odd;
  let at = copy as Record<string, unknown>;
  for (const [step, pick] of path.entries()) {
    const keys = Object.keys(at);
    const key = keys[pick % Math.max(1, keys.length)];
    if (key === undefined) break;
    const member = at[key];
    if (step < path.length - 1 && typeof member === 'object' && member !== null) {
      at = member as Record<string, unknown>;
      continue;
    }
    if (how < 6) at[key] = odd;
    else if (how === 6 && Array.isArray(at)) at.splice(Number(key), 1);
    else if (how === 6) delete at[key];
    else if (how === 7 && Array.isArray(at)) at.push(member);
    else if (how === 7) at.added = odd;
    else at[key] = typeof member === 'string' ? shaken(member, pick) : [member];
    break;
  }
  return copy;
}

/** A text with one character changed, or cut off. */
function shaken(text: string, pick: number): string {
  const at = pick % Math.max(1, text.length);
  return pick % 3 === 0 ? text.slice(0, at) : `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}

export const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** A form that could not be taken comes back with what was typed: in its fields, and nowhere else. */
const withoutFields = (html: string) => html.replace(/ value="[^"]*"/g, '').replace(/(<textarea[^>]*>)[^<]*/g, '$1');

/** An answer that is no bug, and that repeats nothing of what it was sent; `own` pages may show what their reader named so before. */
export async function answerOf(response: Response, own = false): Promise<string> {
  const text = await response.text();
  assert.ok(response.status < 500, `${response.status}: ${text}`);
  if (response.status < 400) return text;
  const isPage = response.headers.get('content-type')?.includes('html') ?? false;
  const repeated = isPage ? !own && withoutFields(text).includes(personal) : text.includes(personal);
  assert.ok(!repeated, `an answer repeats what it was sent: ${text}`);
  if (!isPage) assert.match(text, /"code":"[a-z_-]+"/);
  return text;
}
