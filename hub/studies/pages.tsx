// Studies for people: the list, and one study: what it found, what is not shown, how it went, what was planned, where it comes from.
import type { Actor } from '../permissions/actor.ts';
import { writePermitDay } from '../permits/permit-day.ts';
import { fill, type Language } from '../platform/texts.ts';
import { Fold } from '../ui/fold.tsx';
import { ErrorSummary } from '../ui/form.tsx';
import { writeCount, writeDay } from '../ui/format.ts';
import type { Keep } from '../ui/kept.ts';
import { Layout } from '../ui/layout.tsx';
import { Table } from '../ui/table.tsx';
import type { listStudies } from './actions.ts';
import { namesOf, say } from './names.ts';
import { Files, type People, Publishing, publishes, Sharing } from './people.tsx';
import { PlanInWords } from './plan-words.tsx';
import { Progress, progressSaid } from './progress.tsx';
import { Provenance } from './provenance.tsx';
import { Answer } from './result/answer.tsx';
import { partsOf, ResultParts } from './result/result.tsx';
import type { Released } from './result/shapes.ts';
import { ruleClasses, type Withheld as Taken, withheldByRule } from './result/withheld.ts';
import type { StudyPageData } from './study-page.ts';

type StudiesProps = {
  language: Language;
  visitor: Actor;
  studies: Awaited<ReturnType<typeof listStudies>>;
  permits: { reference: string; title: string; until: string | null; drafted: boolean }[];
  datasets: Map<string, string>;
};

