// Who the persons are and how two divisions go together: tables with small pictures in them.
import { fill } from '../../platform/texts.ts';
import { Histogram, ShareBar } from '../../ui/bars.tsx';
import { BarChart, type BarChartSpec } from '../../ui/charts/bar-chart.tsx';
import { Fold } from '../../ui/fold.tsx';
import { decimalsFor, writeCount, writeList, writeNumber, writeProbability, writeShare, writeShort } from '../../ui/format.ts';
import { Table } from '../../ui/table.tsx';
import type { Axis, Names } from '../names.ts';
import type { Crosstab, Description } from './shapes.ts';

const quantileOf = (quantiles: { share: number; value: number }[], share: number) =>
  quantiles.find((one) => one.share === share)?.value;

type DescriptionProps = { id: string; names: Names; description: Description; missing: Record<string, number | null>; k: number };

export function DescriptionResult({ id, names, description, missing, k }: DescriptionProps) {
  const { text, language } = names;
  const { frame, numbers, categories } = description;
  const n =
    frame.n === null
      ? text.notTold
      : frame.rounded
        ? fill(text.nearly, { n: writeCount(frame.n, language) })
        : writeCount(frame.n, language);
  const lost = (id: string) =>
    missing[id] === undefined ? text.notTold : missing[id] === null ? fill(text.fewer, { k }) : writeCount(missing[id], language);
  const pictured = numbers.filter(({ bins }) => bins.length > 1);
  return (
    <>
      <p class="lead">{fill(text.describeLead, { n, all: writeCount(frame.inFilter, language) })}</p>
      {pictured.length > 0 ? (
        <>
          <h3 class="unseen">{text.distributions}</h3>
          <div class="charts three">
            {pictured.map((summary) => (
              <Distribution names={names} summary={summary} />
            ))}
          </div>
        </>
      ) : null}
      {numbers.length > 0 ? (
        <Fold id={`${id}-measured`} level={3} title={text.describeNumbers} note={text.describeNumbersNote}>
          <Table
            hideCaption
            caption={text.describeNumbers}
            columns={[
              { title: text.variable },
              { title: text.describeShape },
              ...[
                text.describeMean,
                text.describeSd,
                text.describeMedian,
                text.describeQuartiles,
                text.describeTails,
                text.describeMissing,
              ].map((title) => ({
                title,
                number: true as const,
              })),
            ]}
            rows={numbers.map(({ variable, mean, sd, quantiles, bins }) => {
              const decimals = decimalsFor(sd);
              const span = (low: number, high: number) => {
                const [a, b] = [quantileOf(quantiles, low), quantileOf(quantiles, high)];
                return a === undefined || b === undefined
                  ? text.notTold
                  : `${writeNumber(a, decimals, language)}–${writeNumber(b, decimals, language)}`;
              };
              const median = quantileOf(quantiles, 0.5);
              const drawn = bins.flatMap(({ from, to, count }) => (count === null ? [] : [{ from, to, count }]));
              return {
                key: (
                  <>
                    {names.variable(variable)} <small class="quiet">{names.unit(variable)}</small>
                  </>
                ),
                cells: [
                  <Histogram
                    bins={drawn}
                    summary={fill(text.describeShapeSummary, {
                      variable: names.variable(variable),
                      bins: drawn.length,
                      from: writeShort(drawn[0]?.from ?? 0, language),
                      to: writeShort(drawn.at(-1)?.to ?? 0, language),
                    })}
                  />,
                  writeNumber(mean, decimals, language),
                  writeNumber(sd, decimals, language),
                  median === undefined ? text.notTold : writeNumber(median, decimals, language),
                  span(0.25, 0.75),
                  span(0.05, 0.95),
                  lost(variable),
                ],
              };
            })}
          />
          <p class="quiet">{fill(text.describeQuantiles, { k })}</p>
        </Fold>
      ) : null}
      {categories.length > 0 ? (
        <Fold
          id={`${id}-categories`}
          level={3}
          title={text.describeCategories}
          note={writeList(
            categories.map(({ variable }) => names.variableWithin(variable)),
            language,
          )}
        >
          <Table
            hideCaption
            caption={text.describeCategories}
            columns={[
              { title: text.describeLevel },
              { title: text.persons, number: true },
              { title: text.describeShare, number: true },
              { title: text.describeShape, aside: true },
            ]}
            rows={categories.flatMap(({ variable, levels }) => {
              const whole = levels.every(({ count }) => count !== null)
                ? levels.reduce((sum, { count }) => sum + (count ?? 0), 0)
                : null;
              return levels.map(({ levels: ids, count }) => {
                const share = count !== null && whole ? count / whole : null;
                return {
                  group: `${names.variable(variable)} (${text.describeMissing.toLowerCase()}: ${lost(variable)})`,
                  key: ids.map((id) => names.level(variable, id)).join(` ${text.or} `),
                  cells: [
                    count === null ? text.hidden : writeCount(count, language),
                    share === null ? text.notTold : writeShare(share, language),
                    share === null ? null : <ShareBar share={share} />,
                  ],
                };
              });
            })}
          />
        </Fold>
      ) : null}
    </>
  );
}

