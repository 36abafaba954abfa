// Baskets on the real hub: with and without an account, by forms alone, up to a draft with the choice filled in.
import assert from 'node:assert/strict';
import test from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { announce, as } from '../applications/applications.test-support.ts';
import { testHub } from '../platform/testing.ts';
import { carrying, choiceFrom, leftOut, together, without } from './choice.ts';

const hub = await testHub({ demo: true });
await announce(hub);
const origin = 'http://hub.test';

/** A browser: follows nothing by itself, keeps its cookies. */
function browser(language = 'en') {
  let cookie = '';
  async function go(method: string, address: string, fields?: [string, string][]) {
    const headers: Record<string, string> = { accept: 'text/html', 'accept-language': language, cookie, origin };
    const body = fields ? new URLSearchParams(fields) : null;
    const response = await hub.app.request(address, { method, headers, body });
    const cookies = response.headers.getSetCookie().map((one) => one.split(';')[0]);
    if (cookies.length > 0) cookie = [cookie, ...cookies].filter(Boolean).join('; ');
    return { status: response.status, to: response.headers.get('location') ?? '', html: await response.text(), cookies };
  }
  return {
    get: (address: string) => go('GET', address),
    post: (address: string, ...fields: [string, string][]) => go('POST', address, fields),
    signIn: (persona: string) => go('POST', `/sign-in/persona/${persona}`, []),
  };
}

const choose = (...ids: string[]): [string, string][] => [
  ['dataset', 'heart'],
  ...ids.map((id): [string, string] => ['variables[]', id]),
];

test('somebody who has not signed in carries the choice in the address, and gets no cookie', async () => {
  const visitor = browser();
  const put = await visitor.post('/basket', ...choose('age', 'sex', 'income'));
  assert.deepEqual([put.status, put.to], [303, '/basket?choose=heart:age,sex,income']);
  const page = await visitor.get(put.to);
  assert.deepEqual([...put.cookies, ...page.cookies], []);
  assert.match(page.html, /<strong>Age<\/strong>.*<strong>Sex<\/strong>/s);
  assert.doesNotMatch(page.html, /<code>income|choose=heart[^"]*income"/, 'what the dataset does not have is not carried on');
  assert.match(page.html, /href="\/sign-in\?to=%2Fbasket%3Fchoose%3Dheart%3Aage%2Csex"/);
  assert.match(
    (await visitor.get('/datasets?choose=heart:age,sex')).html,
    /2 variables in the basket.*href="\/datasets\/heart\?choose=heart:age,sex"/s,
  );
  assert.match((await visitor.get('/datasets/heart?choose=heart:age')).html, /name="choose" value="heart:age"/);

  const more = await visitor.post('/basket', ['choose', 'heart:age'], ...choose('sex'));
  assert.equal(more.to, '/basket?choose=heart:age,sex');
  const less = await visitor.post('/basket/removal', ['choose', 'heart:age,sex'], ['dataset', 'heart'], ['variable', 'age']);
  assert.equal(less.to, '/basket?choose=heart:sex');
});

test('after signing in what was carried is shown and kept by a button, once', async () => {
  const person = browser();
  await person.signIn('innovator');
  const carried = await person.get('/basket?choose=heart:age');
  assert.match(carried.html, /One of the variables you chose before signing in/);
  assert.doesNotMatch((await person.get('/basket')).html, /<strong>Age/, 'looking keeps nothing');
  const kept = await person.post('/basket', ['choose', 'heart:age']);
  assert.equal(kept.to, '/basket');
  const after = (await person.get('/basket?choose=heart:age')).html;
  assert.match(after, /<strong>Age/);
  assert.doesNotMatch(after, /before signing in/);
  await person.post('/basket/removal', ['dataset', 'heart']);

  const { html } = await person.get('/basket?choose=heart:sex');
  const [id, organisation] = ['id', 'organisation'].map(
    (name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] as string,
  );
  await person.post(
    '/basket/application',
    ['id', id as string],
    ['organisation', organisation as string],
    ['choose', 'heart:sex'],
  );
  const { body: draft } = await (await as(hub, 'innovator')).call('GET', `/applications/${id}`);
  assert.deepEqual(draft.content.data[0].variables, ['sex'], 'it goes into an application also where it was not kept first');
});

test('the basket is a person’s own, counts on the pages, and can be changed', async () => {
  const person = browser('sv');
  await person.signIn('innovator');
  await person.post('/basket', ...choose('age', 'sex'));
  await person.post('/basket', ...choose('age'));
  assert.match((await person.get('/datasets')).html, /2 variabler i korgen/);
  assert.match((await person.get('/datasets/heart')).html, /i korgen/);
  const other = browser('sv');
  await other.signIn('officer');
  assert.match((await other.get('/basket')).html, /Korgen är tom/);
  await person.post('/basket/removal', ['dataset', 'heart'], ['variable', 'sex']);
  assert.match((await person.get('/basket')).html, /1 |Age/);
  assert.doesNotMatch((await person.get('/basket')).html, /<strong>Sex/);
});

test('a form with nothing ticked says so and keeps what there was', async () => {
  const person = browser();
  await person.signIn('innovator');
  await person.post('/basket', ...choose('age'));
  const empty = await person.post('/basket', ['dataset', 'heart']);
  assert.equal(empty.to, '/basket?nothing');
  const { html } = await person.get(empty.to);
  assert.match(html, /You ticked no variables/);
  assert.match(html, /<strong>Age/);
});

test('“Apply for these variables” makes one draft with the choice filled in, however often it is clicked, and empties the basket', async () => {
  const person = browser();
  await person.signIn('innovator');
  await person.post('/basket', ...choose('age', 'sex'));
  const { html } = await person.get('/basket');
  const id = /name="id" value="([^"]+)"/.exec(html)?.[1] as string;
  const organisation = /name="organisation" value="([^"]+)"/.exec(html)?.[1] as string;
  const first = await person.post('/basket/application', ['id', id], ['organisation', organisation]);
  assert.match(first.to, /^\/applications\/A-2026-\d+\/form\/data$/);
  const { call } = await as(hub, 'innovator');
  const { body: draft } = await call('GET', `/applications/${id}`);
  assert.equal(draft.state, 'DRAFT');
  assert.deepEqual(draft.content.data, [{ dataset: 'heart', variables: ['age', 'sex'], filter: [] }]);
  assert.match((await person.get('/basket')).html, /The basket is empty/);

  await person.post('/basket', ...choose('age'));
  const second = await person.post('/basket/application', ['id', id], ['organisation', organisation]);
  assert.deepEqual([second.status, second.to], [303, first.to]);
  assert.match((await person.get('/basket')).html, /<strong>Age/, 'what was chosen since is still there');
});

