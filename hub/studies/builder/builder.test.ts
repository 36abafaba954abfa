// Writing a plan in the browser, on the real hub: only what the permit allows, nothing lost, signed by WebCrypto, started once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { planFileSchema } from '@sluss/methods/plan-file.ts';
import { type Plan, planSchema } from '@sluss/protocol/documents.ts';
import { unverified } from '@sluss/protocol/signed.ts';
import { testHub } from '../../platform/testing.ts';
import { fingerprint, makePair, publicText, sealDocument } from '../../ui/islands/signing.ts';
import { aPermit, asReader, seedHeart } from './builder.test-support.ts';

const hub = await testHub({ demo: true });
await seedHeart(hub);
const ines = await asReader(hub, 'innovator');
const pair = await makePair();
const key = await fingerprint(pair);
const named = [{ id: ines.person, keys: [key] }];

const asked: [string, string][] = [
  ['title', 'What goes with heart disease?'],
  ['methods[]', 'describe@1'],
  ['methods[]', 'logistic@1'],
];
const details: [string, string][] = [
  ['describe-1-variables[]', 'age'],
  ['describe-1-variables[]', 'sex'],
  ['logistic-1-outcome', 'disease=yes'],
  ['logistic-1-x[]', 'age'],
  ['logistic-1-x[]', 'sex'],
  ['stations[]', ''],
  ...['budapest', 'cleveland', 'long-beach', 'zurich'].map((id): [string, string] => ['stations[]', id]),
];

async function written(fields = details, change: Parameters<typeof aPermit>[2] = {}) {
  const permit = await aPermit(hub, named, change);
  const base = `/studies/new?permit=${permit.reference}`;
  await ines.post(base, asked);
  const posted = await ines.post(`${base}&step=details`, fields);
  return { permit, base, posted, sign: `${base}&step=sign` };
}

const documentIn = (html: string): string =>
  (/name="document" value="([^"]*)"/.exec(html)?.[1] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

async function signed(html: string) {
  const plan = await sealDocument('plan', JSON.parse(documentIn(html)), pair);
  return [
    ['document', documentIn(html)],
    ['plan', JSON.stringify(plan)],
    ['planKey', await publicText(pair)],
  ] as [string, string][];
}

test('from what one wants to know to a started study: the plan that was shown, signed in the browser, is the study’s', async () => {
  const { permit, base, posted, sign } = await written();
  assert.equal(posted.status, 303);
  const preview = await ines.get(sign);
  assert.equal(preview.status, 200);
  assert.match(preview.html, /Who the persons are: age and sex\./);
  assert.match(preview.html, /It has 3 coefficients and needs at least 30 persons/);
  assert.match(preview.html, /Counts under 10\./);
  assert.match(preview.html, new RegExp(`data-keys="${key}"`));
  const start = `/studies/new/start?permit=${permit.reference}`;
  const fields = await signed(preview.html);
  const started = await ines.post(start, fields);
  assert.equal(started.status, 303, started.html);
  const id = started.location?.split('/').at(-1) ?? '';
  const row = await hub.hub.db.selectFrom('study').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  assert.deepEqual(row.document, JSON.parse(documentIn(preview.html)));
  assert.deepEqual(unverified(row.plan), row.document);
  assert.equal(
    row.document.permit,
    (
      await hub.hub.db
        .selectFrom('permit_version')
        .select('draft_digest')
        .where('permit', '=', permit.id)
        .executeTakeFirstOrThrow()
    ).draft_digest,
  );
  const again = await ines.post(start, fields);
  assert.equal(again.location, started.location, 'a double click leads to the same study');
  assert.match((await ines.get(base)).html, /name="title"[^>]*value=""/, 'the next plan begins afresh');
});