/** One variable's distribution, bar by bar; bins that hold too few are joined before they come here. */
function Distribution({ names, summary }: { names: Names; summary: Description['numbers'][number] }) {
  const { text, language } = names;
  const { variable, quantiles, sd, bins } = summary;
  const title = [names.variable(variable), names.unit(variable)].filter(Boolean).join(', ');
  const widths = bins.map(({ from, to }) => to - from);
  // Beside a bin that is much narrower, as one value that stands for something of its own is, densities of all others vanish.
  const uneven = Math.max(...widths) > 20 * Math.min(...widths);
  // Where it begins: there is no room for more under a narrow bar, and the table behind says where it ends.
  const begins = (from: number) => `${writeShort(from, language)}–`;
  const write = (share: number) => {
    const value = quantileOf(quantiles, share);
    return value === undefined ? text.notTold : writeNumber(value, decimalsFor(sd), language);
  };
  return (
    <BarChart
      compact
      language={language}
      bars={bins.map(({ from, to }) => (uneven ? { level: begins(from) } : { from, to }))}
      series={[{ name: names.variable(variable), values: bins.map(({ count }) => count) }]}
      across={title}
      up={text.persons}
      summary={fill(text.distributionSummary, {
        variable: names.variable(variable),
        low: write(0.25),
        high: write(0.75),
        median: write(0.5),
      })}
      table={{
        caption: title,
        columns: [{ title: names.variable(variable) }, { title: text.persons, number: true }],
        rows: bins.map(({ from, to, count }) => ({
          key: fill(text.spanOf, { from: writeShort(from, language), to: writeShort(to, language) }),
          cells: [count === null ? text.hidden : writeCount(count, language)],
        })),
      }}
    />
  );
}

/** The share of each group, side by side; what is hidden has no bar. */
export function crosstabBars(names: Names, table: Crosstab, call: { rows: Axis; columns: Axis }): BarChartSpec {
  const { text, language } = names;
  const title = (axis: Axis, ids: string[]) =>
    'variable' in axis ? ids.map((id) => names.level(axis.variable, id)).join(` ${text.or} `) : names.cells(axis.partition, ids);
  const share = (row: number, column: number) => {
    const [cell, whole] = [table.cells[row]?.[column] ?? null, table.rowTotals[row] ?? null];
    return cell === null || !whole ? null : cell / whole;
  };
  return {
    language,
    bars: table.rows.map((ids) => ({ level: title(call.rows, ids) })),
    series: table.columns.map((ids, column) => ({
      name: `${names.axis(call.columns)}: ${title(call.columns, ids)}`,
      values: table.rows.map((_ids, row) => share(row, column)),
    })),
    across: names.axis(call.rows),
    up: text.crosstabUp,
    tick: (value) => writeShare(value, language),
  };
}

