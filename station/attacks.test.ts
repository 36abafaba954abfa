// What a thief of the hub, a curious researcher or a careless clerk may try at a station. Each test shows what the attack would
// have revealed had it been answered, and then that it is not.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Permit, type Plan, planDigest } from '@sluss/protocol/documents.ts';
import { subtractFrom, wordsFromBytes } from '@sluss/protocol/fixed-point.ts';
import { type Context, pairMask, selfMask } from '@sluss/protocol/mask.ts';
import type { Reply, Transcript } from '@sluss/protocol/messages.ts';
import { defaultPolicy } from '@sluss/protocol/policy.ts';
import { type Envelope, publicKeyText, seal, thumbprint, unverified } from '@sluss/protocol/signed.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import { type Census, readCensus } from '@sluss/questions/census.ts';
import { type GramQuestion, readGram, unit } from '@sluss/questions/gram.ts';
import { takeQuestion, takeReceipts } from './answer.ts';
import { perform } from './exchange.ts';
import {
  type AskWork,
  askOf,
  codeOf,
  decodeAnswers,
  type Federation,
  type Imported,
  invitation,
  makeFederation,
  permitOf,
  planOf,
  receivedOf,
  runPlan,
  statusOf,
} from './federation.test-support.ts';
import { hospitals, importHeart } from './heart-federation.test-support.ts';
import { verifyJournal } from './journal.ts';
import { takePlan } from './plans.ts';

let imported: Imported;
let federation: Federation;
before(async () => {
  imported = await importHeart();
});
beforeEach(async () => {
  federation = await makeFederation(imported);
});
afterEach(() => federation.close());
after(() => imported.remove());

const x = ['age', 'sex', 'cp', 'trestbps', 'chol', 'fbs', 'restecg', 'thalach', 'exang', 'oldpeak'];
const logistic = { name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x };
const crosstab = { name: 'crosstab@1', rows: { variable: 'sex' }, columns: { variable: 'disease' } };
const four = hospitals.map(({ id }) => id);
const now = (seconds = 0) => `${new Date(federation.clock.now + seconds * 1000).toISOString().slice(0, 19)}Z`;

/** What one station would answer, unmasked: only a test can look. */
async function whatItWouldSay(id: string, plan: Plan, question: Question): Promise<number[]> {
  const station = federation.station(id);
  const { cohort } = await station.data.register(permitOf(federation), plan, 5);
  return station.data.answer({ plan, cohort, question, k: 5 });
}

const said = (reply: Reply) => reply as Extract<Reply, { kind: 'upload' | 'open' }>;
const countsOf = (variables: string[]): Question =>
  ({ kind: 'counts', by: variables.map((variable) => ({ variable })) }) as never;

test('a permit that nobody of the deciding body signed', async () => {
  const thief = generateKeyPairSync('ed25519').privateKey;
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] });
  const revealed = await whatItWouldSay('cleveland', plan, countsOf(['sex', 'disease']));
  assert.equal(
    revealed.reduce((sum, cell) => sum + cell),
    303,
    'the table of all 303 patients in Cleveland',
  );

  const forged = await takePlan(federation.station('cleveland'), invitation(federation, permit, plan, { decision: thief }));
  assert.equal(codeOf(forged), 'permit_invalid');
});

test('a permit widened in the hub’s database, under its old signature', async () => {
  const narrow = permitOf(federation, {
    datasets: [{ ...permitOf(federation).datasets[0], variables: ['sex', 'disease'] } as Permit['datasets'][0]],
  });
  const wide = { ...narrow, datasets: permitOf(federation).datasets };
  const plan = planOf(federation, wide, {
    complete_on: ['thal', 'disease'],
    methods: [{ ...crosstab, rows: { variable: 'thal' } }],
  });
  const revealed = await whatItWouldSay('cleveland', plan, countsOf(['thal', 'disease']));
  assert.deepEqual(revealed, [129, 37, 6, 12, 28, 89], 'the thallium test by disease, which was never permitted');

  const honest = invitation(federation, narrow, plan);
  const edited = { ...honest.permit, payload: canonicalBytes(wide).toString('base64url') };
  assert.equal(codeOf(await takePlan(federation.station('cleveland'), { ...honest, permit: edited })), 'permit_invalid');
  // The unedited permit does not cover the plan either.
  const asPermitted = { ...plan, permit: planOf(federation, narrow).permit };
  assert.equal(
    codeOf(await takePlan(federation.station('cleveland'), invitation(federation, narrow, asPermitted))),
    'not_permitted',
  );
});

/** Runs the plan until round `at`, where the hub changes the question for every station. */
async function steer(at: number, change: (question: GramQuestion) => unknown, plan?: Partial<Plan>) {
  const permit = permitOf(federation);
  const honest = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic], ...plan });
  const tamper = (ask: AskWork) =>
    ask.round === at ? { ...ask, questions: (ask.questions as GramQuestion[]).map(change) } : ask;
  return runPlan(federation, permit, honest, { tamper });
}

