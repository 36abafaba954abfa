// Sweden's regions as a map of links with counts, and beside it the same as a list: what is heard and tabbed through.
import type { Child } from 'hono/jsx';
import { type Language, texts } from '../../platform/texts.ts';
import { writeList } from '../format.ts';
import en from '../texts.en.json' with { type: 'json' };
import sv from '../texts.sv.json' with { type: 'json' };
import { swedishRegions } from './sweden.ts';

const say = texts(sv, en);

export type RegionCount = {
  /** Two digits: "01" is Stockholm. */
  code: string;
  count: number;
  href: string;
  /** The one that the page shows now. */
  current?: boolean;
};

export type RegionMapProps = {
  language: Language;
  /** What the list is: "Datasets by region". */
  label: string;
  /** Regions that are left out have nothing, and are not links: they are named together, below the list. */
  regions: RegionCount[];
  /** Outside Sweden, in the list only. */
  elsewhere?: { name: string; count: number; href: string; current?: boolean }[];
  /** "3 datasets", heard after each name. */
  counted: (count: number) => string;
  /** What is said where no region has anything: how one comes to be here. */
  none?: Child;
};

/** None, one, some, many: three waters. */
const shade = (count: number, most: number) => (count === 0 ? 0 : count === most ? 3 : count > most / 3 ? 2 : 1);

export function RegionMap({ language, label, regions, elsewhere = [], counted, none }: RegionMapProps) {
  const found = new Map(regions.map((one) => [one.code, one]));
  const most = Math.max(1, ...regions.map((one) => one.count));
  const known = swedishRegions.map((region) => ({ ...region, here: found.get(region.code) }));
  const empty = known.filter(({ here }) => !here).map(({ region }) => region);
  return (
    <div class={found.size === 0 ? 'regions none-yet' : 'regions'}>
      {/* The list says the same; whoever hears or tabs is not led through Sweden twice. */}
      <svg class="map" viewBox="0 0 210 470" aria-hidden="true">
        {known.map(({ path, region, here }) => {
          const outline = <path class={`water-${shade(here?.count ?? 0, most)}${here?.current ? ' chosen' : ''}`} d={path} />;
          if (!here) return outline;
          return (
            <a href={here.href} tabindex={-1}>
              <title>
                {region}: {counted(here.count)}
              </title>
              {outline}
            </a>
          );
        })}
        {known.map(({ at: [x, y], here }) =>
          here && here.count > 0 ? (
            <g class="counted">
              <circle cx={x} cy={y} r="9" />
              <text x={x} y={y + 4} text-anchor="middle">
                {here.count}
              </text>
            </g>
          ) : null,
        )}
      </svg>
      <nav aria-label={label}>
        <ul>
          {known.map(({ region, here }) =>
            here ? (
              <li class={here.count ? '' : 'none'}>
                <a href={here.href} aria-current={here.current ? 'true' : undefined}>
                  {region}
                </a>
                <Count count={here.count} counted={counted} />
              </li>
            ) : null,
          )}
          {elsewhere.map(({ name, href, count, current }, at) => (
            <li class={at === 0 && regions.length > 0 ? 'elsewhere' : ''}>
              <a href={href} aria-current={current ? 'true' : undefined}>
                {name}
              </a>
              <Count count={count} counted={counted} />
            </li>
          ))}
        </ul>
        {found.size === 0 ? none : null}
        {empty.length > 0 && found.size > 0 ? (
          <p class="quiet">
            {say(language).nothingYet} {writeList(empty, language)}.
          </p>
        ) : null}
      </nav>
    </div>
  );
}

function Count({ count, counted }: { count: number; counted: (count: number) => string }) {
  return (
    <>
      <span aria-hidden="true">{count}</span>
      <span class="unseen">: {counted(count)}</span>
    </>
  );
}
