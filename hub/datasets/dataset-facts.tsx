// Of one dataset: where it is and with what limits, what is told of its quality, what access costs and how long it takes.
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeAgo, writeCount, writeDay, writeNumber } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import { whereIs } from './list-page.tsx';
import { elements } from './quality.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import type { DatasetFacts, StationFacts } from './views.ts';

const say = texts(sv, en);
type Props = { language: Language; facts: DatasetFacts };

/** A station asks for work at least once a minute. */
const silentAfter = 90;

export function Stations({ language, facts }: Props) {
  const text = say(language);
  const { stations, profiles } = facts;
  const personsAt = (id: string) => profiles.find(({ profile }) => profile.station === id)?.profile.persons;
  return (
    <section aria-labelledby="stations">
      <h2 id="stations">{text.part_stations}</h2>
      <p>{text.stationsLead}</p>
      {stations.length === 0 ? <p class="notice">{text.noStations}</p> : null}
      {stations.length > 0 ? (
        <Table
          caption={text.part_stations}
          hideCaption
          columns={[
            { title: text.station },
            { title: text.holder },
            { title: text.persons, number: true },
            { title: text.heard },
            { title: text.ownLimits },
          ]}
          rows={stations.map((station) => {
            const persons = personsAt(station.id);
            return {
              key: station.title,
              cells: [
                station.holder ? (
                  <>
                    {station.holder.name}
                    <br />
                    <span class="quiet">{whereIs(station.holder, language)}</span>
                  </>
                ) : (
                  ''
                ),
                persons === undefined ? (
                  <span class="quiet">{text.notTold}</span>
                ) : (
                  fill(text.about, { count: writeCount(persons, language) })
                ),
                <Heard language={language} seconds={station.secondsSilent} />,
                limitsInWords(station.policy, language),
              ],
            };
          })}
        />
      ) : null}
    </section>
  );
}

function Heard({ language, seconds }: { language: Language; seconds: number | null }) {
  const text = say(language);
  if (seconds === null) return <span class="away">{text.heardNever}</span>;
  if (seconds < silentAfter) return <span class="here">{text.heardNow}</span>;
  return <span class="away">{writeAgo(seconds, language)}</span>;
}

function limitsInWords(policy: StationFacts['policy'], language: Language): string {
  const text = say(language);
  if (!policy) return '';
  return `${fill(text.limitK, { k: policy.k })} ${policy.release === 'exact' ? text.limitExact : text.limitRounded}`;
}

export function Quality({ language, facts }: Props) {
  const text = say(language);
  const { dataset, quality, holders } = facts;
  const nameOf = (id: string) => holders.find((holder) => holder.id === id)?.name ?? id;
  const recorded: Partial<Record<(typeof elements)[number], string[]>> = {
    a: [
      fill(text.recorded_a, { count: dataset.dictionary.variables.length, licence: dataset.dictionary.licence || text.notTold }),
    ],
    b: [text.recorded_b],
    e: [text.recorded_e],
  };
  return (
    <section aria-labelledby="quality">
      <h2 id="quality">{text.part_quality}</h2>
      <p>{text.qualityLead}</p>
      <dl class="quality">
        {elements.map((element) => {
          const told = quality[element];
          return (
            <>
              <dt>{text[`quality_${element}`]}</dt>
              <dd>
                {(recorded[element] ?? []).map((words) => (
                  <p>{words}</p>
                ))}
                {element === 'a' ? (
                  <p class="small">
                    <a href={`/api/v1/datasets/${dataset.id}`}>{text.dictionaryLink}</a>
                  </p>
                ) : null}
                {told ? (
                  <>
                    {told.text[language].split(/\n+/).map((paragraph) => (
                      <p>{paragraph}</p>
                    ))}
                    <p class="quiet small">
                      {fill(text.toldBy, { who: nameOf(told.by), day: writeDay(told.at.toISOString(), language) })}
                    </p>
                  </>
                ) : (
                  <p class="quiet">{recorded[element] ? text.nothingMoreTold : text.notToldYet}</p>
                )}
              </dd>
            </>
          );
        })}
      </dl>
    </section>
  );
}

export function Access({ language, facts }: Props) {
  const text = say(language);
  const { body, holders, experience } = facts;
  const fees = [...(body ? [body] : []), ...holders].flatMap(({ name, fees: told }) =>
    told ? [{ name, words: told[language] }] : [],
  );
  return (
    <section aria-labelledby="access">
      <h2 id="access">{text.part_access}</h2>
      <dl>
        <dt>{text.whoDecides}</dt>
        <dd>{body ? body.name : text.noBody}</dd>
        <dt>{text.cost}</dt>
        <dd>
          {fees.map(({ name, words }) => (
            <p>
              <strong>{name}:</strong> {words}
            </p>
          ))}
          {fees.length === 0 ? <p>{text.costNotTold}</p> : null}
          <p>{text.costLaw}</p>
        </dd>
        <dt>{text.time}</dt>
        <dd>
          <p>{text.timeLaw}</p>
          <p>{experienceInWords(facts, language)}</p>
          {experience ? null : <p class="quiet">{text.timeNone}</p>}
          <p>{text.timeAfter}</p>
        </dd>
        <dt>{text.whatYouGet}</dt>
        <dd>{text.whatYouGetWords}</dd>
        <dt>{text.usedFor}</dt>
        <dd>
          <a href="/register">{usedInWords(facts.applications, language)}</a>
        </dd>
      </dl>
    </section>
  );
}

function usedInWords(count: number, language: Language): string {
  const text = say(language);
  return count === 0 ? text.usedForNone : count === 1 ? text.usedForOne : fill(text.usedForMany, { count });
}

function experienceInWords({ experience }: DatasetFacts, language: Language): string {
  const text = say(language);
  if (!experience) return '';
  const { decided, medianDays } = experience;
  const days =
    medianDays < 1
      ? text.lessThanADay
      : fill(text.days, { days: writeNumber(medianDays, medianDays < 10 && medianDays % 1 ? 1 : 0, language) });
  return fill(decided === 1 ? text.timeHereOne : text.timeHere, { count: decided, days });
}