test('a hub that chooses β: one question would have given one patient’s exact row', async () => {
  // A filter in disguise: along a wild direction one patient's weight μ(1−μ) towers over all others.
  const columns = 14;
  let exposed = 0;
  for (let seed = 0; seed < 40 && exposed === 0; seed++) {
    const beta = Array.from({ length: columns }, (_, j) => Math.round(Math.sin(seed * 97 + j * 31 + 1) * 1e4 * 2 ** 30));
    exposed += (await isolates(beta)) ? 1 : 0;
  }
  assert.equal(exposed, 1, 'a direction that isolates one of 740 patients is found at once');

  const wild = await steer(2, (question) => ({
    ...question,
    beta: (question as { beta: number[] }).beta.map((_, j) => (j % 2 ? 1 : -1) * 9 * 2 ** 30),
  }));
  assert.ok('refused' in wild);
  assert.deepEqual([wild.refused, wild.round], ['plan_mismatch', 2]);
  const beyond = await steer(2, (question) => ({ ...question, beta: (question as { beta: number[] }).beta.map(() => 2 ** 44) }));
  assert.ok('refused' in beyond);
  assert.equal(beyond.refused, 'malformed', '|β| beyond 10 is no question at all');
});

/** Whether one patient carries nearly all the weight of a β on the 740 complete patients, computed from the public files. */
async function isolates(beta: number[]): Promise<boolean> {
  const rows = publicRows();
  const weights = rows.map((row) => {
    const eta = row.reduce((sum, value, j) => sum + value * ((beta[j] as number) * unit), 0);
    const mu = 1 / (1 + Math.exp(-eta));
    return mu * (1 - mu);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 1e-12 && Math.max(...weights) / total > 0.9999;
}

/** The 740 complete patients, standardised, with an intercept: from the files that this project carries. */
function publicRows(): number[][] {
  const raw = hospitals.flatMap(({ file }) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').slice(0, 10))
      .filter((cells) => !cells.includes('?'))
      .map((cells) => cells.map(Number)),
  );
  const coded = raw.map(
    ([age, sex, cp, bps, chol, fbs, ecg, max, ang, old]) =>
      [age, sex, +(cp === 2), +(cp === 3), +(cp === 4), bps, chol, fbs, +(ecg === 1), +(ecg === 2), max, ang, old] as number[],
  );
  const mean = (j: number) => coded.reduce((sum, row) => sum + (row[j] as number), 0) / coded.length;
  const places = coded[0]?.map((_, j) => [
    mean(j),
    Math.sqrt(coded.reduce((sum, row) => sum + ((row[j] as number) - mean(j)) ** 2, 0) / coded.length),
  ]) as [number, number][];
  return coded.map((row) => [1, ...row.map((value, j) => (value - (places[j]?.[0] as number)) / (places[j]?.[1] as number))]);
}

test('a hub that chooses centre, scale or the number of persons', async () => {
  for (const change of [
    (question: GramQuestion) => ({ ...question, centre: question.centre.map((centre) => centre + 1000) }),
    (question: GramQuestion) => ({ ...question, scale: question.scale.map((scale) => Math.max(2 ** 14, Math.floor(scale / 2))) }),
    (question: GramQuestion) => ({ ...question, n: question.n + 1 }),
  ]) {
    const run = await steer(2, change);
    assert.ok('refused' in run);
    assert.equal(run.refused, 'plan_mismatch');
  }
});

test('a hub that swaps the levels of the outcome, or asks another question altogether', async () => {
  const swapped = await steer(2, (question) => ({ ...question, y: { variable: 'disease', events: ['no'] } }));
  assert.ok('refused' in swapped);
  assert.equal(swapped.refused, 'plan_mismatch');
  const other = await steer(1, () => countsOf(['sex', 'disease']));
  assert.ok('refused' in other);
  assert.equal(other.refused, 'plan_mismatch');
});

test('a hub that lies about a sum that it shows', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic] });
  const tamper = (ask: AskWork): AskWork => {
    if (ask.round !== 2) return ask;
    const transcripts = ask.transcripts.map((transcript): Transcript => {
      const [first, ...rest] = transcript.parts as [Transcript['parts'][0], ...Transcript['parts']];
      return {
        ...transcript,
        parts: [{ ...first, vector: randomBytes(Buffer.from(first.vector, 'base64url').length).toString('base64url') }, ...rest],
      };
    });
    return { ...ask, transcripts };
  };
  const run = await runPlan(federation, permit, plan, { tamper });
  assert.ok('refused' in run);
  assert.equal(run.refused, 'plan_mismatch');
});

