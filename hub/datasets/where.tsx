// Where data are: the map and the list of places that narrow a search, and places by their names.
import { fill, type Language, texts } from '../platform/texts.ts';
import { RegionMap } from '../ui/charts/region-map.tsx';
import { swedishRegions } from '../ui/charts/sweden.ts';
import { type Counted, type Found, placeOf, type Search } from './search.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
type Text = ReturnType<typeof say>;
/** The address of the same search with something changed. */
export type Address = (change: Partial<Search>) => string;

const countriesIn = (places: Counted[]) => places.map(({ id }) => id).filter((id) => /^[A-Z]{2}$/.test(id) && id !== 'SE');

export function Where(props: { text: Text; language: Language; search: Search; found: Found; address: Address }) {
  const { text, language, search, found, address } = props;
  const counts = new Map(found.places.map(({ id, count }) => [id, count]));
  const counted = (count: number) => fill(count === 1 ? text.datasetOne : text.datasetMany, { count });
  const choose = (place: string) => address({ place: search.place === place ? '' : place });
  const regions = swedishRegions
    .filter(({ code }) => counts.has(code))
    .map(({ code }) => ({ code, count: counts.get(code) ?? 0, href: choose(code), current: search.place === code }));
  const elsewhere = [
    ...listed(found.places, ['SE'], language).map((one) => ({ ...one, name: text.wholeSweden })),
    ...listed(found.places, ['outside'], language),
    ...listed(found.places, countriesIn(found.places), language),
  ].map(({ id, name, count }) => ({ name, count, href: choose(id), current: search.place === id }));
  return (
    <section aria-labelledby="where">
      <h2 id="where">{text.whereTitle}</h2>
      <p>{regions.length > 0 ? text.whereLead : text.whereLeadAbroad}</p>
      <RegionMap
        {...{ language, regions, elsewhere, counted }}
        label={text.whereTitle}
        none={
          <div class="how-to-join">
            <h3>{text.noRegionTitle}</h3>
            <p>{text.noRegion}</p>
            <ol>
              <li>{text.joinFirst}</li>
              <li>{text.joinSecond}</li>
              <li>{text.joinThird}</li>
            </ol>
          </div>
        }
      />
      {found.holders.length > 0 ? (
        <>
          <h3 id="holders">{text.holders}</h3>
          <dl class="holders-by-place">
            {holdersByPlace(found.holders, language).map(({ place, holders }) => (
              <>
                <dt>{placeName(place, language)}</dt>
                <dd>
                  <ul class="holders">
                    {holders.map(({ id, name, count }) => (
                      <li>
                        <a
                          href={address({ holder: search.holder === id ? '' : id })}
                          aria-current={search.holder === id ? 'true' : undefined}
                        >
                          {name}
                        </a>
                        <span aria-hidden="true">{count}</span>
                        <span class="unseen">: {counted(count)}</span>
                      </li>
                    ))}
                  </ul>
                </dd>
              </>
            ))}
          </dl>
        </>
      ) : null}
    </section>
  );
}

/** All of Sweden, its regions in the order of their codes, then other countries by name. */
function holdersByPlace(holders: Found['holders'], language: Language) {
  const order = swedishRegions.map(({ code }) => code);
  const rank = (place: string) => (place === 'SE' ? -1 : order.includes(place) ? order.indexOf(place) : order.length);
  return [...Map.groupBy(holders, ({ place }) => place)]
    .map(([place, all]) => ({ place, holders: all }))
    .sort(
      (a, b) =>
        rank(a.place) - rank(b.place) || placeName(a.place, language).localeCompare(placeName(b.place, language), language),
    );
}

function listed(places: Counted[], ids: string[], language: Language) {
  return places
    .filter(({ id }) => ids.includes(id))
    .map((one) => ({ ...one, name: placeName(one.id, language) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A region's or a country's name, from its code. */
export function placeName(code: string, language: Language): string {
  const text = say(language);
  if (code === 'outside') return text.outside;
  if (/^\d\d$/.test(code)) return swedishRegions.find((region) => region.code === code)?.county ?? code;
  return countryName(code, language);
}

function countryName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function whereIs(holder: { country: string; region: string | null }, language: Language): string {
  const place = placeOf(holder);
  return place === 'SE' || !/^\d/.test(place)
    ? placeName(place, language)
    : `${placeName(place, language)}, ${placeName('SE', language)}`;
}
