// How one variable is distributed: a small picture, and the table behind it, for all stations and for each.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import type { Cell } from '@sluss/protocol/profile.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { type Bin, Histogram, ShareBar } from '../ui/bars.tsx';
import { writeCount, writeList, writeShare, writeShort } from '../ui/format.ts';
import { type Row, Table } from '../ui/table.tsx';
import { addUp, missingShare, spreadOf, type Tables, variableOfProfile } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export type StationTables = { title: string; profile: Tables }[];
type Props = { variable: Variable; tables: StationTables; language: Language };

/** Categories with more levels than this are shown by their most common ones. */
const mostBars = 5;

export function Distribution({ variable, tables, language }: Props) {
  const text = say(language);
  const profiles = tables.map(({ profile }) => profile);
  const sum = addUp(variable, profiles);
  if (!sum) return <p class="quiet">{text.notPublished}</p>;
  const name = variable.title[language];
  const bins = variable.type === 'number' ? spreadOf(variable, profiles) : [];
  const isShown = sum.cells.length > 0 || bins.length > 0;
  return (
    <>
      {!isShown ? (
        <p class="quiet">{text.allTogether}</p>
      ) : variable.type === 'number' ? (
        <NumberPicture bins={bins} name={name} variable={variable} language={language} />
      ) : (
        <LevelPicture cells={sum.cells} variable={variable} language={language} />
      )}
      <details>
        <summary>
          {text.numbers}
          <span class="unseen">: {name}</span>
        </summary>
        <Table
          caption={fill(text.distributionOf, { variable: name })}
          hideCaption
          columns={[{ title: rangeTitle(variable, language) }, { title: text.persons, number: true }]}
          rows={[
            ...(sum.cells.length > 0
              ? rowsOf(sum.cells, variable, language, sumTitle(sum.stations.length, tables.length, language))
              : []),
            ...tables.flatMap((one) => stationRows(one, variable, language)),
          ]}
        />
        {sum.merged.length > 0 && sum.cells.length > 0 ? (
          <p class="quiet">{fill(text.notInSum, { stations: writeList(titlesOf(sum.merged, tables), language) })}</p>
        ) : null}
      </details>
    </>
  );
}

const titlesOf = (ids: string[], tables: StationTables) =>
  tables.filter(({ profile }) => ids.includes(profile.station)).map(({ title }) => title);

function sumTitle(stations: number, all: number, language: Language): string {
  const text = say(language);
  return stations === all ? text.together : fill(text.togetherOf, { stations, all });
}

function rangeTitle(variable: Variable, language: Language): string {
  const text = say(language);
  return variable.type === 'category'
    ? text.level
    : variable.unit && variable.unit !== '1'
      ? `${text.from} … ${text.to}, ${unitOf(variable, language)}`
      : `${text.from} … ${text.to}`;
}

export function unitOf(variable: Variable, language: Language): string {
  if (variable.type !== 'number' || variable.unit === '1') return '';
  const words: Record<string, string> = say(language);
  return words[`unit_${variable.unit}`] ?? variable.unit;
}

function NumberPicture(props: { bins: Bin[]; name: string; variable: Variable; language: Language }) {
  const { bins, name, variable, language } = props;
  const [low, high] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 0];
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  // Half of all lie below the end of this cell, and not below its beginning.
  let before = 0;
  const middle = bins.find(({ count }) => {
    before += count;
    return before >= total / 2;
  });
  const values = {
    variable: name,
    from: writeShort(middle?.from ?? low, language),
    to: writeShort(middle?.to ?? high, language),
  };
  const unit = unitOf(variable, language);
  return (
    <div class="spread">
      <Histogram bins={bins} summary={fill(say(language).histogram, values)} />
      <p class="scale" aria-hidden="true">
        <span>{writeShort(low, language)}</span>
        <span>
          {writeShort(high, language)} {unit}
        </span>
      </p>
    </div>
  );
}

function LevelPicture({ cells, variable, language }: { cells: Cell[]; variable: Variable; language: Language }) {
  const total = cells.reduce((sum, { persons }) => sum + persons, 0);
  const shown = cells.length > mostBars ? [...cells].sort((a, b) => b.persons - a.persons).slice(0, mostBars) : cells;
  return (
    <ul class="levels">
      {shown.map((cell) => (
        <li>
          <span>{cellTitle(cell, variable, language)}</span>
          <ShareBar share={cell.persons / total} />
          <span class="number">{writeShare(cell.persons / total, language)}</span>
        </li>
      ))}
      {cells.length > shown.length ? (
        <li class="quiet">{fill(say(language).moreLevels, { count: cells.length - shown.length })}</li>
      ) : null}
    </ul>
  );
}

function cellTitle(cell: Cell, variable: Variable, language: Language): string {
  if ('from' in cell) return `${writeShort(Number(cell.from), language)} … ${writeShort(Number(cell.to), language)}`;
  const levels = variable.type === 'category' ? variable.levels : [];
  return cell.levels.map((id) => levels.find((level) => level.id === id)?.title[language] ?? id).join(', ');
}

function rowsOf(cells: Cell[], variable: Variable, language: Language, group: string): Row[] {
  return cells.map((cell) => ({ key: cellTitle(cell, variable, language), cells: [writeCount(cell.persons, language)], group }));
}

function stationRows({ title, profile }: StationTables[number], variable: Variable, language: Language): Row[] {
  const text = say(language);
  const found = variableOfProfile(profile, variable.id);
  if (!found) return [{ key: text.notPublishedShort, cells: ['–'], group: title }];
  const few = fill(text.fewerThan, { k: profile.k });
  return [
    ...(found.cells.length > 0
      ? rowsOf(found.cells, variable, language, title)
      : [{ key: text.hasValue, cells: [few], group: title }]),
    { key: text.noValue, cells: [found.missing === null ? few : writeCount(found.missing, language)], group: title },
  ];
}

/** "12 % lack it", as closely as it is told. */
export function MissingInWords({ variable, tables, language }: Props) {
  const text = say(language);
  const share = missingShare(
    variable.id,
    tables.map(({ profile }) => profile),
  );
  if (!share) return null;
  if (share.to < 0.05) return <>{fill(text.missingFew, { to: writeShare(Math.max(0.01, share.to), language) })}</>;
  const [from, to] = [writeShare(share.from, language), writeShare(share.to, language)];
  return <>{from === to ? fill(text.missingShare, { share: from }) : fill(text.missingBetween, { from, to })}</>;
}