test('who may not apply is told how, and cannot by posting', async () => {
  const officer = browser();
  await officer.signIn('officer');
  await officer.post('/basket', ...choose('age'));
  assert.match((await officer.get('/basket')).html, /role of innovator/);
  const forged = await officer.post('/basket/application', ['id', uuidv7()], ['organisation', 'hjartlyftet']);
  assert.equal(forged.status, 403);
  assert.match((await officer.get('/basket')).html, /<strong>Age/, 'the basket is as it was');
  const nobody = await browser().post('/basket/application', ['id', uuidv7()], ['organisation', 'hjartlyftet']);
  assert.equal(nobody.status, 401);
});

test('an empty basket makes no draft, and somebody else’s draft is not shown', async () => {
  const person = browser();
  await person.signIn('innovator');
  await person.post('/basket/removal', ['dataset', 'heart']);
  const none = await person.post('/basket/application', ['id', uuidv7()], ['organisation', 'hjartlyftet']);
  assert.equal(none.status, 422);
});

test('nonsense in forms and addresses is refused or left out, and never shown as markup', async () => {
  const visitor = browser();
  const nonsense = encodeURIComponent('"><script>alert(1)</script>');
  const { status, html } = await visitor.get(`/basket?choose=${nonsense}:age&choose=heart:${nonsense},age&choose=:&choose=heart`);
  assert.equal(status, 200);
  assert.match(html, /<strong>Age/);
  assert.doesNotMatch(html, /<script>alert/);
  assert.equal((await visitor.post('/basket', ['dataset', '../x'], ['variables[]', 'age'])).status, 400);
  assert.equal((await visitor.post('/basket/removal')).status, 400);
  assert.equal((await visitor.post('/basket', ['dataset', 'liver'], ['variables[]', 'age'])).to, '/basket?choose=liver:age');
  assert.match((await visitor.get('/basket?choose=liver:age')).html, /The basket is empty/);
});

test('choices are joined, cut and written each in one way', () => {
  const choice = together(choiceFrom(['heart:age,sex', 'lungs:fev1']), choiceFrom(['heart:sex,cp', 'empty:']));
  assert.deepEqual(choice, [
    { dataset: 'heart', variables: ['age', 'sex', 'cp'] },
    { dataset: 'lungs', variables: ['fev1'] },
  ]);
  assert.deepEqual(without(without(choice, 'lungs', 'fev1'), 'heart', 'age'), [{ dataset: 'heart', variables: ['sex', 'cp'] }]);
  assert.equal(carrying('/datasets?q=a#x', choice), '/datasets?q=a&choose=heart:age,sex,cp&choose=lungs:fev1#x');
  assert.equal(carrying('/datasets', []), '/datasets');
});

test('what does not fit is not left out silently: the basket says how many, signed in or not, and applying waits', async () => {
  const ids = (count: number, letter: string) => Array.from({ length: count }, (_, at) => `${letter}${at}`);
  const [most, more] = [
    { dataset: 'heart', variables: ids(500, 'a') },
    { dataset: 'heart', variables: ['a1', 'b', 'c'] },
  ];
  assert.deepEqual([leftOut([most]), leftOut([most], [more]), leftOut([most, more])], [0, 2, 2]);
  const crowd = ids(22, 'd').map((dataset) => ({ dataset, variables: ['age'] }));
  assert.equal(leftOut(crowd), 2);

  const visitor = browser();
  const put = await visitor.post('/basket', ['choose', `heart:${ids(500, 'a')}`], ...choose('age', 'sex'));
  assert.match(put.to, /^\/basket\?left=2&choose=heart:a0,/);
  assert.match((await visitor.get('/basket?left=2&choose=heart:age')).html, /2 variables do not fit.*holds 500 variables/s);
  assert.match((await visitor.get(`/basket?choose=heart:${ids(501, 'a')}`)).html, /One variable does not fit/);
  const person = browser();
  await person.signIn('innovator');
  const kept = await person.post('/basket', ['choose', `heart:age,${ids(500, 'a')}`]);
  assert.equal(kept.to, '/basket?left=1');
  const { html } = await person.get('/basket');
  const [id = '', organisation = ''] = ['id', 'organisation'].map(
    (name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1],
  );
  const applied = await person.post(
    '/basket/application',
    ['id', id],
    ['organisation', organisation],
    ['choose', `heart:${ids(500, 'a')}`],
  );
  assert.match(applied.to, /^\/basket\?left=1&/);
  assert.match((await person.get('/basket')).html, /<strong>Age/, 'nothing was taken out');
  await person.post('/basket/removal', ['dataset', 'heart']);
});
