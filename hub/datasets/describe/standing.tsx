// On a dataset's page: when its holders last checked that the description is right; and for who answers for it, what to do and by when.
import type { Actor } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { ButtonForm } from '../../ui/form.tsx';
import { writeDay } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import type { DatasetFacts } from '../views.ts';
import { holdersFor, type OwnDataset } from './actions.ts';
import type { Standing } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
type Props = { language: Language; facts: DatasetFacts };

/** A day of the calendar, written so that no time zone moves it. */
export const writeCalendarDay = (day: string, language: Language) => writeDay(`${day}T12:00:00Z`, language);

export function Verified({ language, facts: { standings, holders } }: Props) {
  const text = say(language);
  const nameOf = (id: string) => holders.find((holder) => holder.id === id)?.name ?? id;
  const isFine = standings.length > 0 && standings.every(({ checkedAt, state }) => checkedAt && state !== 'late');
  return (
    <div class="verified" id="verified">
      <h3>{text.verified}</h3>
      {standings.length === 0 ? <p>{text.verifiedNobody}</p> : null}
      {isFine && standings.length > 1 ? <p>{text.verifiedAll}</p> : null}
      <ul>
        {standings.map(({ holder, checkedAt, since, due, state }) => (
          <li>
            {fill(checkedAt ? text.verifiedOn : text.verifiedNever, {
              holder: nameOf(holder),
              day: writeDay((checkedAt ?? since).toISOString(), language),
            })}
            {state === 'late' ? <strong>, {fill(text.verifiedLate, { day: writeCalendarDay(due, language) })}</strong> : null}
          </li>
        ))}
      </ul>
      <p class="quiet small">{text.verifiedLaw}</p>
    </div>
  );
}

/** What just happened, said once: by the address. */
export type Done = 'saved' | 'checked' | undefined;

export function ForThoseWhoDescribe({ language, facts, visitor, done }: Props & { visitor: Actor | null; done: Done }) {
  const text = say(language);
  const { dataset, standings } = facts;
  if (!may(visitor, 'dataset.describe', { stations: dataset.stations })) return null;
  const own = standings.filter(({ holder }) => holdersFor(visitor, dataset).includes(holder));
  const first = [...own].sort((a, b) => (a.due < b.due ? -1 : 1))[0];
  const day = first?.checkedAt && writeDay(first.checkedAt.toISOString(), language);
  return (
    <>
      {done === 'saved' ? <Notice kind="good">{<p>{text.saved}</p>}</Notice> : null}
      {done === 'checked' && first && day ? (
        <Notice kind="good">
          <p>{fill(text.thanks, { day, due: writeCalendarDay(first.due, language) })}</p>
        </Notice>
      ) : null}
      <section class="own-dataset" aria-labelledby="own-dataset">
        <h2 id="own-dataset">{first ? text.ownTitle : text.describe}</h2>
        {first ? (
          <p class={first.state === 'fresh' ? undefined : 'attention'} id="own-due">
            {fill(text[`ownDue_${first.state}`], { day: writeCalendarDay(first.due, language) })}{' '}
            {first.state === 'fresh' ? null : text.ownCheck}
          </p>
        ) : (
          <p>{text.forAdvisor}</p>
        )}
        <div class="actions">
          {first ? (
            <ButtonForm
              action={`/datasets/${dataset.id}/check`}
              label={text.stillTrue}
              look={first.state === 'fresh' ? 'quiet' : 'main'}
              describedBy="own-due"
            />
          ) : null}
          <a href={`/datasets/${dataset.id}/description`}>{text.describe}</a>
          {[...facts.holders, ...(facts.body ? [facts.body] : [])]
            .filter(({ id }) => may(visitor, 'organisation.describe', { organisation: id }))
            .map(({ id, name }) => (
              <a href={`/organisations/${id}/description`}>{fill(text.describeOrganisation, { name })}</a>
            ))}
        </div>
      </section>
    </>
  );
}

/** On the page of all datasets: one's own, with the check that presses most. */
export function OwnDatasets({ language, own }: { language: Language; own: OwnDataset[] }) {
  const text = say(language);
  if (own.length === 0) return null;
  return (
    <section class="own-dataset" aria-labelledby="own-datasets">
      <h2 id="own-datasets">{text.ownDatasets}</h2>
      <ul>
        {own.map(({ dataset, standing }) => (
          <li>
            <a href={`/datasets/${dataset.id}`}>{dataset.dictionary.title[language]}</a>
            {standing ? (
              <>
                . <DescriptionDue language={language} standing={standing} />
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function DescriptionDue({ language, standing: { state, due } }: { language: Language; standing: Standing }) {
  return (
    <span class={state === 'fresh' ? 'quiet' : 'attention'}>
      {fill(say(language)[`ownDue_${state}`], { day: writeCalendarDay(due, language) })}
    </span>
  );
}