test('a hub that withholds the sums of a set that may see them', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic] });
  const run = await runPlan(federation, permit, plan, { tamper: (ask) => ({ ...ask, transcripts: [] }) });
  assert.ok('refused' in run);
  assert.equal(run.refused, 'plan_mismatch');
});

test('a filter that differs by one patient: the difference of two sums would have been her', async () => {
  const permit = permitOf(federation);
  const everybody = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic] });
  const withoutYoungest = { ...everybody, filter: [{ variable: 'age', from: '30', to: '90' }] };
  const question: GramQuestion = {
    kind: 'gram',
    link: 'identity',
    y: 'age',
    x: [{ variable: 'trestbps' }, { variable: 'chol' }, { variable: 'thalach' }] as never,
    centre: [0, 0, 0, 0],
    scale: [2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30],
    n: 303,
  };
  const station = federation.station('cleveland');
  const engineAnswer = (plan: Plan) => station.data.answer({ plan, cohort: 0, question, k: 10 });
  const [all, less] = [await engineAnswer(everybody), await engineAnswer(withoutYoungest)];
  const difference = readGram(
    all.map((value, i) => value - (less[i] as number)),
    question,
  ).matrix[0] as number[];
  const back = (u: number, low: number, high: number) => Math.round((low + high) / 2 + (u * (high - low)) / 2);
  const victim = [
    difference[0],
    back(difference[1] as number, 0, 250),
    back(difference[2] as number, 0, 700),
    back(difference[3] as number, 50, 220),
  ];
  assert.deepEqual(
    victim.map((value) => Math.round(value as number)),
    [1, 130, 204, 202],
    'one person: blood pressure 130, cholesterol 204, maximum heart rate 202',
  );

  assert.equal(codeOf(await takePlan(station, invitation(federation, permit, everybody))), null);
  assert.equal(
    codeOf(await takePlan(station, invitation(federation, permit, { ...withoutYoungest, id: planOf(federation, permit).id }))),
    'too_few',
  );
  // Under another permit, by somebody else, it is the same person.
  const other = permitOf(federation);
  assert.equal(
    codeOf(
      await takePlan(
        station,
        invitation(
          federation,
          other,
          planOf(federation, other, { ...withoutYoungest, permit: planOf(federation, other).permit }),
        ),
      ),
    ),
    'too_few',
  );
});

test('a filter that changes nobody among the complete: the missing values of two patients would have shown', async () => {
  const variables = ['age', 'sex', 'fbs', 'disease'];
  const permit = permitOf(federation);
  const everybody = planOf(federation, permit, { complete_on: variables, methods: [crosstab] });
  const withoutYoungest = planOf(federation, permit, {
    ...everybody,
    id: planOf(federation, permit).id,
    filter: [{ variable: 'age', from: '35', to: '90' }],
  });
  const census = { kind: 'census' } as Question;
  const answers = await Promise.all(
    [everybody, withoutYoungest].map((plan) =>
      federation.station('zurich').data.answer({ plan, cohort: 0, question: census, k: 10 }),
    ),
  );
  const surroundings = { plan: everybody, dictionary: federation.dictionary };
  const [all, less] = answers.map((values) => readCensus(values, surroundings)) as [Census, Census];
  assert.equal(all.n, less.n, 'the same complete patients');
  assert.deepEqual(
    [all.inFilter - less.inFilter, (all.missing.fbs ?? 0) - (less.missing.fbs ?? 0)],
    [2, 2],
    'the two youngest in Zürich, neither with a blood sugar',
  );

  const station = federation.station('zurich');
  assert.equal(codeOf(await takePlan(station, invitation(federation, permit, everybody))), null);
  assert.equal(codeOf(await takePlan(station, invitation(federation, permit, withoutYoungest))), 'too_few');
  const other = permitOf(federation);
  const again = planOf(federation, other, { ...withoutYoungest, permit: planOf(federation, other).permit });
  assert.equal(codeOf(await takePlan(station, invitation(federation, other, again))), 'too_few');
});

