// What leaves a station, captured on the wire during a whole study: everything has its place in the protocol, and nothing of it holds a
// row of the hospital's file or a sum of its own, but for the scores that Cleveland's policy lets leave alone.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startStudy } from '../demo/play.ts';
import { columns, hospitals } from '../demo/set-up.ts';
import { clearAwayAfterwards } from '../hub/platform/test-server.ts';
import { type Dictionary, dictionarySchema } from '../protocol/dictionary.ts';
import { type Permit, type Plan, planDigest } from '../protocol/documents.ts';
import { decode, encode, wordsFromBytes, wordsToBytes } from '../protocol/fixed-point.ts';
import {
  acceptSchema,
  declineSchema,
  enrolSchema,
  exchangeAnswerSchema,
  exchangeSchema,
  openingSchema,
  type Reply,
  setDigest,
  uploadSchema,
  type Work,
} from '../protocol/messages.ts';
import { problemOfProfile, profileSchema, publicationSchema } from '../protocol/profile.ts';
import { stationsIn } from '../protocol/scope.ts';
import { type Envelope, open, unverified } from '../protocol/signed.ts';
import { kindOf, type Question } from '../questions/catalogue.ts';
import { readScores, type ScoresQuestion } from '../questions/scores.ts';
import { openData } from '../station/data.ts';
import { type HttpMessage, httpMessages } from './http-record.test-support.ts';
import { type Passage, startRelay } from './relay.test-support.ts';
import { endOf, obtainPermit, outcome, predictors, startSystem } from './system.test-support.ts';

const path = (name: string) => new URL(`../demo/${name}`, import.meta.url);
const card = JSON.parse(readFileSync(path('model/card.json'), 'utf8'));
const dictionary: Dictionary = dictionarySchema.parse(JSON.parse(readFileSync(path('heart/dictionary.json'), 'utf8')));

const passages: Passage[] = [];
const system = await startSystem({ front: (ports) => startRelay(() => ports, passages) });
const modelFile = readFileSync(path('model/cleveland.onnx'));
const { innovator, permit, model } = await obtainPermit(system.origin, {
  methods: ['describe@1', 'crosstab@1', 'logistic@1', 'evaluate@1'],
  model: modelFile,
});
const id = await startStudy(innovator, permit, {
  title: 'A study that is listened to',
  groups: [['cleveland'], ['budapest', 'zurich', 'long-beach']],
  partitions: [
    {
      id: 'sex',
      variable: 'sex',
      cells: ['female', 'male'].map((level) => ({ id: level, condition: { variable: 'sex', levels: [level] } })),
    },
  ],
  release: 'exact',
  methods: [
    { name: 'describe@1', variables: [...predictors, 'disease'] },
    { name: 'crosstab@1', rows: { variable: 'sex' }, columns: { variable: 'disease' } },
    { name: 'logistic@1', y: outcome, x: predictors },
    {
      name: 'evaluate@1',
      model,
      inputs: card.inputs,
      y: outcome,
      trained_on: card.trained_on,
      partitions: ['sex'],
      thresholds: ['0.5'],
    },
  ],
});
const study = await endOf(innovator, id);
for (const station of Object.values(system.stations)) await station.stop();

// ---- what was said, by station ----
type Said = { requests: HttpMessage[]; replies: Reply[]; work: Work[]; raw: Buffer };
const said = new Map<string, Said>(
  hospitals.map(({ id }) => [id, { requests: [], replies: [], work: [], raw: Buffer.alloc(0) }]),
);
const enrolments = new Map<string, ReturnType<typeof enrolSchema.parse>>();
for (const { up, down } of passages) {
  const requests = httpMessages(up);
  const speakerOf = ({ headers }: HttpMessage) => /^Sluss station=([^,]+)/.exec(headers.get('authorization') ?? '')?.[1];
  // Joining and publishing are done by the command line: for all stations here from one process, over the same connections.
  const isByHand = ({ start }: HttpMessage) => /^POST \/station\/v1\/(enrol|profile) /.test(start);
  const speakers = new Set(requests.filter((request) => !isByHand(request)).map(speakerOf));
  const [speaker] = speakers;
  if (speaker) {
    assert.equal(speakers.size, 1);
    const own = said.get(speaker) as Said;
    own.requests.push(...requests);
    own.raw = Buffer.concat([own.raw, ...up]);
    for (const { start, body } of requests)
      if (start.includes('/exchange ')) own.replies.push(...exchangeSchema.parse(JSON.parse(body.toString())).replies);
    for (const { headers, body } of httpMessages(down))
      if (headers.get('content-type')?.includes('application/json'))
        own.work.push(...exchangeAnswerSchema.parse(JSON.parse(body.toString())).work);
  }
  for (const request of requests.filter(({ start }) => start.startsWith('POST /station/v1/enrol'))) {
    const enrolment = enrolSchema.parse(JSON.parse(request.body.toString()));
    enrolments.set(enrolment.station, enrolment);
    const own = said.get(enrolment.station) as Said;
    own.requests.push(request);
    own.raw = Buffer.concat([own.raw, request.body]);
  }
  for (const request of requests.filter(({ start }) => start.startsWith('POST /station/v1/profile'))) {
    const own = said.get(speakerOf(request) as string) as Said;
    own.requests.push(request);
    own.raw = Buffer.concat([own.raw, request.body]);
  }
}

