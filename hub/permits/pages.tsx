// One permit for people: what it allows, whether it is signed, what may be done with it, and all its versions.
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { ShareBar } from '../ui/bars.tsx';
import { Fold } from '../ui/fold.tsx';
import { writeDay, writeMoment } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table } from '../ui/table.tsx';
import { Tag, type Tone } from '../ui/tag.tsx';
import type { PermitState } from './actions.ts';
import { Hearings, openHearing } from './hearing-pages.tsx';
import type { PermitPageView } from './page-view.ts';
import { writePermitDay } from './permit-day.ts';
import { PermitWords } from './permit-words.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
type Text = ReturnType<typeof say>;

const tones: Record<PermitState, Tone> = {
  PENDING: 'attention',
  GRANTED: 'good',
  AMENDED: 'good',
  RENEWED: 'good',
  REVOKED: 'wrong',
  EXPIRED: 'plain',
};

export function StateTag({ state, text }: { state: PermitState; text: Text }) {
  return <Tag tone={tones[state]}>{text[`state_${state}`]}</Tag>;
}

type OneProps = { language: Language; visitor: Actor; view: PermitPageView; done?: string | undefined };

export function PermitPage({ language, visitor, view, done }: OneProps) {
  const text = say(language);
  const { permit, names, application } = view;
  const document = permit.document ?? permit.pending;
  const waits = permit.pending !== null && permit.state !== 'REVOKED' && permit.objections.length === 0;
  return (
    <Layout language={language} title={permit.reference} at="permits" visitor={visitor} islands={waits ? ['permit'] : []}>
      <p class="kicker">
        <a href="/permits">{text.title}</a> / {permit.reference}
      </p>
      <h1>{application.title || permit.reference}</h1>
      <p>
        <StateTag state={permit.state} text={text} />{' '}
        {permit.version ? <span class="quiet">{fill(text.versionNow, { version: permit.version })}</span> : null}
      </p>
      {done === 'requested' ? <Notice kind="good" title={text.requestSent} /> : null}
      <Standing view={view} text={text} language={language} waits={waits} />
      <Hearings view={view} language={language} />
      {view.may.ask && permit.document && permit.state !== 'REVOKED' && permit.state !== 'EXPIRED' ? (
        <p class="actions">
          <a class="button" href={`/studies/new?permit=${permit.reference}`}>
            {text.ask}
          </a>
          <span class="quiet">{text.askWhat}</span>
        </p>
      ) : null}
      {document ? <Span text={text} language={language} view={view} /> : null}
      {document ? <PermitWords language={language} permit={document} terms={permit.terms} names={names} /> : null}
      <Doing view={view} text={text} language={language} />
      <Requests view={view} text={text} language={language} />
      <h2>{text.studies}</h2>
      {view.studies.length ? (
        <ul>
          {view.studies.map((one) => (
            <li>
              <a href={`/studies/${one.id}`}>{one.title}</a>
              {one.publish ? (
                <>
                  {' '}
                  {one.publish.late ? <Tag tone="wrong">{text.resultsLate}</Tag> : null}{' '}
                  <span class="quiet">
                    {one.publish.published
                      ? fill(text.resultsPublic, { day: writeDay(one.publish.published, language) })
                      : fill(text.resultsBy, { day: writePermitDay(one.publish.by, language) })}
                  </span>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet">{text.noStudy}</p>
      )}
      <h2>{text.papers}</h2>
      <ul>
        {application.href ? (
          <li>
            <a href={application.href}>
              {text.application} {application.reference}
            </a>
          </li>
        ) : null}
        {view.decisions.map((one) => (
          <li>
            {text[`decision_${one.kind}`]}, {writeDay(one.at, language)}: <a href={`/decisions/${one.id}.sv.pdf`}>PDF, svenska</a>
            , <a href={`/decisions/${one.id}.en.pdf`}>PDF, English</a>
          </li>
        ))}
      </ul>
      <Versions view={view} text={text} language={language} />
    </Layout>
  );
}

type Part = { view: PermitPageView; text: Text; language: Language };

/** Whether it is in force, and what stands in its way. */
function Standing({ view, text, language, waits }: Part & { waits: boolean }) {
  const { permit, application } = view;
  return (
    <>
      {permit.pending && permit.state !== 'REVOKED' ? (
        permit.objections.length ? (
          <Notice kind="wrong" title={fill(text.objections, { version: permit.pending.version })}>
            <ul>
              {permit.objections.map((one) => (
                <li lang="en">{one}</li>
              ))}
            </ul>
            <p>{objectedHow(view, text)}</p>
          </Notice>
        ) : (
          <Notice kind="attention" title={fill(text.pending, { version: permit.pending.version })}>
            <p {...(waits ? { 'data-waits': permit.reference } : {})}>
              {permit.document ? text.pendingMeanwhile : text.pendingHow}
            </p>
          </Notice>
        )
      ) : null}
      {permit.revoked ? (
        <Notice kind="wrong" title={fill(text.revokedAt, { at: writeMoment(permit.revoked.at, language) })}>
          <p>{permit.revoked.reason}</p>
          {view.hearing ? (
            <p>
              {text.hearing}: {view.hearing}
            </p>
          ) : null}
          {view.may.request && application.href ? (
            <p>
              <a href={`${application.href}#appeal`}>{text.toAppeal}</a>
            </p>
          ) : null}
        </Notice>
      ) : null}
      {view.untold.length ? (
        <Notice kind="attention" title={text.untold}>
          <p>{view.untold.join(', ')}</p>
        </Notice>
      ) : null}
    </>
  );
}

/** What an objection means for this reader: what holds meanwhile, and whose turn it is. */
function objectedHow({ permit, may }: PermitPageView, text: Text): string {
  const meanwhile = permit.document ? text.objectedMeanwhile : text.objectedNotInForce;
  if (!may.amend) return `${meanwhile} ${text.objectedWait}`;
  return `${meanwhile} ${permit.document ? text.objectedTakeBack : text.objectedRevoke}`;
}

/** How much of its time has gone, as water that rises; only of one that is in force. */
function Span({ view, text, language }: Part) {
  const { permit, span } = view;
  const document = permit.document;
  if (!document || !span || permit.state === 'REVOKED' || permit.state === 'EXPIRED') return null;
  return (
    <div class="time-span">
      <p class="left">{span.daysLeft === 1 ? text.oneDayLeft : fill(text.daysLeft, { days: span.daysLeft })}</p>
      <ShareBar share={span.gone} />
      <p class="ends">
        <span>{writePermitDay(document.not_before, language)}</span>
        <span>{writePermitDay(document.not_after, language)}</span>
      </p>
    </div>
  );
}

/** What this reader may do now. */
function Doing({ view, text }: Part) {
  const { permit } = view;
  if (permit.state === 'REVOKED' || permit.state === 'EXPIRED') return null;
  const to = (page: string, label: string) => (
    <a class="button quiet" href={`/permits/${permit.reference}/${page}`}>
      {label}
    </a>
  );
  const inForce = permit.document !== null;
  const signed = permit.pending === null;
  const takeBack = permit.pending && permit.pending.version > 1 && view.may.amend;
  return (
    <div class="actions">
      {view.may.request && inForce ? to('request', text.requestChange) : null}
      {view.may.amend && signed ? to('amend', text.amend) : null}
      {view.may.amend && signed && !view.renewed ? to('renew', text.renew) : null}
      {takeBack ? to('take-back', text.takeBack) : null}
      {view.may.revoke && !openHearing(view) ? (inForce ? to('hear', text.hear) : to('revoke', text.revoke)) : null}
    </div>
  );
}

function Requests({ view, text, language }: Part) {
  if (view.requests.length === 0) return null;
  const { permit } = view;
  return (
    <>
      <h2 id="requests">{text.requests}</h2>
      {view.requests.map((one) => (
        <section>
          <h3>
            {text[`request_${one.kind}`]}{' '}
            {one.until ? fill(text.untilDay, { day: writeDay(`${one.until}T12:00:00Z`, language) }) : ''}
          </h3>
          <p>{one.text}</p>
          <p class="quiet">
            {one.made_by}, {writeMoment(one.made_at, language)}
          </p>
          {one.outcome ? (
            <p>
              <strong>{text[`outcome_${one.outcome}`]}</strong>: {one.answer}
            </p>
          ) : view.may.amend ? (
            <div class="actions">
              <a class="button" href={`/permits/${permit.reference}/${one.kind}`}>
                {text[`do_${one.kind}`]}
              </a>
              <a class="button quiet" href={`/permits/${permit.reference}/decline?request=${one.id}`}>
                {text.decline}
              </a>
            </div>
          ) : (
            <Tag tone="attention">{text.requestWaits}</Tag>
          )}
        </section>
      ))}
    </>
  );
}

function Versions({ view, text, language }: Part) {
  const count = view.permit.versions.length + view.takenBack.length;
  return (
    <Fold id="versions" title={text.versions} note={count === 1 ? text.versionsOne : fill(text.versionsNote, { count })}>
      <Table
        caption={text.versions}
        hideCaption
        columns={[
          { title: text.version },
          { title: text.decided },
          { title: text.signed },
          { title: text.reason },
          { title: text.digest },
        ]}
        rows={[
          ...view.permit.versions.map((one) => ({
            key: String(one.version),
            cells: [
              one.decided_at ? writeMoment(one.decided_at, language) : '',
              one.signed_at ? writeMoment(one.signed_at, language) : text.notYet,
              one.reason,
              <code>{one.digest}</code>,
            ],
          })),
          ...view.takenBack.map((one) => ({
            key: String(one.version),
            cells: [writeMoment(one.at, language), `${text.wasTakenBack}. ${one.reason || text.overtaken}`, one.decided, ''],
          })),
        ]}
      />
    </Fold>
  );
}