test('a smaller set of stations after a sum was opened: the difference would have been one hospital', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab], smaller_set: true });
  const set = four.slice(0, 3);
  const sumOver = async (ids: string[]) =>
    (await Promise.all(ids.map((id) => whatItWouldSay(id, plan, countsOf(['sex', 'disease']))))).reduce((a, b) =>
      a.map((value, i) => value + (b[i] as number)),
    );
  const [whole, smaller] = [await sumOver(four), await sumOver(set)];
  const revealed = whole.map((value, i) => value - (smaller[i] as number));
  assert.deepEqual(
    revealed,
    [3, 3, 48, 146],
    'women and men without and with disease in Long Beach alone: only six women, three in each cell',
  );
  const refused: string[] = [];
  const run = await runPlan(federation, permit, plan, {
    async afterRound(round) {
      if (round > 0) return;
      for (const id of set) {
        const again = askOf(federation, permit, planDigest(canonicalBytes(plan)), {
          scope: 'all',
          round: 0,
          attempt: 1,
          questions: [{ kind: 'census' }],
          set,
        });
        refused.push(codeOf(await takeQuestion(federation.station(id), again)) ?? 'answered');
      }
    },
  });
  assert.deepEqual(refused, ['set_changed', 'set_changed', 'set_changed']);
  assert.ok('refused' in run, 'and the plan is over: a refusal during a run is final');
  // The same in a plan of its own, on the same persons.
  const later = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab], groups: [set] });
  assert.equal(codeOf(await takePlan(federation.station('cleveland'), invitation(federation, permit, later))), 'set_changed');
});

const tableOver = async (ids: string[], plan: Plan) =>
  (await Promise.all(ids.map((id) => whatItWouldSay(id, plan, countsOf(['sex', 'disease']))))).reduce((a, b) =>
    a.map((value, i) => value + (b[i] as number)),
  );
const census = (plan: string, set: string[], more: Partial<AskWork> = {}) => ({
  ...{ scope: 'all' as const, round: 0, questions: [{ kind: 'census' }], set, plan },
  ...more,
});
/** Asks the stations for the census, and opens it. */
async function openCensus(permit: Permit, plan: Plan, set: string[]): Promise<void> {
  const hash = planDigest(canonicalBytes(plan));
  const uploads: Envelope[] = [];
  for (const id of set) {
    const reply = await takeQuestion(federation.station(id), askOf(federation, permit, hash, census(hash, set)));
    assert.equal(reply.kind, 'upload', codeOf(reply) ?? '');
    uploads.push(said(reply).signed);
  }
  for (const id of set)
    assert.equal((await takeReceipts(federation.station(id), receivedOf(federation, permit, hash, 0, uploads))).kind, 'open');
}
const invite = async (id: string, permit: Permit, plan: Plan) =>
  codeOf(await takePlan(federation.station(id), invitation(federation, permit, plan)));

test('a smaller set by another filter: the table of all less the women of three hospitals would have been the women of the fourth', async () => {
  const permit = permitOf(federation);
  const everybody = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] });
  const three = four.slice(0, 3);
  const women = planOf(federation, permit, {
    filter: [{ variable: 'sex', levels: ['female'] }],
    complete_on: ['sex', 'disease'],
    methods: [crosstab],
    groups: [three],
  });
  const [all, less] = [await tableOver(four, everybody), await tableOver(three, women)];
  const revealed = all.slice(0, 2).map((value, i) => value - (less[i] as number));
  assert.deepEqual(revealed, [3, 3], 'the six women of Long Beach: three without, three with disease');

  for (const id of four) assert.equal(await invite(id, permit, everybody), null);
  await openCensus(permit, everybody, four);
  assert.equal(await invite('cleveland', permit, women), 'set_changed');
  // Men of three hospitals, counted by a variable that the first plan never looked at, show nothing of the fourth.
  const unrelated = planOf(federation, permit, {
    filter: [],
    complete_on: ['exang', 'fbs'],
    methods: [{ ...crosstab, rows: { variable: 'exang' }, columns: { variable: 'fbs' } }],
    groups: [three],
  });
  assert.equal(await invite('cleveland', permit, unrelated), null);
});

test('a plan that declares a hospital alone, and goes on without it: what it never let out would have followed', async () => {
  const permit = permitOf(federation);
  const whole = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] });
  for (const id of four) await invite(id, permit, whole);
  await openCensus(permit, whole, four);
  const three = four.slice(0, 3);
  const without = planOf(federation, permit, {
    complete_on: ['sex', 'disease'],
    methods: [crosstab],
    groups: [['long-beach'], three],
    smaller_set: true,
  });
  const [all, less] = [await tableOver(four, whole), await tableOver(three, without)];
  assert.deepEqual(
    all.map((value, i) => value - (less[i] as number)),
    [3, 3, 48, 146],
    'all of Long Beach, whose policy lets nothing out alone',
  );

  assert.equal(await invite('long-beach', permit, without), 'policy');
  for (const id of three) assert.equal(await invite(id, permit, without), null, 'with Long Beach alone it would be harmless');
  const hash = planDigest(canonicalBytes(without));
  for (const id of three)
    assert.equal(
      codeOf(await takeQuestion(federation.station(id), askOf(federation, permit, hash, census(hash, three)))),
      'set_changed',
    );
});