type Ask = Extract<Work, { kind: 'ask' }>;
type Upload = Extract<Reply, { kind: 'upload' }>;
const uploadOf = (reply: Upload) => unverified(reply.signed) as unknown as ReturnType<typeof uploadSchema.parse>;
const isAlone = (reply: Upload, station: string) => uploadOf(reply).context.set === setDigest([station]);

/** What stands in base64 in a message, as deep as it goes. */
function layersIn(value: unknown): Buffer[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(layersIn);
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{12,}$/.test(value)) return [];
  const bytes = Buffer.from(value, 'base64url');
  try {
    return [bytes, ...layersIn(JSON.parse(bytes.toString()))];
  } catch {
    return [bytes];
  }
}

/** Everything that a station sent, decoded; of its uploads those that are kept. */
function layersOf(station: string, keep: (reply: Upload) => boolean = () => true): Buffer[] {
  return (said.get(station) as Said).requests.flatMap(({ body }) => {
    if (body.length === 0) return [];
    const { replies, ...rest } = JSON.parse(body.toString()) as { replies?: Reply[] };
    return layersIn([rest, replies?.filter((reply) => reply.kind !== 'upload' || keep(reply))]);
  });
}

const asText = (station: string, layers: Buffer[]) =>
  [(said.get(station) as Said).raw, ...layers].map((layer) => layer.toString('latin1')).join('\n');

/** The first of these words that stands somewhere in the bytes, at whatever place. */
function wordIn(layers: Buffer[], words: Set<bigint>): bigint | undefined {
  for (const layer of layers)
    for (let at = 0; at + 8 <= layer.length; at++) {
      const word = layer.readBigUInt64LE(at);
      if (words.has(word)) return word;
    }
  return undefined;
}

type Sum = { ask: Ask; question: Question; plan: Plan; values: number[]; words: BigUint64Array; alone: boolean };

/** The station's own vectors, computed by the station's own code from the same file, in the plain. */
async function computeSums(station: string): Promise<Sum[]> {
  const { work } = said.get(station) as Said;
  const invitation = work.find((item) => item.kind === 'plan') as Extract<Work, { kind: 'plan' }>;
  const plan = unverified(invitation.plan) as unknown as Plan;
  const permitDocument = unverified(invitation.permit) as unknown as Permit;
  const folder = join(temporary, station);
  mkdirSync(folder);
  for (const name of ['data.duckdb', 'ledger.key']) copyFileSync(join(system.folderOf(station), name), join(folder, name));
  const data = await openData(folder, dictionary, async () => modelFile);
  try {
    const { cohort } = await data.register(permitDocument, plan, plan.k);
    const asks = new Map((work.filter((item) => item.kind === 'ask') as Ask[]).map((ask) => [ask.round, ask]));
    const sums: Sum[] = [];
    for (const ask of asks.values())
      for (const question of ask.questions as Question[]) {
        const values = await data.answer({ plan, cohort, question, k: plan.k });
        const members = stationsIn(plan, ask.scope, ask.set).length;
        const words = encode(values, kindOf(question).layout(question, { plan, dictionary }), members);
        sums.push({ ask, question, plan, values, words, alone: members === 1 });
      }
    return sums;
  } finally {
    data.close();
  }
}

const temporary = mkdtempSync(join(tmpdir(), 'sluss-wire-'));
clearAwayAfterwards(temporary);
const sumsOf = new Map<string, Sum[]>();
for (const { id } of hospitals) sumsOf.set(id, await computeSums(id));
const maskedWords = (station: string) =>
  new Set(
    sumsOf
      .get(station)
      ?.flatMap(({ words, alone }) => (alone ? [] : [...words]))
      .filter((word) => word !== 0n),
  );

