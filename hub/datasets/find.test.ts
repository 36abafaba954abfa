// Finding data on the real hub: words in both languages, filters as links, the page of one dataset, and its pictures.
import assert from 'node:assert/strict';
import test from 'node:test';
import { as, caller } from '../applications/applications.test-support.ts';
import { transaction } from '../platform/database.ts';
import { testHub } from '../platform/testing.ts';
import { announceDataset } from './actions.ts';
import { heart, publishAll, seedHeart } from './datasets.test-support.ts';
import { describeJobs } from './describe/actions.ts';
import { standingOf } from './describe/rules.ts';
import { nearWords } from './near-words.ts';

const hub = await testHub({ demo: true });
const stations = await seedHeart(hub);
await publishAll(hub, stations);
const both = (text: string) => ({ sv: text, en: text });
const lungs = {
  ...heart,
  dataset: 'lungs',
  title: { sv: 'Lungfunktion i Västra Götaland', en: 'Lung function in Västra Götaland' },
  description: both('<script>alert(1)</script>'),
  variables: [
    heart.variables[0],
    { ...heart.variables[3], id: 'fev1', column: 'fev1', title: { sv: 'Andningsvolym', en: 'Breathing volume' } },
  ],
} as typeof heart;
await hub.hub.pool.query(
  `insert into organisation (id, name, kind, country, region, created_at) values ('vgr', 'Västra Götalandsregionen', 'holder', 'SE', '14', now())`,
);
await transaction(hub.hub.db, (trx) =>
  announceDataset(trx, {
    dictionary: lungs,
    station: { id: 'goteborg', title: 'Sahlgrenska', holder: 'vgr', sign: 'x', mask: 'y' },
    dataVersion: 'v1',
    now: hub.hub.now(),
  }),
);

