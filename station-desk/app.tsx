// The desk's table of contents: what is checked before anything is answered, and every address.

import { readPolicy } from '@sluss/station/station.ts';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { stream } from 'hono/streaming';
import { fill, type Language, languageOf, languages } from '../hub/platform/texts.ts';
import { assets } from '../hub/ui/assets.ts';
import { contentPolicy } from '../hub/ui/content-policy.ts';
import { page } from '../hub/ui/layout.tsx';
import type { Access } from './access.ts';
import { changePolicy, policyDigest, releaseSet, setPaused } from './acts.ts';
import type { Desk } from './desk.ts';
import { countEntries, entryOfDigest, lastRow, rowsAfter } from './memory-store.ts';
import { type Names, namesOf } from './names.ts';
import { CreditPage } from './pages/credit.tsx';
import { EnterPage, WrongPage } from './pages/enter.tsx';
import { cut, JournalPage, VerdictInWords, VerificationPage, VerificationStep } from './pages/journal.tsx';
import { LedgerPage } from './pages/ledger.tsx';
import { LogPage } from './pages/log.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { type PolicyData, PolicyPage } from './pages/policy.tsx';
import { PreviewPage } from './pages/policy-preview.tsx';
import { StudyPage } from './pages/study.tsx';
import { changesBetween } from './policy-rules.ts';
import { isTold, tellPolicy } from './tell-hub.ts';
import { knownTo, readTyped, type TypedPolicy, typedFrom, typedOf } from './typed-policy.ts';
import { followChain } from './verify.ts';
import { askedToday, changedByHand, viewCredit, viewLedger, viewLog, viewOverview, viewPreview, viewStudy } from './views.ts';

/** `origins`: the addresses under which the desk answers; the first may be told to anybody. `log` prints to the terminal. */
export type DeskServer = { desk: Desk; access: Access; origins: [string, ...string[]]; log: (line: string) => void };
type Env = { Variables: { names: Names } };

/** A browser that is cut off while it sends shows nothing: more than a form ever holds is read to its end. */
const mostBytes = 4 * 1024 * 1024;

