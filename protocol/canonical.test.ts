// Canonical bytes: one document, one byte string.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { canonicalBytes, canonicalText, MalformedError, parseCanonical } from './canonical.ts';

test('members are sorted by UTF-16 code units and strings escaped as RFC 8785 section 3.2.3 shows', () => {
  const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'x', '1': 'One', '\u0080': 'Control', '\u00f6': 'ö' };
  assert.throws(() => canonicalText(value), MalformedError, 'U+FB33 is not NFC');
  const { '\ufb33': _gone, ...normal } = value;
  assert.deepEqual(Object.keys(JSON.parse(canonicalText(normal))), ['1', '\r', '\u0080', '\u00f6', '\u20ac']);
  assert.equal(canonicalText({ '\r': 'a"\\\u000f\n' }), '{"\\r":"a\\"\\\\\\u000f\\n"}');
});

test('what is parsed is what was written, and writing it again gives the same bytes', () => {
  const documents = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.maxSafeInteger().map((n) => n + 0),
      fc.string({ unit: 'binary' }).map((s) => s.normalize('NFC')),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  })).value;
  fc.assert(
    fc.property(documents, (document) => assert.deepEqual(parseCanonical(canonicalBytes(document)), document)),
    { numRuns: 300 },
  );
});

for (const [name, text] of Object.entries({
  'a duplicate key': '{"a":1,"a":2}',
  'keys out of order': '{"b":1,"a":2}',
  'white space': '{"a": 1}',
  'a fraction': '{"a":0.5}',
  'another spelling of an integer': '{"a":1e2}',
  'minus zero': '{"a":-0}',
  'an integer beyond 2^53': '{"a":9007199254740993}',
  'a lone surrogate': '{"a":"\\ud800"}',
  'an escaped letter': '{"\\u0061":1}',
  'text that is not NFC': '{"a":"e\u0301"}',
  'a byte order mark': '\ufeff{"a":1}',
  'no JSON': '{',
}))
  test(`${name} is not canonical`, () => assert.throws(() => parseCanonical(Buffer.from(text)), MalformedError));

test('bytes that are not UTF-8 and documents over 256 kB are refused', () => {
  assert.throws(() => parseCanonical(Buffer.from([0x22, 0xff, 0x22])), MalformedError);
  assert.throws(() => parseCanonical(Buffer.from(`"${'a'.repeat(256 * 1024)}"`)), MalformedError);
});