test('a plan that ended before anything was opened shows nothing, and stands in no other plan’s way', async () => {
  const permit = permitOf(federation);
  const [whole, three] = [planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] }), four.slice(0, 3)];
  const smaller = () => planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab], groups: [three] });
  for (const id of four) await invite(id, permit, whole);
  const hash = planDigest(canonicalBytes(whole));
  const station = federation.station('cleveland');
  const upload = await takeQuestion(station, askOf(federation, permit, hash, census(hash, four)));
  assert.equal(await invite('cleveland', permit, smaller()), 'set_changed', 'its sum may still be opened');
  await perform(station, { kind: 'finished', plan: hash });
  const opened = await takeReceipts(station, receivedOf(federation, permit, hash, 0, [said(upload).signed]));
  assert.equal(codeOf(opened), 'plan_mismatch', 'now it cannot');
  assert.equal(await invite('cleveland', permit, smaller()), null);
});

test('a finished plan goes on protecting: the hub cannot have its sums forgotten', async () => {
  const permit = permitOf(federation);
  const whole = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] });
  for (const id of four) await invite(id, permit, whole);
  await openCensus(permit, whole, four);
  await perform(federation.station('cleveland'), { kind: 'finished', plan: planDigest(canonicalBytes(whole)) });
  const three = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab], groups: [four.slice(0, 3)] });
  assert.equal(await invite('cleveland', permit, three), 'set_changed');
});

test('a search by refusals: each plan that is tried counts as a question', async () => {
  const permit = permitOf(federation);
  const station = federation.station('zurich');
  writeFileSync(join(station.folder, 'policy.json'), JSON.stringify({ ...defaultPolicy, questions_per_day: 4 }));
  const older = (from: string) =>
    planOf(federation, permit, {
      filter: [{ variable: 'age', from, to: '90' }],
      complete_on: ['sex', 'disease'],
      methods: [crosstab],
    });
  // Without a limit the refusals alone would tell where the tenth oldest of Zürich's patients stands.
  const answers: (string | null)[] = [];
  for (const from of ['85', '80', '75', '70', '65']) answers.push(await invite('zurich', permit, older(from)));
  assert.ok(answers.slice(0, 4).includes('too_few'));
  assert.equal(answers[4], 'limit');
});

test('a policy that became tighter holds from the next question on', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic], k: 100 });
  const hash = planDigest(canonicalBytes(plan));
  for (const id of four) assert.equal(await invite(id, permit, plan), null);
  const change = (id: string, policy: Partial<typeof defaultPolicy>) =>
    writeFileSync(join(federation.station(id).folder, 'policy.json'), JSON.stringify({ ...defaultPolicy, ...policy }));
  change('zurich', { k: 50 });
  change('budapest', { methods: ['describe@1'] });
  change('cleveland', { k: 101 });
  const ask = async (id: string) =>
    codeOf(await takeQuestion(federation.station(id), askOf(federation, permit, hash, census(hash, four))));
  assert.equal(await ask('zurich'), 'too_few', 'its 46 persons were enough when the plan was accepted');
  assert.equal(await ask('budapest'), 'policy');
  assert.equal(await ask('cleveland'), 'policy');
});

test('a hub that asks before the census of three stations was opened', async () => {
  const permit = permitOf(federation);
  const three = four.slice(0, 3);
  const plan = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic], groups: [three] });
  const hash = planDigest(canonicalBytes(plan));
  for (const id of three) await invite(id, permit, plan);
  const moments = { kind: 'moments', variables: ['age', 'trestbps', 'chol', 'thalach', 'oldpeak'], n: 600 };
  const early = askOf(federation, permit, hash, census(hash, three, { round: 1, questions: [moments] }));
  assert.equal(codeOf(await takeQuestion(federation.station('cleveland'), early)), 'plan_mismatch');
});

test('a station that sends what is no vector, shown to the others as a sum', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] });
  const hash = planDigest(canonicalBytes(plan));
  for (const id of four) await invite(id, permit, plan);
  const uploads = new Map<string, { signed: Envelope; vector: string }>();
  for (const id of four) {
    const reply = await takeQuestion(federation.station(id), askOf(federation, permit, hash, census(hash, four)));
    uploads.set(id, reply as Extract<Reply, { kind: 'upload' }>);
  }
  const { keys } = federation.station('zurich');
  const { context } = unverified((uploads.get('zurich') as { signed: Envelope }).signed) as unknown as { context: Context };
  const odd = Buffer.from('not a vector');
  uploads.set('zurich', {
    signed: seal('upload', { type: 'upload', station: 'zurich', context, vector: digest(odd) }, keys.sign),
    vector: odd.toString('base64url'),
  });
  const receipts = [...uploads.values()].map(({ signed }) => signed);
  const parts: Transcript['parts'] = [];
  for (const id of four) {
    const seed = randomBytes(32).toString('base64url');
    const opened =
      id === 'zurich'
        ? seal('open', { type: 'open', station: id, context, seed }, keys.sign)
        : said(await takeReceipts(federation.station(id), receivedOf(federation, permit, hash, 0, receipts))).signed;
    parts.push({ vector: (uploads.get(id) as { vector: string }).vector, open: opened });
  }
  const next = askOf(federation, permit, hash, census(hash, four, { round: 1, questions: [countsOf(['sex', 'disease'])] }));
  const reply = await takeQuestion(federation.station('cleveland'), {
    ...next,
    transcripts: [{ round: 0, scope: 'all', parts }],
  });
  assert.equal(codeOf(reply), 'plan_mismatch', 'a refusal, not a station that falls over again and again');
});