function CrosstabPicture({ names, table, call }: { names: Names; table: Crosstab; call: { rows: Axis; columns: Axis } }) {
  const { text, language } = names;
  const spec = crosstabBars(names, table, call);
  const level = (at: number) => {
    const bar = spec.bars[at];
    return bar && 'level' in bar ? bar.level : '';
  };
  const written = (value: number | null) => (value === null ? text.hidden : writeShare(value, language));
  const lines = spec.series.map(
    ({ name, values }) => `${name}: ${values.map((value, at) => `${level(at)} ${written(value)}`).join(', ')}`,
  );
  return (
    <BarChart
      {...spec}
      compact
      summary={fill(text.crosstabSummary, {
        rows: names.axisWithin(call.rows),
        columns: names.axisWithin(call.columns),
        shares: lines.join('; '),
      })}
      caption={fill(text.crosstabPicture, { columns: names.axisWithin(call.columns) })}
      table={{
        caption: fill(text.crosstabPicture, { columns: names.axisWithin(call.columns) }),
        columns: [{ title: names.axis(call.rows) }, ...spec.series.map(({ name }) => ({ title: name, number: true as const }))],
        rows: table.rows.map((_ids, row) => ({
          key: level(row),
          cells: spec.series.map(({ values }) => written(values[row] ?? null)),
        })),
      }}
    />
  );
}

export function CrosstabResult({ names, table, call }: { names: Names; table: Crosstab; call: { rows: Axis; columns: Axis } }) {
  const { text, language } = names;
  const title = (axis: Axis, ids: string[]) =>
    'variable' in axis ? ids.map((id) => names.level(axis.variable, id)).join(` ${text.or} `) : names.cells(axis.partition, ids);
  const count = (value: number | null) => (value === null ? text.hidden : writeCount(value, language));
  const cell = (value: number | null, whole: number | null) =>
    value === null || !whole ? count(value) : `${count(value)} (${writeShare(value / whole, language)})`;
  const { test } = table;
  return (
    <div class="picture-and-table">
      <CrosstabPicture names={names} table={table} call={call} />
      <div>
        <Table
          caption={fill(text.crosstabCaption, {
            rows: names.axisWithin(call.rows),
            columns: names.axisWithin(call.columns),
          })}
          columns={[
            { title: names.axis(call.rows) },
            ...table.columns.map((ids) => ({
              title: `${names.axis(call.columns)}: ${title(call.columns, ids)}`,
              number: true as const,
            })),
            { title: text.crosstabTotal, number: true },
          ]}
          rows={[
            ...table.rows.map((ids, i) => ({
              key: title(call.rows, ids),
              cells: [
                ...(table.cells[i] ?? []).map((value) => cell(value, table.rowTotals[i] ?? null)),
                count(table.rowTotals[i] ?? null),
              ],
            })),
            {
              key: text.crosstabTotal,
              cells: [...table.columnTotals.map((value) => cell(value, table.total)), count(table.total)],
            },
          ]}
        />
        <p>{test ? testWords(names, test) : text.crosstabNone}</p>
        {test?.smallExpected ? <p class="notice">{text.crosstabSmall}</p> : null}
      </div>
    </div>
  );
}

export function testWords({ text, language }: Names, test: NonNullable<Crosstab['test']>): string {
  if (test.statistic === null || test.p === null)
    return test.verdict === null
      ? text.crosstabNoVerdict
      : fill(text.crosstabVerdict, { limit: writeShort(test.verdict, language) });
  const statistic = writeShort(Number(test.statistic.toPrecision(3)), language);
  return fill(text.crosstabTest, { statistic, df: test.df, p: writeProbability(test.p, language) });
}
