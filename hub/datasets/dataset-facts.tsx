// Of one dataset: where it is and with what limits, what is told of its quality, what access costs and how long it takes.
import type { Organisation } from '../organisations/actions.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeAgo, writeCount, writeDay, writeNumber } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import { Verified, writeCalendarDay } from './describe/standing.tsx';
import { type Element, elements, type Quality as QualityTold, type Told } from './quality.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import type { DatasetFacts, StationFacts } from './views.ts';
import { whereIs } from './where.tsx';

const say = texts(sv, en);
type Props = { language: Language; facts: DatasetFacts };

/** A station asks for work at least once a minute. */
const silentAfter = 90;

export function Stations({ language, facts }: Props) {
  const text = say(language);
  const { stations, tables } = facts;
  const personsAt = (id: string) => tables.find((one) => one.station === id)?.persons;
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

/** What Sluss itself knows of an element of the label. */
export function recordedOf({ dataset: { dictionary } }: DatasetFacts, element: Element, language: Language): string | undefined {
  const text = say(language);
  if (element === 'a')
    return fill(text.recorded_a, { count: dictionary.variables.length, licence: dictionary.licence || text.notTold });
  return element === 'b' ? text.recorded_b : element === 'e' ? text.recorded_e : undefined;
}

/** `told`: to be shown instead of what is told now, before it is saved. */
export function Quality({ language, facts, told = facts.quality, heading }: Props & { told?: QualityTold; heading?: 'h3' }) {
  const text = say(language);
  const Heading = heading ?? 'h2';
  return (
    <section aria-labelledby={heading ? undefined : 'quality'}>
      <Heading id={heading ? undefined : 'quality'}>{text.part_quality}</Heading>
      <p>{text.qualityLead}</p>
      <dl>
        {elements.map((element) => {
          const recorded = recordedOf(facts, element, language);
          return (
            <>
              <dt>{text[`quality_${element}`]}</dt>
              <dd>
                {recorded ? <p>{recorded}</p> : null}
                {element === 'a' ? (
                  <p class="small">
                    <a href={`/api/v1/datasets/${facts.dataset.id}`}>{text.dictionaryLink}</a>
                  </p>
                ) : null}
                {told[element] ? (
                  <ToldText language={language} facts={facts} told={told[element]} />
                ) : (
                  <p class="quiet">{recorded ? text.nothingMoreTold : text.notToldYet}</p>
                )}
              </dd>
            </>
          );
        })}
      </dl>
      {heading ? null : <Verified language={language} facts={facts} />}
    </section>
  );
}

/** More about the dataset, and the words that it is also found by. */
export function About({ language, facts, told = facts.quality }: Props & { told?: QualityTold }) {
  const text = say(language);
  const words = told.keywords?.text[language] || told.keywords?.text[language === 'sv' ? 'en' : 'sv'];
  if (!told.about && !words) return null;
  return (
    <div class="about">
      {told.about ? <ToldText language={language} facts={facts} told={told.about} /> : null}
      {words ? (
        <p class="small">
          <span class="quiet">{text.keywords}</span> {words}
        </p>
      ) : null}
    </div>
  );
}

/** In the page's language; in the other one, and marked as such, where it is told in that one only. */
function ToldText({ language, facts, told }: Props & { told: Told }) {
  const text = say(language);
  const other: Language = language === 'sv' ? 'en' : 'sv';
  const from = told.text[language] ? language : other;
  return (
    <>
      {told.text[from].split(/\n+/).map((paragraph) => (
        <p lang={from === language ? undefined : from}>{paragraph}</p>
      ))}
      <p class="quiet small">
        {fill(text.toldBy, {
          who: facts.organisationNames.get(told.by) ?? told.by,
          day: writeDay(told.at.toISOString(), language),
        })}
        {from === language ? null : ` (${text[`onlyIn_${from}`]})`}
      </p>
    </>
  );
}

export function Access({ language, facts }: Props) {
  const text = say(language);
  const { body, holders, experience, deadline } = facts;
  const calendarDay = (day: string) => writeCalendarDay(day, language);
  const fees = [...(body ? [body] : []), ...holders].flatMap((one) => (one.fees ? [{ ...one, fees: one.fees }] : []));
  return (
    <section aria-labelledby="access">
      <h2 id="access">{text.part_access}</h2>
      <dl>
        <dt>{text.whoDecides}</dt>
        <dd>{body ? body.name : text.noBody}</dd>
        <dt>{text.cost}</dt>
        <dd>
          {fees.map((one) => (
            <Fees language={language} organisation={one} facts={facts} />
          ))}
          {fees.length === 0 ? <p>{text.costNotTold}</p> : null}
          <p>{text.costLaw}</p>
          {body ? <p>{fill(text.costReduced, { body: body.name })}</p> : null}
        </dd>
        <dt>{text.time}</dt>
        <dd>
          <p>{text.timeLaw}</p>
          <p>{fill(text.timeToday, { day: calendarDay(deadline.decide), later: calendarDay(deadline.extended) })}</p>
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

type WithFees = Organisation & { fees: { sv: string; en: string } };

function Fees({ language, organisation, facts }: Props & { organisation: WithFees }) {
  const text = say(language);
  const { name, fees, described_by, described_at } = organisation;
  const from = fees[language] ? language : language === 'sv' ? 'en' : 'sv';
  return (
    <p>
      <strong>{name}:</strong> {from === language ? fees[from] : <span lang={from}>{fees[from]}</span>}{' '}
      {described_at ? (
        <span class="quiet small">
          {fill(text.toldBy, {
            who: facts.organisationNames.get(described_by ?? '') ?? name,
            day: writeDay(described_at.toISOString(), language),
          })}
        </span>
      ) : null}
    </p>
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