export function createDeskApp({ desk, access, origins, log }: DeskServer) {
  const app = new Hono<Env>();
  const { settings, dictionary, state } = desk;
  const [plain] = origins;
  const originOf = (context: Context) => origins.find((one) => new URL(one).host === context.req.header('host'));
  // Cookies do not know ports: a desk of another station on this machine has another name.
  const cookie = `sluss-desk-${new URL(plain).port}`;

  app.use(async (context, next) => {
    const asked = languages.find((one) => one === context.req.query('language'));
    const language = (access.language(getCookie(context, cookie), asked) as Language | undefined) ?? languageOf(context);
    context.set('names', namesOf({ language, dictionary, own: settings, address: context.req.url }));
    await next();
    if (!context.req.path.startsWith('/ui/')) context.header('cache-control', 'no-store');
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: contentPolicy,
      referrerPolicy: 'same-origin',
      crossOriginOpenerPolicy: 'same-origin',
      // On plain http://localhost it would shut out every other local server.
      strictTransportSecurity: false,
    }),
  );
  // A page of another name that resolves to this machine (DNS rebinding) carries that name here.
  app.use(async (context, next) => {
    if (!originOf(context)) return context.text(`This desk answers at ${plain} alone.\n`, 421);
    return next();
  });
  // A page of another port is of the same site: with the cookie it could ask, and learn from how long an answer takes. It may lead here.
  app.use(async (context, next) => {
    const from = context.req.header('sec-fetch-site') ?? 'none';
    const isLed = context.req.header('sec-fetch-mode') === 'navigate' && context.req.header('sec-fetch-dest') === 'document';
    if (!isLed && !['none', 'same-origin'].includes(from))
      return context.text('Nothing here is for pages of other sites.\n', 403);
    return next();
  });
  app.use(async (context, next) => {
    const isReading = ['GET', 'HEAD'].includes(context.req.method);
    if (!isReading && context.req.header('origin') !== originOf(context))
      return context.text('A form of another site was sent here. Nothing was changed.\n', 403);
    return next();
  });
  app.use(bodyLimit({ maxSize: mostBytes, onError: (context) => context.text('That is too long. Nothing was changed.\n', 413) }));

  app.get('/ui/:name', (context) => {
    const file = assets.get(context.req.param('name'));
    if (!file) return context.notFound();
    const headers = { 'content-type': file.type, etag: file.etag, 'cache-control': 'private, max-age=60' };
    if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
    return context.body(file.body, 200, headers);
  });

  // ---- the door ----
  const isInside = (context: Context<Env>) => access.isInside(getCookie(context, cookie));
  app.get('/enter', (context) => {
    if (isInside(context)) return context.redirect('/', 303);
    return context.html(page(<EnterPage names={context.var.names} code={context.req.query('code')?.slice(0, 60) ?? ''} />));
  });
  app.post('/enter', async (context) => {
    const code = await fieldsOf(context);
    const secret = access.enter((code.get('code') ?? '').slice(0, 60));
    if (!secret) return context.html(page(<EnterPage names={context.var.names} wrong />), 403);
    access.language(secret, context.var.names.language);
    setCookie(context, cookie, secret, { path: '/', sameSite: 'Strict', httpOnly: true });
    return context.redirect('/', 303);
  });
  app.use(async (context, next) => (isInside(context) ? next() : context.redirect('/enter', 303)));
  app.post('/leave', (context) => {
    access.leave(getCookie(context, cookie));
    deleteCookie(context, cookie, { path: '/' });
    return context.redirect('/enter', 303);
  });

  // ---- what stands here ----
  app.get('/', (context) => context.html(page(<OverviewPage names={context.var.names} data={viewOverview(desk)} />)));
  app.get('/log', (context) => {
    const { study = '', day = '', what = '', page: at = '1' } = context.req.query();
    const data = viewLog(desk, { study, day, what }, /^[1-9]\d{0,5}$/.test(at) ? Number(at) : 1);
    return context.html(page(<LogPage names={context.var.names} data={data} />));
  });
  app.get('/studies/:hash', (context) => {
    const data = viewStudy(desk, context.req.param('hash'), dictionary.title[context.var.names.language]);
    if (!data) return context.notFound();
    return context.html(page(<StudyPage names={context.var.names} data={data} />));
  });
  // A language chosen on the page that says what is missing leads back here.
  app.get('/studies/:hash/release-set', (context) => context.redirect(`/studies/${context.req.param('hash')}`, 303));
  app.post('/studies/:hash/release-set', async (context) => {
    const hash = context.req.param('hash');
    const data = viewStudy(desk, hash, dictionary.title[context.var.names.language]);
    if (!data?.study.document || data.set === 'not declined for it') return context.notFound();
    const sure = (await fieldsOf(context)).get('sure') === 'yes';
    if (!sure) return context.html(page(<StudyPage names={context.var.names} data={data} unsure />), 422);
    releaseSet(desk, data.study.document.dataset, data.study.set);
    return context.redirect(`/studies/${hash}`, 303);
  });
  app.post('/pause', (context) => {
    setPaused(desk, true);
    return context.redirect('/', 303);
  });
  app.post('/resume', (context) => {
    setPaused(desk, false);
    return context.redirect('/', 303);
  });
  app.get('/ledger', async (context) =>
    context.html(page(<LedgerPage names={context.var.names} data={await viewLedger(desk)} />)),
  );
  app.get('/credit', (context) =>
    context.html(
      page(<CreditPage names={context.var.names} data={viewCredit(desk, dictionary.title[context.var.names.language])} />),
    ),
  );

  // ---- the policy ----
  type Shown = { typed?: TypedPolicy; errors?: object; notice?: PolicyData['notice'] };
  const policyPage = (names: Names, { typed, errors = {}, notice }: Shown) => {
    const policy = readPolicy(desk.folder);
    const data = {
      ...{ policy, errors, typed: typed ?? typedOf(policy), known: knownTo(policy) },
      ...{ askedToday: askedToday(desk), notice: notice ?? null, byHandSince: changedByHand(desk, policy) },
    };
    return page(<PolicyPage names={names} data={data} />);
  };
  const previewPage = (names: Names, typed: TypedPolicy, { note = '', unsure = false } = {}) => {
    const now = readPolicy(desk.folder);
    const read = readTyped(typed, now);
    if (!read.ok) return { ok: false as const, content: policyPage(names, { typed, errors: read.errors }) };
    const next = read.policy;
    const changes = changesBetween(now, next);
    const data = {
      station: settings,
      now,
      next,
      typed,
      base: policyDigest(now),
      changes,
      note,
      unsure,
      ...viewPreview(desk, now, next),
    };
    return { ok: true as const, changes, next, content: page(<PreviewPage names={names} data={data} />) };
  };
  app.get('/policy', (context) => {
    const fields = new URLSearchParams(new URL(context.req.url).search);
    const saved = fields.get('saved');
    const notice = saved === 'yes' ? 'saved' : saved === 'untold' ? 'savedUntold' : undefined;
    return context.html(
      policyPage(context.var.names, { ...(fields.has('k') ? { typed: typedFrom(fields) } : {}), ...(notice ? { notice } : {}) }),
    );
  });
  app.post('/policy/tell', async (context) =>
    context.redirect(`/policy?saved=${(await tellPolicy(desk.folder, desk.now)) ? 'yes' : 'untold'}`, 303),
  );
  app.get('/policy/preview', (context) => {
    const shown = previewPage(context.var.names, typedFrom(new URLSearchParams(new URL(context.req.url).search)));
    return context.html(shown.content, shown.ok ? 200 : 422);
  });
  app.post('/policy', async (context) => {
    const { names } = context.var;
    const fields = await fieldsOf(context);
    const typed = typedFrom(fields);
    const note = (fields.get('note') ?? '').slice(0, 500);
    const shown = previewPage(names, typed);
    if (!shown.ok) return context.html(shown.content, 422);
    const isLooser = shown.changes.some(({ direction }) => direction !== 'stricter');
    if (isLooser && fields.get('sure') !== 'yes')
      return context.html(previewPage(names, typed, { note, unsure: true }).content, 422);
    const before = readPolicy(desk.folder);
    if (shown.changes.length > 0 && !changePolicy(desk, shown.next, { base: fields.get('base') ?? '', note }))
      return context.html(policyPage(names, { typed, notice: 'changedUnder' }), 409);
    const heard = !isTold(before, shown.next) || (await tellPolicy(desk.folder, desk.now));
    return context.redirect(`/policy?saved=${heard ? 'yes' : 'untold'}`, 303);
  });

  // ---- the journal ----
  app.get('/journal', (context) => {
    const digest = (context.req.query('digest') ?? '').trim().slice(0, 100);
    const compared = digest ? { digest, found: entryOfDigest(state, digest) } : null;
    const data = { count: countEntries(state), last: lastRow(state), compared };
    return context.html(page(<JournalPage names={context.var.names} data={data} />));
  });
  app.get('/journal/verification', async (context) => {
    const { names } = context.var;
    const frame = await written(page(<VerificationPage names={names} count={countEntries(state)} />));
    const [before = '', after = ''] = frame.split(cut);
    context.header('content-type', 'text/html; charset=utf-8');
    return stream(context, async (out) => {
      await out.write(before);
      const steps = followChain(state);
      for (let step = await steps.next(); ; step = await steps.next()) {
        if (step.done) {
          await out.write(await written(<VerdictInWords names={names} verdict={step.value} file="state.sqlite" />));
          break;
        }
        await out.write(await written(<VerificationStep names={names} read={step.value.read} of={step.value.of} />));
      }
      await out.write(after);
    });
  });
  app.get('/journal.jsonl', (context) => {
    const day = desk.now().toISOString().slice(0, 10);
    context.header('content-type', 'application/jsonl; charset=utf-8');
    context.header('content-disposition', `attachment; filename="${fill('journal-{id}-{day}.jsonl', { id: settings.id, day })}"`);
    return stream(context, async (out) => {
      for (let rows = rowsAfter(state, 0, 500); rows.length > 0; rows = rowsAfter(state, rows.at(-1)?.seq ?? 0, 500))
        await out.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    });
  });

  app.notFound((context) => context.html(page(<WrongPage names={context.var.names} what="notThere" />), 404));
  app.onError((error, context) => {
    log(`a page failed: ${error.stack ?? error.message}`);
    return context.html(page(<WrongPage names={context.var.names} what="broken" />), 500);
  });
  return app;
}

/** A form's fields. What is no such form has none. */
async function fieldsOf(context: Context<Env>): Promise<URLSearchParams> {
  const isForm = context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? await context.req.text() : '');
}

const written = async (content: unknown): Promise<string> => String(await html`${content}`);
