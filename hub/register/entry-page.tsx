// One application in the register: what was asked for, decided, permitted, and what came of it.
import { dayOf } from '../applications/calendar.ts';
import { limits } from '../applications/deadlines.ts';
import { methodTitle, say as sayForm, variableTitle } from '../applications/form/words.ts';
import { writePermitDay } from '../permits/permit-day.ts';
import { fill, type Language } from '../platform/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { Fold } from '../ui/fold.tsx';
import { writeDay, writeList } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import type { RegisterPageView } from './actions.ts';
import { type Around, type Entry, purposeOf, Standing, say, type Text, wordsOf } from './pages.tsx';

export function RegisterEntryPage({ language, visitor, view }: Around & { view: RegisterPageView }) {
  const text = say(language);
  const { entry, permit } = view;
  return (
    <Layout language={language} visitor={visitor} at="register" title={entry.title || entry.reference}>
      <p class="kicker">
        <a href="/register">{text.title}</a> / {entry.reference}
      </p>
      <h1>{entry.title || entry.reference}</h1>
      <p class="lead">{entry.summary}</p>
      <Facts
        facts={[
          { name: text.standing, value: <Standing entry={entry} text={text} /> },
          { name: text.who, value: entry.organisation },
          { name: text.purpose, value: purposeOf(entry.purpose, text) },
          {
            name: text.data,
            value: entry.datasets.map((id) => (
              <p>
                <a href={`/datasets/${id}`}>{view.datasets.get(id)?.dictionary.title[language] ?? id}</a>
              </p>
            )),
          },
          { name: text.received, value: writeDay(entry.submitted, language) },
        ]}
      />
      {/* What it led to is what most come for: first, where there is something. */}
      {view.results.length ? <Results view={view} text={text} language={language} /> : null}
      <h2>{text.decision}</h2>
      {view.decisions.length === 0 ? <p>{waiting(entry, text, language)}</p> : null}
      {view.decisions.map((one) => (
        <Notice kind={one.kind === 'refuse' ? 'note' : 'good'} title={wordsOf(text)[`decision_${one.kind}`] ?? one.kind}>
          <p>{one.reason}</p>
          {one.conditions.length ? (
            <ul>
              {one.conditions.map((condition) => (
                <li>{condition}</li>
              ))}
            </ul>
          ) : null}
          <p class="quiet">
            {fill(text.decidedBy, { body: view.body, day: writeDay(one.at, language) })}{' '}
            {one.published_at ? fill(text.publicSince, { day: writeDay(one.published_at, language) }) : ''}
          </p>
        </Notice>
      ))}
      {entry.appeal ? <Appealed appeal={entry.appeal} text={text} language={language} /> : null}
      {permit?.revoked ? (
        <Notice kind="wrong" title={fill(text.revokedAt, { day: writeDay(permit.revoked.at, language) })}>
          <p>{permit.revoked.reason}</p>
        </Notice>
      ) : null}
      {view.results.length ? null : <Results view={view} text={text} language={language} />}
      <h2>{text.rights}</h2>
      <p>{text.rightsHow}</p>
      <p>{fill(text.contact, { body: view.body })}</p>
      {permit ? <Permit view={view} permit={permit} text={text} language={language} /> : null}
    </Layout>
  );
}

/** That it was appealed and where that stands; the appeal itself is not public here. */
function Appealed({ appeal, text, language }: { appeal: NonNullable<Entry['appeal']>; text: Text; language: Language }) {
  const words = wordsOf(text);
  return (
    <Notice title={text.appeal}>
      <p>
        {fill(text.appealedOn, { day: writeDay(appeal.at, language) })}{' '}
        {fill(words[`appeal_${appeal.state}`] ?? '', { court: appeal.court ?? '' })}{' '}
        {appeal.outcome ? words[`court_${appeal.outcome}`] : ''}
      </p>
    </Notice>
  );
}

function nothingYet({ entry, permit }: RegisterPageView, text: Text): string {
  if (entry.decision?.kind === 'approve') return text.noResultsRequest;
  return permit ? text.noResults : text.noResultsYet;
}

type ResultsProps = { view: RegisterPageView; text: Text; language: Language };
function Results({ view, text, language }: ResultsProps) {
  const stations = stationTitles(view);
  return (
    <section aria-labelledby="results">
      <h2 id="results">{text.results}</h2>
      {view.results.length ? null : <p>{nothingYet(view, text)}</p>}
      {view.results.map((one) => (
        <article class="came">
          <h3>{one.title}</h3>
          <p class="told">{one.summary[language]}</p>
          <p class="quiet">
            {fill(text.resultFrom, {
              stations: writeList(
                one.stations.map((id) => stations.get(id) ?? id),
                language,
              ),
              day: writeDay(one.published_at, language),
              organisation: one.organisation,
            })}
          </p>
        </article>
      ))}
    </section>
  );
}

function stationTitles(view: RegisterPageView): Map<string, string> {
  return new Map([...view.datasets.values()].flatMap((one) => one.stations.map(({ id, title }) => [id, title] as const)));
}

type PermitProps = {
  view: RegisterPageView;
  permit: NonNullable<RegisterPageView['permit']>;
  text: Text;
  language: Language;
};
function Permit({ view, permit, text, language }: PermitProps) {
  const form = sayForm(language);
  const stations = stationTitles(view);
  const period = `${writePermitDay(permit.not_before, language)} – ${writePermitDay(permit.not_after, language)}`;
  return (
    <div class="folds">
      <Fold id="permit" title={text.permit} note={`${permit.reference}, ${period}`}>
        <Facts
          facts={[
            { name: text.reference, value: `${permit.reference}, ${fill(text.version, { version: permit.version })}` },
            {
              name: text.variables,
              value: permit.datasets.map((one) => {
                const dictionary = view.datasets.get(one.id)?.dictionary;
                return (
                  <p>
                    {writeList(
                      one.variables.map((id) => variableTitle(dictionary, id, language)),
                      language,
                    )}
                  </p>
                );
              }),
            },
            {
              name: text.stations,
              value: permit.stations.map((id) => (
                <p>
                  <a href={`/stations/${id}`}>{stations.get(id) ?? id}</a>
                </p>
              )),
            },
            {
              name: text.methods,
              value: writeList(
                permit.methods.map((name) => methodTitle(name, form)),
                language,
              ),
            },
            {
              name: text.period,
              value: period,
            },
            { name: text.form, value: text.onlySums },
          ]}
        />
      </Fold>
    </div>
  );
}

function waiting(entry: Entry, text: Text, language: Language): string {
  if (entry.state === 'WITHDRAWN') return text.withdrawn;
  if (entry.state !== 'DECISION_ISSUED') return text.notDecided;
  const day = entry.decided ? limits.publishDecision.end(dayOf(new Date(entry.decided))) : '';
  return day ? fill(text.decidedSoonPublic, { day: writeDay(`${day}T12:00:00Z`, language) }) : text.notDecided;
}
