// One study as this station met it: who asks, about whom, each question in words, and where the station said no, why.
import type { Entry } from '@sluss/station/journal.ts';
import { fill } from '../../hub/platform/texts.ts';
import { CheckBox, ErrorSummary } from '../../hub/ui/form.tsx';
import { writeCount, writeMoment } from '../../hub/ui/format.ts';
import { Notice } from '../../hub/ui/notice.tsx';
import { Table } from '../../hub/ui/table.tsx';
import { Frame } from '../frame.tsx';
import type { RoundHere, StudyHere } from '../memory-store.ts';
import type { Names } from '../names.ts';
import { Why } from './entry.tsx';

export type StudyData = {
  dataset: string;
  study: StudyHere;
  rounds: RoundHere[];
  refusals: Entry[];
  /** May its set be released: not for this set, or was it? */
  set: 'not declined for it' | 'may be released' | 'released';
};
type Props = { names: Names; data: StudyData; unsure?: boolean };

export function StudyPage({ names, data, unsure = false }: Props) {
  const { text, language } = names;
  const { study, rounds, refusals } = data;
  const title = study.title || text.unsigned;
  return (
    <Frame names={names} title={title} at="overview">
      <p class="kicker">
        {text.study} · {text[`standing_${study.standing}`]} · <time datetime={study.at}>{writeMoment(study.at, language)}</time>
      </p>
      <h1>{title}</h1>
      {unsure ? <ErrorSummary language={language} errors={[{ field: 'sure', message: text.releaseSetSureMissing }]} /> : null}
      {refusals.length > 0 ? (
        <section aria-labelledby="why">
          <h2 id="why">{text.refusals}</h2>
          {refusals.map(({ at, body }) => {
            const { code = '', detail = '' } = body as { code?: string; detail?: string };
            return (
              <article class="refusal">
                <p class="quiet">
                  <time datetime={at}>{writeMoment(at, language)}</time>
                </p>
                <Why names={names} code={code} detail={detail} />
              </article>
            );
          })}
        </section>
      ) : null}
      <ReleaseSet names={names} data={data} />
      <section aria-labelledby="asked">
        <h2 id="asked">{text.asked}</h2>
        {study.document ? <Facts names={names} data={data} /> : <p>{text.unsignedLead}</p>}
      </section>
      {study.document ? (
        <section aria-labelledby="rounds">
          <h2 id="rounds">{text.roundsTitle}</h2>
          {rounds.length === 0 ? <p>{text.roundsNone}</p> : <Rounds names={names} rounds={rounds} />}
        </section>
      ) : null}
      <p>
        <a href={`/log?study=${study.hash}`}>{text.log}</a>
      </p>
    </Frame>
  );
}

function Facts({ names, data: { study, dataset } }: Props) {
  const { text, language } = names;
  const { document: plan, permit, persons, leftOut } = study;
  if (!plan || !permit) return null;
  const variables = names.variables(plan.complete_on);
  const conditions = names.list(plan.filter.map(names.condition));
  const groups = plan.groups.map((group) =>
    fill(group.length === 1 ? text.groupAlone : text.groupSum, { stations: names.stations(group) }),
  );
  return (
    <dl>
      <dt>{text.asks}</dt>
      <dd>{permit.holder_org}</dd>
      <dt>{text.purpose}</dt>
      <dd>{names.purpose(permit.purpose)}</dd>
      <dt>{text.about}</dt>
      <dd>
        {plan.filter.length > 0
          ? fill(text.aboutFilter, { dataset, conditions, variables })
          : fill(text.aboutAll, { dataset, variables })}
      </dd>
      {persons === null ? null : (
        <>
          <dt>{text.persons}</dt>
          <dd>
            {fill(text.personsHere, { persons: writeCount(persons, language) })}
            {leftOut > 0 ? ` ${fill(text.personsLeftOut, { count: writeCount(leftOut, language) })}` : null}
          </dd>
        </>
      )}
      <dt>{text.methods}</dt>
      <dd>{names.list(names.methodsOf(plan))}</dd>
      <dt>{text.together}</dt>
      <dd>{groups.join('; ')}</dd>
      <dt>{text.release}</dt>
      <dd>{text[`release_${plan.release}`]}</dd>
      <dt>{text.permit}</dt>
      <dd>
        <code>{fill(text.permitVersion, { id: permit.id, version: permit.version })}</code>
      </dd>
    </dl>
  );
}

function Rounds({ names, rounds }: { names: Names; rounds: RoundHere[] }) {
  const { text, language } = names;
  return (
    <>
      <p>{text.roundsLead}</p>
      <Table
        caption={text.roundsTitle}
        hideCaption
        columns={[
          { title: text.round },
          { title: text.asked },
          { title: text.over },
          { title: text.when },
          { title: text.openedColumn },
        ]}
        rows={rounds.map(({ round, attempt, questions, members, at, opened }) => ({
          key: attempt > 0 ? `${round + 1}:${attempt + 1}` : `${round + 1}`,
          cells: [
            <ul class="plain">
              {questions.map((question) => (
                <li>{names.question(question)}</li>
              ))}
            </ul>,
            members.length === 1 ? text.overAlone : fill(text.overStations, { count: members.length }),
            <time datetime={at}>{writeMoment(at, language)}</time>,
            opened ? text.openedYes : text.openedNo,
          ],
        }))}
      />
    </>
  );
}

function ReleaseSet({ names, data: { set, study }, unsure }: Props) {
  const { text } = names;
  if (set === 'not declined for it') return null;
  if (set === 'released')
    return (
      <Notice kind="good">
        <p>{text.releasedAlready}</p>
      </Notice>
    );
  return (
    <section aria-labelledby="release">
      <h2 id="release">{text.releaseSetTitle}</h2>
      <p>{fill(text.releaseSetLead, { stations: names.stations(study.set) })}</p>
      <form method="post" action={`/studies/${study.hash}/release-set`}>
        <CheckBox name="sure" label={text.releaseSetSure} {...(unsure ? { error: text.releaseSetSureMissing } : {})} />
        <p class="actions">
          <button type="submit">{text.releaseSet}</button>
        </p>
      </form>
    </section>
  );
}