test('what was typed stays, whatever is wrong with it, and each fault is named at its field', async () => {
  const { base } = await written();
  const wrong: [string, string][] = [
    ['describe-1-variables[]', 'age'],
    ['logistic-1-outcome', 'disease=yes'],
    ['logistic-1-x[]', 'disease'],
    ['logistic-1-ridge', '-1 <b>'],
    ['who-age-from', '43'],
    ['stations[]', 'zurich'],
  ];
  const { status, html } = await ines.post(`${base}&step=details`, wrong);
  assert.equal(status, 422);
  for (const field of ['logistic-1-x', 'logistic-1-ridge', 'who-age-from', 'stations'])
    assert.match(html, new RegExp(`<a href="#${field}">`), field);
  assert.match(html, /The outcome cannot explain itself/);
  assert.match(html, /value="-1 &lt;b&gt;"/);
  const later = await ines.get(`${base}&step=sign`);
  assert.equal(later.status, 422, 'a plan that does not hold is not shown for signing');
  assert.match(later.html, /value="-1 &lt;b&gt;"/);
});

test('only what the permit gives can be chosen, and posting something else is refused at its field', async () => {
  const { permit, base } = await written(details, {
    methods: ['describe@1', 'logistic@1'],
    datasets: [
      {
        ...(await aPermit(hub, named)).document.datasets[0]!,
        variables: ['age', 'sex', 'disease'],
        filter: [{ variable: 'age', from: '40', to: '70' }],
      },
    ],
  });
  const first = await ines.get(base);
  assert.doesNotMatch(first.html, /value="evaluate@1"|value="crosstab@1"/);
  const { html } = await ines.get(`${base}&step=details`);
  assert.doesNotMatch(html, /value="chol"/);
  assert.match(html, /limited by the permit/);
  assert.doesNotMatch(html, /<option value="30"/);
  const { html: preview } = await ines.get(`${base}&step=sign`);
  const plan: Plan = planSchema.parse(JSON.parse(documentIn(preview)));
  assert.deepEqual(plan.filter, [{ variable: 'age', from: '40', to: '70' }]);
  await ines.post(base, [...asked, ['methods[]', 'crosstab@1']]);
  const beyond = await ines.post(`${base}&step=details`, [...details, ['logistic-1-x[]', 'chol'], ['who-age-to', '75']]);
  assert.equal(beyond.status, 422);
  assert.match(beyond.html, /#crosstab-1.*does not allow this method/s);
  assert.match(beyond.html, /#who-age-from/);
  assert.equal(permit.document.methods.length, 2);
});

test('a table by bands, several questions of one kind, and taking one away', async () => {
  const { base } = await written();
  await ines.post(base, [...asked, ['methods[]', 'crosstab@1']]);
  const bands: [string, string][] = [...details, ['crosstab-1-rows', 'age'], ['crosstab-1-columns', 'disease']];
  assert.match((await ines.post(`${base}&step=details`, bands)).html, /Say where Age is cut/);
  assert.match((await ines.post(`${base}&step=details`, [...bands, ['bands-age', '45; 46,5']])).html, /Cut only at/);
  const added = await ines.post(`${base}&step=details`, [...bands, ['bands-age', '55, 45'], ['go', 'add:crosstab@1']]);
  assert.match(added.location ?? '', /#crosstab-2$/);
  const both: [string, string][] = [...bands, ['bands-age', '55, 45'], ['crosstab-2-rows', 'sex'], ['crosstab-2-columns', 'sex']];
  assert.match((await ines.post(`${base}&step=details`, both)).html, /Choose another variable than for the groups/);
  await ines.post(`${base}&step=details`, [...both, ['go', 'remove:crosstab-2']]);
  const { html } = await ines.get(`${base}&step=sign`);
  const plan: Plan = planSchema.parse(JSON.parse(documentIn(html)));
  assert.deepEqual(
    plan.partitions[0]?.cells.map(({ id }) => id),
    ['20-45', '45-55', '55-90'],
  );
  assert.deepEqual(
    plan.methods.map(({ name }) => name),
    ['describe@1', 'logistic@1', 'crosstab@1'],
  );
});

test('a model’s card fills its fields, its stations stand apart, and what their policies are known to refuse is said before', async () => {
  const card = readFileSync(new URL('../../../demo/model/card.json', import.meta.url));
  const { digest } = JSON.parse(card.toString());
  const permit = await aPermit(hub, named, { models: [digest] });
  const base = `/studies/new?permit=${permit.reference}`;
  await ines.post(base, [
    ['title', 'Does it hold?'],
    ['methods[]', 'evaluate@1'],
  ]);
  const bad = await ines.post(`${base}&step=details`, [
    ['evaluate-1-card', new File(['{"no":"card"}'], 'card.json')],
    ['go', 'card:evaluate-1'],
  ]);
  assert.match(bad.html, /This is no model’s card/);
  const read = await ines.post(`${base}&step=details`, [
    ['evaluate-1-card', new File([card], 'card.json')],
    ['go', 'card:evaluate-1'],
  ]);
  assert.equal(read.status, 303);
  const { html } = await ines.get(`${base}&step=details`);
  assert.match(html, /cp: asymptomatic\ntrestbps/);
  assert.match(html, /<option value="disease=yes" selected/);
  const stations = ['budapest', 'cleveland', 'long-beach', 'zurich'].map((id): [string, string] => ['stations[]', id]);
  const filled: [string, string][] = [
    ['evaluate-1-model', digest],
    ['evaluate-1-outcome', 'disease=yes'],
    ['evaluate-1-inputs', 'age\nsex: male\n'],
    ['evaluate-1-trained[]', 'cleveland'],
    ['evaluate-1-thresholds', '0,2; 0.1 0,1'],
    ['evaluate-1-by[]', 'sex'],
    ...stations,
  ];
  const elsewhere = await ines.post(`${base}&step=details`, [...filled, ['go', 'step:ask']]);
  assert.deepEqual([elsewhere.status, elsewhere.location], [303, base]);
  assert.match((await ines.get(`${base}&step=details`)).html, /value="0,2; 0\.1 0,1"/);
  assert.equal((await ines.post(`${base}&step=details`, filled)).status, 303);
  const preview = (await ines.get(`${base}&step=sign`)).html;
  const plan: Plan = planSchema.parse(JSON.parse(documentIn(preview)));
  assert.deepEqual(plan.groups, [['budapest', 'long-beach', 'zurich'], ['cleveland']]);
  assert.deepEqual(plan.methods[0]?.thresholds, ['0.1', '0.2']);
  assert.match(preview, /Cleveland Clinic: <strong[^>]*>stands alone in this plan and lets no scores leave alone/);
  const started = await ines.post(`/studies/new/start?permit=${permit.reference}`, await signed(preview));
  assert.equal(started.status, 422);
  assert.match(started.html, /The model’s file has not been brought here/);
  for (const [inputs, wanted] of [
    ['age\nheight', /Line 2: “height” is not among/],
    ['sex', /Line 1: Sex has no such level/],
    ['', /one input a line/],
  ] as const) {
    const { status, html } = await ines.post(
      `${base}&step=details`,
      filled.map(([name, value]) => (name.endsWith('inputs') ? [name, inputs] : [name, value])),
    );
    assert.equal(status, 422);
    assert.match(html, wanted);
  }
});

test('the plan as a file is what the command line takes', async () => {
  const { permit } = await written();
  const { html, headers } = await ines.get(`/studies/new/plan.json?permit=${permit.reference}`);
  assert.match(headers.get('content-disposition') ?? '', /attachment; filename="plan.json"/);
  const file = planFileSchema.parse(JSON.parse(html));
  assert.equal(file.title, 'What goes with heart disease?');
  assert.equal(file.methods.length, 2);
});

test('an unsigned plan, a key that the permit does not list and a changed plan are refused in words, and nothing is lost', async () => {
  const { permit, sign } = await written();
  const start = `/studies/new/start?permit=${permit.reference}`;
  const { html } = await ines.get(sign);
  const [document, plan, planKey] = await signed(html);
  const unsigned = await ines.post(start, [document!, ['plan', ''], ['planKey', '']]);
  assert.equal(unsigned.status, 422);
  assert.match(unsigned.html, /carried no signature.*your plan is kept/s);
  const other = await makePair();
  const wrongKey = await sealDocument('plan', JSON.parse(documentIn(html)), other);
  const foreign = await ines.post(start, [document!, ['plan', JSON.stringify(wrongKey)], ['planKey', await publicText(other)]]);
  assert.match(foreign.html, /signed with a key that the permit does not list/);
  const wider = { ...JSON.parse(documentIn(html)), complete_on: ['age', 'disease', 'sex', 'num'] };
  const changed = await ines.post(start, [
    document!,
    ['plan', JSON.stringify(await sealDocument('plan', wider, pair))],
    planKey!,
  ]);
  assert.equal(changed.status, 422);
  assert.match((await ines.get(sign)).html, /What goes with heart disease\?/);
  assert.ok(plan);
});

test('where the permit lets the hub plan, no signature is asked for, and the page says so', async () => {
  const { permit, sign } = await written(details, { plan_by: 'hub' });
  const { html } = await ines.get(sign);
  assert.match(html, /lets the hub make plans without a person’s signature/);
  assert.doesNotMatch(html, /id="sign-plan"/);
  const started = await ines.post(`/studies/new/start?permit=${permit.reference}`, [['document', documentIn(html)]]);
  assert.equal(started.status, 303, started.html);
  assert.match((await ines.get(started.location ?? '')).html, /The hub: the permit lets it plan without a person’s signature/);
});

test('who is not named sees why not; who may not read the permit sees nothing; drafts are each person’s own', async () => {
  const { base } = await written();
  const officer = await asReader(hub, 'officer');
  const seen = await officer.get(base);
  assert.equal(seen.status, 403);
  assert.match(seen.html, /Only the persons that the permit names/);
  assert.doesNotMatch(seen.html, /What goes with heart disease/);
  assert.equal((await officer.post(base, asked)).status, 403);
  assert.equal((await (await asReader(hub, 'advisor')).get(base)).status, 404);
  assert.equal((await ines.get('/studies/new?permit=P-0000-1')).status, 404);
});

test('a permit that was revoked or has expired says so, and lists no more; the list of permits leads to a plan', async () => {
  const { permit, base } = await written();
  assert.match((await ines.get('/studies/new')).html, new RegExp(`${permit.reference}.*it is kept`, 's'));
  await hub.hub.db.updateTable('permit').set({ state: 'REVOKED', revoked_at: new Date() }).where('id', '=', permit.id).execute();
  const { status, html } = await ines.get(base);
  assert.equal(status, 409);
  assert.match(html, /was revoked/);
  assert.doesNotMatch((await ines.get('/studies/new')).html, new RegExp(permit.reference));
  const officer = await asReader(hub, 'officer');
  assert.match((await officer.get('/studies/new')).html, /First find the data/);
});

test('both languages, a megabyte of text and somebody’s HTML: no text is left unfilled, and nothing breaks', async () => {
  const { base } = await written();
  for (const language of ['sv', 'en'])
    for (const step of ['', '&step=details', '&step=sign']) {
      const { html } = await ines.get(`${base}${step}&language=${language}`);
      assert.match(html, new RegExp(`<html lang="${language}"`));
      assert.doesNotMatch(html.replace(/value="[^"]*"/g, ''), /\{\w+\}|undefined|NaN|\[object/);
    }
  const titled = (title: string) =>
    ines.post(base, [
      ['title', title],
      ['methods[]', 'describe@1'],
    ]);
  const megabyte = 'x'.repeat(1_000_000);
  const large = await titled(megabyte);
  assert.equal(large.status, 422);
  assert.ok(large.html.includes(megabyte), 'what was typed stands on the page');
  assert.ok((await ines.get(base)).html.includes(megabyte), 'and is there the next day');
  const tooLarge = await titled('y'.repeat(4_000_000));
  assert.equal(tooLarge.status, 422);
  assert.ok(tooLarge.html.includes('y'.repeat(4_000_000)), 'what is too much to be saved goes back as it was typed');
  assert.match(tooLarge.html, /4,000,000 characters fit at most\. All that you typed still stands/);
  assert.ok((await ines.get(base)).html.includes(megabyte), 'what was saved before is kept');
  await ines.post(base, [
    ['title', 'Odd'],
    ['methods[]', 'x'.repeat(300)],
    ['methods[]', '__proto__'],
    ['y'.repeat(500), 'z'],
  ]);
  const odd = await ines.post(`${base}&step=details`, [
    ['y'.repeat(500), 'z'],
    ['__proto__', 'a'],
    ['constructor[]', 'b'],
  ]);
  assert.equal(odd.status, 422);
  assert.equal((await ines.get(base)).status, 200, 'whoever posts nonsense can still open their draft');
  const html = await ines.post(base, [
    ['title', '<script>alert(1)</script>\0'],
    ['methods[]', 'nothing@1'],
  ]);
  assert.doesNotMatch(html.html, /<script>alert/);
});