test('a second opening of a round: two attempts opened would have been two sums', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, {
    complete_on: ['sex', 'fbs'],
    methods: [{ ...crosstab, columns: { variable: 'fbs' } }],
  });
  const hash = planDigest(canonicalBytes(plan));
  for (const id of four) assert.equal(codeOf(await takePlan(federation.station(id), invitation(federation, permit, plan))), null);
  const ask = (attempt: number) =>
    askOf(federation, permit, hash, { scope: 'all', round: 0, attempt, questions: [{ kind: 'census' }], set: four });
  const upload = async (attempt: number) =>
    Promise.all(four.map(async (id) => takeQuestion(federation.station(id), ask(attempt))));
  const [first, second] = [await upload(0), await upload(1)];
  const receipts = (replies: typeof first) => replies.map((reply) => (reply.kind === 'upload' ? reply.signed : assert.fail()));
  const receive = (attempt: number, replies: typeof first) =>
    takeReceipts(federation.station('zurich'), receivedOf(federation, permit, hash, 0, receipts(replies), attempt));
  assert.equal(codeOf(await receive(0, first)), 'plan_mismatch', 'after attempt 1 was sent, attempt 0 is never opened');
  assert.equal((await receive(1, second)).kind, 'open');
  assert.equal((await receive(1, second)).kind, 'open', 'the same opening may be said again');
  assert.equal(codeOf(await receive(0, first)), 'plan_mismatch');
  assert.equal(
    codeOf(await takeQuestion(federation.station('zurich'), ask(2))),
    'plan_mismatch',
    'an opened round is never tried again',
  );
});

test('another question under the same round and attempt, and receipts that somebody else signed', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, {
    complete_on: ['sex', 'exang'],
    methods: [{ ...crosstab, columns: { variable: 'exang' } }],
  });
  const hash = planDigest(canonicalBytes(plan));
  for (const id of four) await takePlan(federation.station(id), invitation(federation, permit, plan));
  const ask = askOf(federation, permit, hash, { scope: 'all', round: 0, questions: [{ kind: 'census' }], set: four });
  const uploads = await Promise.all(four.map(async (id) => takeQuestion(federation.station(id), ask)));
  const same = await takeQuestion(federation.station('zurich'), ask);
  assert.deepEqual(same, uploads[2], 'asked again, the same bytes come');
  const signed = uploads.map((reply) => (reply.kind === 'upload' ? reply.signed : assert.fail()));
  const forged = seal('upload', { ...(unverified(signed[0] as never) as object) }, generateKeyPairSync('ed25519').privateKey);
  const receive = (uploads: Envelope[]) =>
    takeReceipts(federation.station('zurich'), receivedOf(federation, permit, hash, 0, uploads));
  const opening = await receive([forged, ...signed.slice(1)]);
  assert.equal(codeOf(opening), 'plan_mismatch');
  const missing = await receive(signed.slice(0, 3));
  assert.equal(codeOf(missing), 'set_changed');
  const changed = askOf(federation, permit, hash, { scope: 'all', round: 0, questions: [countsOf(['sex'])], set: four });
  const other = await takeQuestion(federation.station('zurich'), changed);
  assert.equal(codeOf(other), 'plan_mismatch');
});

test('a withheld revocation: the hub goes on showing the last good list', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, {
    complete_on: ['sex', 'restecg'],
    methods: [{ ...crosstab, columns: { variable: 'restecg' } }],
  });
  for (const id of four) await takePlan(federation.station(id), invitation(federation, permit, plan));
  const hash = planDigest(canonicalBytes(plan));
  const kept = askOf(federation, permit, hash, { scope: 'all', round: 0, questions: [{ kind: 'census' }], set: four });
  federation.clock.now += 24 * 3600_000 + 1000;
  assert.equal(
    codeOf(await takeQuestion(federation.station('budapest'), kept)),
    'status_stale',
    'a day later the list says nothing any more',
  );
  const revoked = { ...kept, ...statusOf(federation, { [permit.id]: { version: 1, state: 'revoked' } }) };
  assert.equal(codeOf(await takeQuestion(federation.station('budapest'), revoked)), 'permit_revoked');
  const again = askOf(federation, permit, hash, { scope: 'all', round: 0, questions: [{ kind: 'census' }], set: four });
  assert.equal(
    codeOf(await takeQuestion(federation.station('budapest'), again)),
    'permit_revoked',
    'and what was refused stays refused',
  );
});