export function StudiesPage({ language, visitor, studies, permits, datasets }: StudiesProps) {
  const text = say(language);
  const finished = studies.filter(({ state, seesResult }) => state === 'finished' && seesResult);
  return (
    <Layout language={language} title={text.studies} at="studies" visitor={visitor}>
      <h1>{text.studies}</h1>
      <p class="lead">{text.studiesLead}</p>
      <section aria-labelledby="begin">
        <h2 id="begin">{text.beginTitle}</h2>
        {permits.length === 0 ? (
          <>
            <p>{text.beginNone}</p>
            <p>
              <a class="button" href="/datasets">
                {text.beginFind}
              </a>{' '}
              <a class="button quiet" href="/applications">
                {text.beginApply}
              </a>
            </p>
          </>
        ) : (
          <ul class="doors">
            {permits.map(({ reference, title, until, drafted }) => (
              <li>
                <a href={`/studies/new?permit=${reference}`}>{title || reference}</a>
                <p>
                  {fill(drafted ? text.beginOn : text.beginUnder, { reference })}{' '}
                  {until ? fill(text.beginUntil, { until: writePermitDay(until, language) }) : null}
                </p>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="all">
        <h2 id="all">{text.studiesAll}</h2>
        {studies.length === 0 ? (
          <p>{text.studiesNone}</p>
        ) : (
          <Table
            caption={text.studiesAll}
            hideCaption
            columns={[{ title: text.title }, { title: text.state }, { title: text.dataset }, { title: text.begun }]}
            rows={studies.map((study) => ({
              key: <a href={`/studies/${study.id}`}>{study.title}</a>,
              cells: [
                `${text[`state_${study.state}`]}${study.shared ? ` · ${text.sharedWithYou}` : ''}`,
                <a href={`/datasets/${study.dataset}`}>{datasets.get(study.dataset) ?? study.dataset}</a>,
                <time datetime={study.created_at}>{writeDay(study.created_at, language)}</time>,
              ],
            }))}
          />
        )}
        {finished.length > 1 ? (
          <p>
            <a href="/studies/compare">{text.compareTwo}</a>
          </p>
        ) : null}
      </section>
      <p class="quiet">{text.studiesHow}</p>
    </Layout>
  );
}

type StudyProps = {
  language: Language;
  visitor: Actor;
  data: StudyPageData;
  people: People;
  follows: boolean;
  /** A result never changes: its pictures are drawn once. */
  keep: Keep;
};

export function StudyPage({ language, visitor, data, people, follows, keep }: StudyProps) {
  const { study, dictionary, stations } = data;
  const { plan } = study;
  const names = namesOf({ language, dictionary, plan, stations });
  const { text } = names;
  const released = study.result as Released | null;
  const runs = study.state === 'inviting' || study.state === 'running';
  const opened = study.rounds.filter(({ state }) => state === 'opened').length;
  const standing = (
    <>
      <div id="progress" data-study={runs ? study.id : undefined}>
        <Progress names={names} data={data} />
      </div>
      {runs ? <Line text={text} says={progressSaid(names, study)} /> : null}
      {runs ? <Watch text={text} id={study.id} follows={follows} mayStop={study.you_may.includes('study.stop')} /> : null}
    </>
  );
  return (
    <Layout language={language} title={study.title} at="studies" visitor={visitor} islands={runs ? ['progress'] : []}>
      <p class="kicker">
        {text.study} · <span id="progress-state">{text[`state_${study.state}`]}</span> ·{' '}
        <time datetime={study.created_at}>{writeDay(study.created_at, language)}</time>
      </p>
      <h1>{study.title}</h1>
      <ErrorSummary language={language} errors={people.trouble?.wrong ?? []} />
      {released ? (
        <>
          <Answer
            names={names}
            plan={plan}
            released={released}
            report={`/studies/${study.id}/report`}
            rests={fill(text.whatItRestsOn, {
              persons: released.n === null ? text.hidden : writeCount(released.n, language),
              stations: released.stations.length,
              k: plan.k,
            })}
          />
          <Files names={names} data={data} />
          <nav aria-label={text.contents}>
            <ul class="contents">
              {[
                ...partsOf(names, plan, released).map(({ id, title }) => [id, title]),
                ['withheld', text.withheld],
                ...(people.shares ? [['share', text.shareTitle]] : []),
                ...(publishes(data, people) ? [['publish', text.publishTitle]] : []),
                ['now', text.went],
                ['plan', text.plan],
                ['provenance', text.provenance],
              ].map(([id, title]) => (
                <li>
                  <a href={`#${id}`}>{title}</a>
                </li>
              ))}
            </ul>
          </nav>
          {keep('result', [language, dictionary, plan, stations.map(({ id, title }) => [id, title]), released], () => (
            <ResultParts names={names} plan={plan} released={released} />
          ))}
        </>
      ) : (
        <section aria-labelledby="now">
          <h2 id="now">{text.now}</h2>
          {standing}
        </section>
      )}
      <div class="folds">
        {released ? (
          <>
            <Withheld names={names} taken={withheldByRule(names, plan, released)} />
            <Sharing names={names} data={data} people={people} />
            <Publishing names={names} data={data} people={people} />
            <Fold id="now" title={text.went} note={fill(text.wentNote, { rounds: opened, stations: released.stations.length })}>
              {standing}
            </Fold>
          </>
        ) : null}
        <Fold id="plan" title={text.plan} note={text.planNote} open={!released}>
          <PlanInWords names={names} plan={plan} dataset={dictionary.title[language]} />
        </Fold>
        <Fold
          id="provenance"
          title={text.provenance}
          note={fill(text.provenanceNote, { reference: data.permit?.reference ?? text.notTold })}
        >
          <Provenance names={names} data={data} />
        </Fold>
      </div>
    </Layout>
  );
}

/** What was taken away, under the class of rule that took it. */
function Withheld({ names, taken }: { names: ReturnType<typeof namesOf>; taken: Taken[] }) {
  const { text } = names;
  const note = taken.length === 1 ? text.withheldNoteOne : fill(text.withheldNote, { count: taken.length });
  return (
    <Fold id="withheld" title={text.withheld} note={note}>
      <p>{text.withheldLead}</p>
      <dl>
        {ruleClasses
          .filter((rule) => taken.some((one) => one.rule === rule))
          .map((rule) => (
            <>
              <dt>{text[`rule_${rule}`]}</dt>
              {taken
                .filter((one) => one.rule === rule)
                .map(({ sentence }) => (
                  <dd>{sentence}</dd>
                ))}
            </>
          ))}
      </dl>
    </Fold>
  );
}

/** The line to the hub, for whoever looks on with a script: what is said when something changed, and when the line is lost. */
function Line({ text, says }: { text: ReturnType<typeof say>; says: string }) {
  return (
    <>
      <p class="unseen" role="status" id="progress-says">
        {says}
      </p>
      <p
        class="quiet"
        id="progress-line"
        data-live={text.lineLive}
        data-lost={text.lineLost}
        data-ended={text.lineEnded}
        data-done={text.lineDone}
        hidden
      />
    </>
  );
}

/** Looking again is the reader's choice: a page that reloads by itself takes the place of whoever reads slowly (WCAG 2.2.2). */
function Watch({ text, id, follows, mayStop }: { text: ReturnType<typeof say>; id: string; follows: boolean; mayStop: boolean }) {
  return (
    <>
      {follows ? <p role="status">{text.followed}</p> : null}
      <p class="by-hand">
        <a class="button" href={follows ? `/studies/${id}?follow=1` : `/studies/${id}`}>
          {text.lookAgain}
        </a>{' '}
        <a class="button quiet" href={follows ? `/studies/${id}` : `/studies/${id}?follow=1`}>
          {follows ? text.unfollow : text.follow}
        </a>
      </p>
      {mayStop ? (
        <details>
          <summary>{text.stopAsk}</summary>
          <form method="post" action={`/studies/${id}/stop`}>
            <p>{text.stopWhat}</p>
            <button type="submit">{text.stop}</button>
          </form>
        </details>
      ) : null}
    </>
  );
}