const rowsOf = (file: string) =>
  readFileSync(path(`heart/${file}`), 'utf8')
    .split('\n')
    .filter(Boolean);

/** Three fields that stand side by side, as text and as numbers that a program would send. */
function neighboursOf(row: string): { text: string[]; bytes: Buffer[] } {
  const fields = row.trim().split(',');
  const text: string[] = [];
  const bytes: Buffer[] = [];
  for (let at = 0; at + 3 <= fields.length; at++) {
    const three = fields.slice(at, at + 3);
    text.push(three.join(','), three.map((field) => (field === '?' ? 'null' : String(Number(field)))).join(','));
    const numbers = three.map(Number);
    // Noughts and ones alone are everywhere.
    if (numbers.some(Number.isNaN) || numbers.filter((number) => number > 1).length < 2) continue;
    bytes.push(Buffer.from(Float64Array.from(numbers).buffer), Buffer.from(Float32Array.from(numbers).buffer));
    bytes.push(Buffer.from(BigInt64Array.from(numbers.map((number) => BigInt(Math.round(number)))).buffer));
  }
  return { text, bytes };
}

test('the study that was listened to is a whole one, Cleveland’s scores alone among it', () => {
  assert.equal(study.state, 'finished');
  assert.deepEqual([...new Set(study.rounds.flatMap(({ asks }) => asks))].sort(), [
    'census',
    'counts',
    'gram',
    'histogram',
    'moments',
    'scores',
  ]);
  for (const [station, { replies, requests }] of said) {
    assert.ok(replies.filter(({ kind }) => kind === 'upload').length >= study.rounds.length - 1, station);
    assert.ok(
      requests.some(({ start }) => start.startsWith('POST /station/v1/enrol')),
      station,
    );
  }
});

test('everything that a station sends has its place in the protocol, and is signed with its own key', () => {
  const headers =
    'accept accept-encoding accept-language authorization connection content-length content-type host sec-fetch-mode user-agent'.split(
      ' ',
    );
  const schemas = { accept: acceptSchema, decline: declineSchema, upload: uploadSchema, open: openingSchema };
  for (const [station, { requests, replies, work }] of said) {
    for (const request of requests) {
      assert.match(
        request.start,
        /^(POST \/station\/v1\/(enrol|exchange|profile)|GET \/station\/v1\/models\/sha256:[A-Za-z0-9_-]{43}) HTTP\/1\.1$/,
      );
      for (const name of request.headers.keys()) assert.ok(headers.includes(name), name);
      if (request.start.startsWith('GET')) assert.equal(request.body.length, 0);
    }
    // The tables that its steward has published, once, before any question: rounded and without a small cell.
    const [published, ...more] = requests.filter(({ start }) => start.includes('/profile '));
    assert.deepEqual(more, []);
    const { profile } = publicationSchema.parse(JSON.parse(published?.body.toString() ?? ''));
    const { dictionary, sign, policy } = enrolments.get(station) as ReturnType<typeof enrolSchema.parse>;
    assert.equal(problemOfProfile(open('profile', profile, sign, profileSchema).document, dictionary, policy.k), undefined);
    const plan = (work.find((item) => item.kind === 'plan') as Extract<Work, { kind: 'plan' }>).plan;
    const hash = planDigest(Buffer.from(plan.payload, 'base64url'));
    const key = enrolments.get(station)?.sign as string;
    for (const reply of replies) {
      if (reply.kind === 'finished') assert.equal(reply.plan, hash);
      else {
        const { document } = open(reply.kind, reply.signed as Envelope, key, schemas[reply.kind] as never) as {
          document: { station: string };
        };
        assert.equal(document.station, station);
      }
    }
  }
});

test('no row of a hospital’s file, and no three of its fields side by side, is in anything that its station sends', () => {
  for (const { id: station, file } of hospitals) {
    const rows = rowsOf(file);
    assert.ok(rows.length > 100);
    const neighbours = rows.map(neighboursOf);
    // All that has the look of fields with commas in between, so that the search is short.
    const lists = asText(station, layersOf(station)).match(/[\d.?nul-]+(?:,[\d.?nul-]+){2,}/g) ?? [];
    const text = lists.join('\n');
    for (const three of new Set(neighbours.flatMap((one) => one.text)))
      assert.ok(!text.includes(three), `${station} sent ${three}`);

    // Cleveland's own scores are counts; three small ones side by side are no row.
    const bytes = Buffer.concat(layersOf(station, (reply) => !isAlone(reply, station))).toString('latin1');
    const forms = new Set(neighbours.flatMap((one) => one.bytes.map((form) => form.toString('latin1'))));
    for (let at = 0; at < bytes.length; at++)
      for (const length of [12, 24])
        assert.ok(!forms.has(bytes.slice(at, at + length)), `${station} sent the bytes of three fields`);
  }
});