test('a withheld revocation at the opening: answered while the permit stood, opened when it was long revoked', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] });
  const hash = planDigest(canonicalBytes(plan));
  for (const id of four) await invite(id, permit, plan);
  const uploads: Envelope[] = [];
  for (const id of four)
    uploads.push(said(await takeQuestion(federation.station(id), askOf(federation, permit, hash, census(hash, four)))).signed);
  const kept = receivedOf(federation, permit, hash, 0, uploads);
  federation.clock.now += 24 * 3600_000 + 1000;
  const open = async (more: object) => codeOf(await takeReceipts(federation.station('budapest'), { ...kept, ...more }));
  assert.equal(await open({}), 'status_stale');
  assert.equal(await open(statusOf(federation, { [permit.id]: { version: 1, state: 'revoked' } })), 'permit_revoked');
  federation.clock.now += 2000 * 3600_000;
  assert.equal(await open(statusOf(federation, { [permit.id]: { version: 1, state: 'active' } })), 'permit_expired');
});

test('status lists that are old, forged, absent or promise too long', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, {
    complete_on: ['sex', 'slope'],
    methods: [{ ...crosstab, columns: { variable: 'slope' } }],
  });
  const station = federation.station('long-beach');
  const good = invitation(federation, permit, plan);
  const active = { [permit.id]: { version: 1, state: 'active' as const } };
  const say = async (status: Partial<typeof good>) => codeOf(await takePlan(station, { ...good, ...status }));
  assert.equal(await say(statusOf(federation, {})), 'status_stale');
  assert.equal(await say(statusOf(federation, active, { seq: 1 })), 'status_stale');
  assert.equal(await say(statusOf(federation, active, { valid_until: now(-1) })), 'status_stale');
  assert.equal(await say(statusOf(federation, active, { valid_until: now(25 * 3600) })), 'status_stale');
  const thief = {
    ...federation,
    statusKey: generateKeyPairSync('ed25519').privateKey,
    decision: generateKeyPairSync('ed25519').privateKey,
  };
  assert.equal(await say(statusOf(thief as Federation, active)), 'status_stale');
  assert.equal(await say({}), 'status_stale', 'the first list is older than one seen since');
  assert.equal(await say(statusOf(federation, active)), null, 'a stale list is no final word');
});

test('a permit of an older version, of another body, expired or not yet in force', async () => {
  const station = federation.station('cleveland');
  const second = permitOf(federation, { version: 2 });
  const plan = (permit: Permit) =>
    planOf(federation, permit, { complete_on: ['sex', 'cp'], methods: [{ ...crosstab, columns: { variable: 'cp' } }] });
  assert.equal(codeOf(await takePlan(station, invitation(federation, second, plan(second)))), null);
  const first = { ...second, version: 1 };
  assert.equal(codeOf(await takePlan(station, invitation(federation, first, plan(first)))), 'permit_invalid');
  const foreign = permitOf(federation, { body: 'other-body' });
  assert.equal(codeOf(await takePlan(station, invitation(federation, foreign, plan(foreign)))), 'permit_invalid');
  const over = permitOf(federation, { not_after: now(-10) });
  assert.equal(codeOf(await takePlan(station, invitation(federation, over, plan(over)))), 'permit_expired');
  const early = permitOf(federation, { not_before: now(3600) });
  assert.equal(codeOf(await takePlan(station, invitation(federation, early, plan(early)))), 'permit_expired');
});

test('a plan that nobody permitted signed, that was changed, or that the hub made', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, {
    complete_on: ['sex', 'fbs'],
    methods: [{ ...crosstab, columns: { variable: 'fbs' } }],
  });
  const station = federation.station('cleveland');
  const stranger = generateKeyPairSync('ed25519').privateKey;
  assert.equal(codeOf(await takePlan(station, invitation(federation, permit, plan, { researcher: stranger }))), 'not_permitted');
  const honest = invitation(federation, permit, plan);
  const changed = { ...honest.plan, payload: canonicalBytes({ ...plan, k: 5 }).toString('base64url') };
  assert.equal(codeOf(await takePlan(station, { ...honest, plan: changed })), 'plan_mismatch');
  assert.equal(
    codeOf(await takePlan(station, { ...honest, plan: seal('plan', { ...plan, title: 'x' }, stranger), planKey: null })),
    'plan_mismatch',
  );
});