const nobody = caller(hub, {});
const found = async (query: string) => {
  const { status, body } = await nobody('GET', `/datasets?${query}`);
  assert.equal(status, 200);
  return (body as { id: string }[]).map(({ id }) => id);
};
const page = async (address: string, language = 'en') => {
  const response = await hub.app.request(address, { headers: { accept: 'text/html', 'accept-language': language } });
  assert.equal(response.status, 200, address);
  const html = await response.text();
  assert.doesNotMatch(html, /\{\w+\}|undefined|\[object|NaN/, address);
  return html;
};

test('words find a dataset by title, description, variable, level, id and holder, in either language, whatever the page is in', async () => {
  for (const [words, expected] of [
    ['heart', 'heart'],
    ['hjärtsjukdom', 'heart'],
    ['sjukdom', 'heart'],
    ['hjartsjukdom', 'heart'],
    ['patients examined', 'heart'],
    ['examining patient', 'heart'],
    ['hjärta', 'heart'],
    ['hjärta kolesterol', 'heart'],
    ['oldpeak', 'heart'],
    ['thal', 'heart'],
    ['typical', 'heart'],
    ['budapest', 'heart'],
    ['Cleveland Clinic Foundation', 'heart'],
    ['heart age', 'heart'],
    ['andningsvolymer', 'lungs'],
    ['lungs', 'lungs'],
    ['Götaland', 'lungs'],
    ['sahlgrenska', 'lungs'],
  ])
    assert.deepEqual(await found(`q=${encodeURIComponent(words as string)}`), [expected], words);
});

test('everyday words, English ones and plurals find the same; a narrower word finds the wider, and that is said', async () => {
  for (const [words, expected] of [
    ['blood pressure', 'heart'],
    ['blodtrycket', 'heart'],
    ['bp', 'heart'],
    ['blodfetter', 'heart'],
    ['gender', 'heart'],
    ['ecg', 'heart'],
    ['mmHg', 'heart'],
    ['hjärtinfarkt', 'heart'],
    ['hjärtinfarkter', 'heart'],
    ['heart attack', 'heart'],
  ])
    assert.ok((await found(`q=${encodeURIComponent(words as string)}`)).includes(expected as string), words);
  assert.match(
    await page('/datasets?q=hjärtinfarkt', 'sv'),
    /Inget här handlar om just ”hjärtinfarkt”\. Närmast ligger hjärtsjukdom/,
  );
  assert.doesNotMatch(await page('/datasets?q=blodtryck', 'sv'), /Inget här handlar om/);
  assert.match(await page('/datasets?q=hjärtinfrakt', 'sv'), /Menade du.*href="\/datasets\?q=hj%C3%A4rtinfarkt"/s);
  assert.match(await page('/datasets/heart?find=bp'), /<li id="trestbps">/);
  assert.match(await page('/datasets/heart?find=mmHg'), /1 of 14 variables/);
});

test('common words do not narrow, and what is in none of both is found in neither', async () => {
  assert.deepEqual(await found('q=the+heart+of+och'), ['heart']);
  assert.deepEqual(await found('q=heart+lung'), []);
  assert.deepEqual((await found('q=age')).sort(), ['heart', 'lungs']);
});

test('signs of SQL, patterns and markup are only letters to look for', async () => {
  for (const words of ["'; drop table dataset; --", '%', '_', '.*', '(', '\\', '<script>', '&|!:*', '\u{1F600}', ' '.repeat(50)])
    assert.ok(Array.isArray(await found(`q=${encodeURIComponent(words)}`)));
  for (const raw of ['%00', '%ED%A0%80', '%', 'a'.repeat(3000), '%F0%9F%98', 'a&q=b'])
    for (const address of [
      '/datasets?q=',
      '/datasets?variable=',
      '/datasets/heart?find=',
      '/datasets/heart?from=',
      '/basket?choose=',
    ])
      await page(`${address}${raw}`);
  assert.match(await page('/datasets?q=%3Cscript%3Ealert(1)%3C/script%3E'), /&lt;script&gt;/);
  assert.doesNotMatch(await page('/datasets'), /<script>alert/);
});

test('by variable: only variables count', async () => {
  assert.deepEqual(await found('variable=breathing'), ['lungs']);
  assert.deepEqual(await found('variable=budapest'), []);
});

test('by holder and place: a region, a country, everything outside Sweden; together with words', async () => {
  assert.deepEqual(await found('holder=vgr'), ['lungs']);
  assert.deepEqual(await found('place=14'), ['lungs']);
  assert.deepEqual(await found('place=SE'), ['lungs']);
  assert.deepEqual(await found('place=HU'), ['heart']);
  assert.deepEqual(await found('place=outside'), ['heart']);
  assert.deepEqual(await found('place=outside&q=lung'), []);
  assert.equal((await nobody('GET', '/datasets?place=Atlantis')).status, 400, 'the API refuses what cannot be a place');
  assert.match(await page('/datasets?place=Atlantis&holder=%27'), /2 datasets/, 'a page leaves it out');
});

test('the page shows how many fit, the variables that do, and every filter as a link that works without JavaScript', async () => {
  const html = await page('/datasets?q=chol');
  assert.match(html, /1 of 2 datasets/);
  assert.match(html, /href="\/datasets\/heart#chol"/);
  assert.match(html, /href="\/datasets\?q=chol&amp;place=HU"/);
  assert.match(html, /href="\/datasets\?q=chol&amp;holder=hungarian-institute"/);
  const swedish = await page('/datasets', 'sv');
  assert.match(swedish, /2 datamängder/);
  assert.match(swedish, /Utanför Sverige/);
  assert.match(swedish, /href="\/datasets\?place=14"/);
});

test('where nothing fits the page says what is near, and how data come here', async () => {
  const html = await page('/datasets?q=kolestrol', 'sv');
  assert.match(html, /0 av 2 datamängder/);
  assert.match(html, /Menade du.*href="\/datasets\?q=kolesterol"/s);
  assert.match(html, /sluss station join/);
  assert.deepEqual(nearWords('xyzzy', ['heart', 'lung']), []);
});

test('a dataset page shows each variable with its distribution, for all stations and for each, and never an exact count', async () => {
  const html = await page('/datasets/heart');
  for (const { id } of heart.variables) assert.match(html, new RegExp(`<li id="${id}">`), id);
  const [, from, to] = /aria-label="Age: the middle lies between (\d+) and (\d+)\."/.exec(html) ?? [];
  // The median age of the 920 is 54, and 51 in 100 are under 55: counts rounded by lot may put the middle one step further.
  assert.ok(Number(from) >= 45 && Number(from) <= 55 && Number(to) <= 60, `the middle lies between ${from} and ${to}`);
  assert.match(html, /about 9\d0/, 'about 920 persons');
  const numbers = [...html.matchAll(/<td class="number"[^>]*>([^<]*)<\/td>/g)].map(([, number = '']) =>
    number.replaceAll(',', ''),
  );
  assert.ok(numbers.length > 100);
  for (const number of numbers) assert.match(number, /^(about )?\d*0$|^fewer than 10$|^–$/);
});

test('where a station joins levels that the others tell apart, the sum leaves it out and says so', async () => {
  const html = await page('/datasets/heart');
  assert.match(html, /Not in the sum[^<]*University Hospitals Zürich and Basel/, 'of 123 patients, 8 have no disease');
});

test('the page says what is known and what is not: limits, quality, cost and time', async () => {
  const html = await page('/datasets/heart');
  assert.match(html, /Never answers about fewer than 10 persons/);
  assert.match(html, /Not stated by the holders/);
  assert.match(html, /Neither the deciding body nor the holders have stated a tariff/);
  assert.match(html, /at most three months from a complete application/);
  assert.match(html, /No application for these data has been decided here yet/);
  assert.match(await page('/datasets/heart', 'sv'), /Inte angivet av datahållarna/);
});

test('variables of one dataset are searched too, in both languages, and what is not there says so', async () => {
  const html = await page('/datasets/heart?find=blodtryck');
  assert.match(html, /1 of 14 variables/);
  assert.match(html, /<li id="trestbps">/);
  assert.doesNotMatch(html, /<li id="age">/);
  assert.match(await page('/datasets/heart?find=zzz&from=-1'), /0 of 14 variables/);
});

test('programs get the signed tables with the dataset', async () => {
  const { body } = await nobody('GET', '/datasets/heart');
  assert.deepEqual(
    body.profiles.map((one: { station: string }) => one.station),
    ['budapest', 'cleveland', 'long-beach', 'zurich'],
  );
  assert.equal(body.profiles[1].profile.persons % 10, 0);
});

test("a steward tells of a dataset's quality and a holder of its fees; others may not", async () => {
  const words = { sv: 'Alla som utreddes i rad.', en: 'All who were examined, one after the other.' };
  const [steward, innovator] = [await as(hub, 'steward-budapest'), await as(hub, 'innovator')];
  assert.equal((await innovator.call('PUT', '/datasets/heart/quality', { d: words })).status, 403);
  assert.equal((await steward.call('PUT', '/datasets/lungs/quality', { d: words })).status, 403, 'of somebody else');
  assert.equal((await steward.call('PUT', '/datasets/heart/quality', { z: words })).status, 400);
  assert.equal((await steward.call('PUT', '/datasets/heart/quality', { d: words })).status, 200);
  assert.match(
    await page('/datasets/heart'),
    /All who were examined, one after the other\..*Hungarian Institute of Cardiology, Budapest, 2 March 2026/s,
  );
  const { body } = await steward.call('PUT', '/datasets/heart/quality', { d: null });
  assert.deepEqual(body, {});

  const fees = { sv: 'Ingen avgift.', en: 'No fee.' };
  assert.equal((await steward.call('PATCH', '/organisations/vgr', { fees })).status, 403);
  assert.equal((await steward.call('PATCH', '/organisations/hungarian-institute', { fees })).status, 200);
  assert.match(await page('/datasets/heart'), /Hungarian Institute of Cardiology, Budapest:<\/strong> No fee\./);
});

/** A browser of one persona: forms with a session. */
async function browserOf(persona: string) {
  const origin = 'http://hub.test';
  const signedIn = await hub.app.request(`/sign-in/persona/${persona}`, { method: 'POST', headers: { origin } });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async (address: string, fields?: Record<string, string>, language = 'en') => {
    const response = await hub.app.request(address, {
      method: fields ? 'POST' : 'GET',
      headers: { accept: 'text/html', 'accept-language': language, cookie, origin },
      body: fields ? new URLSearchParams(fields) : null,
    });
    return { status: response.status, to: response.headers.get('location'), html: await response.text() };
  };
}
const hidden = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/type="hidden" name="(seen\w*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );

test('a steward describes a dataset in a form that previews, keeps what was typed, and says who told it', async () => {
  const steward = await browserOf('steward-budapest');
  assert.match((await steward('/datasets/heart')).html, /href="\/datasets\/heart\/description"/);
  assert.doesNotMatch(await page('/datasets/heart'), /heart\/description|heart\/check/, 'others see no button');
  assert.equal((await (await browserOf('innovator'))('/datasets/heart/description')).status, 403);

  const open = (await steward('/datasets/heart/description')).html;
  const typed = {
    about_sv: 'Fyra <sjukhus>.',
    about_en: '',
    keywords_sv: 'kärlkramp',
    keywords_en: 'angina pectoris',
    d_en: 'All of 1988.',
  };
  const shown = await steward('/datasets/heart/description', { ...hidden(open), ...typed, act: 'preview' });
  assert.match(
    shown.html,
    /This is what others see.*Fyra &lt;sjukhus&gt;\..*in Swedish only.*name="d_en"[^>]*>\s*All of 1988\./s,
  );
  assert.doesNotMatch(await page('/datasets/heart'), /Fyra/, 'a preview saves nothing');
  const long = await steward('/datasets/heart/description', { ...hidden(open), ...typed, keywords_sv: 'x'.repeat(500) });
  assert.deepEqual([long.status, /400/.test(long.html)], [422, true]);
  assert.match(long.html, /Fyra &lt;sjukhus&gt;/);

  assert.equal(
    (await steward('/datasets/heart/description', { ...hidden(open), ...typed })).to,
    '/datasets/heart?done=saved#own-dataset',
  );
  assert.match(
    await page('/datasets/heart'),
    /lang="sv">Fyra &lt;sjukhus&gt;\..*Hungarian Institute of Cardiology, Budapest, 2 March 2026/s,
  );
  assert.deepEqual(await found('q=kärlkramp'), ['heart'], 'it is found by its search words');

  const advisor = await browserOf('advisor');
  const stale = { ...hidden(open), c_en: 'Read by two.', about_sv: '', about_en: '', keywords_sv: '', keywords_en: '', d_en: '' };
  assert.equal((await advisor('/datasets/heart/description', stale)).status, 303);
  const both = await page('/datasets/heart');
  assert.match(both, /Read by two\..*Sluss/s);
  assert.match(both, /All of 1988/, 'what one left as it was stays as another made it meanwhile');
  const again = (await advisor('/datasets/heart/description')).html;
  const own = await advisor('/datasets/heart/description', {
    ...hidden(again),
    d_en: 'All of 1988.',
    c_en: 'Read by three.',
    act: 'preview',
  });
  assert.match(
    own.html,
    /Read by three\..*?Sluss.*All of 1988\..*?Hungarian Institute of Cardiology/s,
    'not one’s own word, so not one’s own name',
  );
  const clash = await advisor('/datasets/heart/description', { ...stale, d_en: 'All of 1999.' });
  assert.equal(clash.status, 409);
  assert.match(clash.html, /Somebody else changed.*All of 1999\..*It now says: All of 1988\./s);
  assert.equal((await advisor('/datasets/heart/description', { ...hidden(clash.html), d_en: 'All of 1999.' })).status, 303);
  assert.match(await page('/datasets/heart'), /All of 1999/);
});

test('a holder says once a year that the description is right; the page tells since when, and a letter reminds', async () => {
  assert.match(await page('/datasets/heart'), /Cleveland Clinic Foundation: not checked since it came here on 2 March 2026/);
  const steward = await browserOf('steward-budapest');
  for (const address of ['/datasets', '/datasets/heart', '/stations', '/stations/budapest'])
    assert.match((await steward(address)).html, /is to be checked by 2 March 2027/, address);
  assert.doesNotMatch(await page('/stations'), /is to be checked/);
  for (const _ of [1, 2])
    assert.equal((await steward('/datasets/heart/check', {})).to, '/datasets/heart?done=checked#own-dataset');
  assert.match(
    (await steward('/datasets/heart?done=checked')).html,
    /noted as checked on 2 March 2026\. Next time: by 2 March 2027/,
  );
  assert.match(await page('/datasets/heart'), /Budapest: checked on 2 March 2026/);
  assert.equal((await (await browserOf('advisor'))('/datasets/heart/check', {})).status, 403, 'the duty is the holder’s');
  const { body } = await nobody('GET', '/datasets/heart');
  assert.deepEqual(
    body.checks.find(({ holder }: { holder: string }) => holder === 'hungarian-institute'),
    { holder: 'hungarian-institute', checked_at: hub.hub.now().toISOString(), due: '2027-03-02' },
  );
  const { rows } = await hub.hub.pool.query(`select count(*)::int as n from journal where verb = 'dataset.check'`);
  assert.deepEqual(rows, [{ n: 1 }], 'a second click says nothing new');

  await hub.hub.pool.query(`update dataset_check set checked_at = checked_at - interval '13 months'`);
  assert.match(await page('/datasets/heart'), /should have been checked by 2 February 2026/);
  for (const _ of [1, 2]) await describeJobs['remind-description-checks']?.(hub.hub, {});
  const letters = hub.letters.filter(({ text }) => text.includes('/datasets/heart#verified'));
  assert.equal(letters.length, 1, 'however often the job runs');
  assert.match(letters[0]?.text ?? '', /2 februari 2026|2 February 2026/);
  await hub.hub.pool.query('delete from dataset_check');
});

test('the check is due twelve calendar months later, over month ends and leap years', () => {
  for (const [since, now, due, state] of [
    ['2024-02-29T12:00:00Z', '2025-01-20T12:00:00Z', '2025-02-28', 'fresh'],
    ['2024-02-29T12:00:00Z', '2025-01-29T12:00:00Z', '2025-02-28', 'soon'],
    ['2024-02-29T12:00:00Z', '2025-02-28T22:59:00Z', '2025-02-28', 'soon'],
    ['2024-02-29T12:00:00Z', '2025-02-28T23:01:00Z', '2025-02-28', 'late'],
    ['2025-12-31T23:30:00Z', '2026-06-01T12:00:00Z', '2027-01-01', 'fresh'],
  ] as const) {
    const standing = standingOf({ checkedAt: null, since: new Date(since) }, new Date(now));
    assert.deepEqual([standing.due, standing.state], [due, state], `${since} at ${now}`);
  }
});

test('a holder tells where it is and what it charges in a form', async () => {
  const steward = await browserOf('steward-budapest');
  const address = '/organisations/hungarian-institute/description';
  const open = (await steward(address)).html;
  assert.match(open, /<option value="HU" selected="">Hungary<\/option>/);
  assert.doesNotMatch(open, /value="EU"|value="ZZ"|value="UK"/);
  const given = { country: 'HU', region: '', fees_sv: '900 kronor i timmen', fees_en: '' };
  const abroad = await steward(address, { ...hidden(open), ...given, region: '14' });
  assert.deepEqual([abroad.status, abroad.html.includes('900 kronor i timmen')], [422, true]);
  assert.match(
    (await steward(address, { ...hidden(open), ...given, act: 'preview' })).html,
    /This is what others see.*Hungary\. 900 kronor/s,
  );
  assert.equal((await steward(address, { ...hidden(open), ...given })).status, 303);
  assert.match(await page('/datasets/heart'), /<span lang="sv">900 kronor i timmen<\/span>.*Budapest, 2 March 2026/s);
  assert.equal(
    (await steward(address, { ...hidden(open), ...given, fees_en: 'mine' })).status,
    409,
    'what was there is another by now',
  );
  assert.equal((await steward('/organisations/vgr/description')).status, 403);
});

test('an unknown dataset is not there', async () => {
  for (const id of ['liver', '..%2F', '%00', 'a'.repeat(200)])
    assert.equal((await hub.app.request(`/datasets/${id}`, { headers: { accept: 'text/html' } })).status, 404, id);
});