test('the columns’ names leave in the dictionary alone', () => {
  for (const [station, { replies }] of said) {
    const words = replies
      .map((reply) => ('signed' in reply ? Buffer.from(reply.signed.payload, 'base64url').toString() : ''))
      .join('\n');
    for (const name of columns.split(',')) assert.ok(!new RegExp(`"${name}"`).test(words), `${station}: ${name}`);
  }
});

test('no sum of a station’s own is in anything that it sends, as words or as decimals, but for what may leave alone', () => {
  for (const { id: station } of hospitals) {
    const sums = sumsOf.get(station) as Sum[];
    const aloneKinds = new Set(sums.filter(({ alone }) => alone).map(({ question }) => question.kind));
    assert.deepEqual([...aloneKinds], station === 'cleveland' ? ['scores'] : []);
    const words = maskedWords(station);
    assert.ok(words.size > 500, `${station}: ${words.size} words looked for`);
    const layers = layersOf(station, (reply) => !isAlone(reply, station));
    assert.equal(wordIn(layers, words), undefined, station);

    const decimals = new Set(
      sums.flatMap(({ values, alone }) =>
        alone ? [] : values.filter((value) => !Number.isInteger(value)).map((value) => String(Math.abs(value))),
      ),
    );
    for (const word of words) decimals.add(String(word));
    for (const [number] of asText(station, layers).matchAll(/\d+\.\d{4,}|\d{7,}/g))
      assert.ok(!decimals.has(number), `${station} sent ${number}`);
  }
});

test('the same search finds a sum that is sent without its mask, and a row in a signed word', () => {
  for (const { id: station, file } of hospitals) {
    const [census] = sumsOf.get(station) as [Sum];
    const careless = { replies: [{ kind: 'upload', vector: wordsToBytes(census.words).toString('base64url') }] };
    assert.ok(wordIn(layersIn(careless), maskedWords(station)));
    const [row = ''] = rowsOf(file);
    const signed = { payload: Buffer.from(JSON.stringify({ note: row })).toString('base64url') };
    assert.ok(asText(station, layersIn({ replies: [{ kind: 'accept', signed }] })).includes(neighboursOf(row).text[0] as string));
  }
});

test('masked vectors look like noise: half of their bits are set', () => {
  for (const [station, { replies }] of said) {
    let [set, all] = [0, 0];
    for (const reply of replies)
      if (reply.kind === 'upload' && !isAlone(reply, station))
        for (const byte of Buffer.from(reply.vector, 'base64url')) {
          for (let bit = 0; bit < 8; bit++) set += (byte >> bit) & 1;
          all += 8;
        }
    // Seven standard deviations.
    assert.ok(Math.abs(set - all / 2) < 3.5 * Math.sqrt(all), `${station}: ${set} of ${all} bits`);
  }
});

test('what Cleveland lets out alone is its scores, in bins that hold at least k persons of either outcome', () => {
  for (const [station, { replies }] of said) {
    const alone = replies.filter((reply): reply is Upload => reply.kind === 'upload' && isAlone(reply, station));
    assert.equal(alone.length, station === 'cleveland' ? 1 : 0);
    for (const reply of alone) {
      const { round } = uploadOf(reply).context;
      const { question, plan, words } = (sumsOf.get(station) as Sum[]).find(({ ask }) => ask.round === round) as Sum;
      const sent = wordsFromBytes(Buffer.from(reply.vector, 'base64url'));
      assert.notDeepEqual(sent, words);
      const values = decode(sent, kindOf(question).layout(question, { plan, dictionary }), 1);
      const { all, partitions, outside } = readScores(values, question as ScoresQuestion, { plan, dictionary });
      for (const { id, told } of [all, ...partitions.flatMap(({ cells }) => cells)])
        for (const { none, events } of told?.bins ?? assert.fail(`${id} is told in full`))
          assert.ok(none >= plan.k && events >= plan.k, id);
      assert.ok(outside === 0 || outside >= plan.k);
    }
  }
});