test('invented stations: masks towards the hub’s own keys would have been no masks', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, {
    complete_on: ['sex', 'thal'],
    methods: [{ ...crosstab, columns: { variable: 'thal' } }],
  });
  const ghosts = ['budapest', 'zurich', 'long-beach'].map((id) => {
    const [sign, mask] = [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('x25519').privateKey];
    return { id, signKey: sign, maskKey: mask, sign: publicKeyText(sign), mask: publicKeyText(mask) };
  });
  const real = invitation(federation, permit, plan).stations.find(({ id }) => id === 'cleveland') as {
    id: string;
    sign: string;
    mask: string;
  };
  const roster = [real, ...ghosts.map(({ id, sign, mask }) => ({ id, sign, mask }))];

  // Had the roster come from the hub (here: a permit that lists the ghosts), Cleveland's own sum would have been the hub's.
  const fooled = permitOf(federation, {
    stations: roster.map(({ id, sign, mask }) => ({ id, sign: thumbprint(sign), mask: thumbprint(mask) })),
  });
  const foolish = { ...plan, permit: planOf(federation, fooled).permit };
  const hash = planDigest(canonicalBytes(foolish));
  assert.equal(
    codeOf(await takePlan(federation.station('cleveland'), { ...invitation(federation, fooled, foolish), stations: roster })),
    null,
  );
  const reply = await takeQuestion(
    federation.station('cleveland'),
    askOf(federation, fooled, hash, { scope: 'all', round: 0, questions: [{ kind: 'census' }], set: four }),
  );
  assert.equal(reply.kind, 'upload');
  const { context } = unverified(said(reply).signed) as unknown as { context: Context };
  const uploads = ghosts.map(({ id, signKey }) =>
    seal('upload', { type: 'upload', station: id, context, vector: context.plan }, signKey),
  );
  const receipts = receivedOf(federation, fooled, hash, 0, [said(reply).signed, ...uploads]);
  const opened = await takeReceipts(federation.station('cleveland'), receipts);
  assert.equal(opened.kind, 'open');
  const words = wordsFromBytes(Buffer.from((reply as { vector: string }).vector, 'base64url'));
  subtractFrom(
    words,
    selfMask(Buffer.from((unverified(said(opened).signed) as { seed: string }).seed, 'base64url'), words.length),
  );
  for (const ghost of ghosts) {
    const mask = pairMask(ghost.maskKey, real.mask, ['cleveland', ghost.id], context, words.length);
    if ('cleveland' < ghost.id) subtractFrom(words, mask);
    else for (let i = 0; i < words.length; i++) words[i] = (words[i] as bigint) + (mask[i] as bigint);
  }
  const [[alone]] = decodeAnswers(federation, foolish, [{ kind: 'census' }], words, 4) as [[number]];
  assert.equal(alone, 301, 'the exact census of Cleveland alone');

  // With the honest permit, whose thumbprints the ghosts do not have, nothing is sent.
  const invented = await takePlan(federation.station('cleveland'), { ...invitation(federation, permit, plan), stations: roster });
  assert.equal(codeOf(invented), 'not_permitted');
  const fifth = { ...plan, groups: [[...four, 'ghost']] };
  assert.equal(codeOf(await takePlan(federation.station('cleveland'), invitation(federation, permit, fifth))), 'not_permitted');
});

test('what leaves the stations in a whole study holds no row and no unmasked sum', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic] });
  const run = await runPlan(federation, permit, plan);
  assert.ok('outcome' in run);
  const uploads = run.wire.filter((reply) => reply.kind === 'upload');
  assert.equal(uploads.length, 4 * run.rounds);
  for (const reply of run.wire)
    assert.deepEqual(Object.keys(reply).sort(), reply.kind === 'upload' ? ['kind', 'signed', 'vector'] : ['kind', 'signed']);
  // Masked words are uniform: over thousands of 64-bit words half the bits are set, and none repeats.
  const words = uploads.flatMap((reply) => [...wordsFromBytes(Buffer.from((reply as { vector: string }).vector, 'base64url'))]);
  const bits = words.reduce((sum, word) => sum + [...word.toString(2)].filter((bit) => bit === '1').length, 0);
  assert.ok(
    Math.abs(bits / (64 * words.length) - 0.5) < 5 * Math.sqrt(0.25 / (64 * words.length)),
    `${bits} of ${64 * words.length} bits`,
  );
  assert.equal(new Set(words).size, words.length);
});

test('every journal is whole afterwards, and an edited one is found out', async () => {
  const permit = permitOf(federation);
  await runPlan(federation, permit, planOf(federation, permit, { complete_on: ['sex', 'disease'], methods: [crosstab] }));
  for (const station of federation.stations) assert.ok(verifyJournal(station.state).whole);
  const { state } = federation.station('zurich');
  state.exec(`update journal set body = '{}' where seq = 2`);
  assert.deepEqual(verifyJournal(state), { whole: false, broken: 2 });
});
