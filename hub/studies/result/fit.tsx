// A regression's estimates: a forest plot, the table behind it, and how to read them.
import { fill } from '../../platform/texts.ts';
import { decimalsFor, decimalsOf, writeCount, writeList, writeNumber, writeProbability, writeShort } from '../../ui/format.ts';
import { IntervalPlot, type IntervalRow } from '../../ui/interval-plot.tsx';
import { linearAround, ratioScale, type Scale } from '../../ui/scale.ts';
import { Table } from '../../ui/table.tsx';
import type { Names } from '../names.ts';
import type { Fit } from './shapes.ts';

type Term = Fit['terms'][number];

/** `answered`: what it found was said above all parts. */
export function FitResult({ names, fit, answered }: { names: Names; fit: Fit; answered: boolean }) {
  const [first, ...further] = fitWords(names, fit);
  if (fit.state !== 'converged') return <p class="notice">{[first, ...further].join(' ')}</p>;
  return (
    <>
      {answered ? null : <p class="lead">{fitFound(names, fit)}</p>}
      <Forest names={names} fit={fit} words={[first, ...further].join(' ')} />
    </>
  );
}

/** Which variables go with the outcome, for sure as far as 95 % intervals say so; null where there are no estimates. */
export function fitFound(names: Names, fit: Fit): string | null {
  if (fit.state !== 'converged') return null;
  const sure = fit.terms.filter(({ variable, low, high }) => variable !== null && (low > 0 || high < 0));
  const variables = [...new Set(sure.map(({ variable }) => names.variableWithin(variable as string)))];
  const outcome = names.outcome(fit.outcome);
  return variables.length > 0
    ? fill(names.text.fitFound, { outcome, variables: writeList(variables, names.language) })
    : fill(names.text.fitFoundNone, { outcome });
}

/** What the estimates are, of whom, and how they were come by; the first sentence is the one to read. */
export function fitWords(names: Names, fit: Fit): string[] {
  const { text, language } = names;
  if (fit.state !== 'converged')
    return [
      fill(text.fitFailed, { message: fit.message?.[language] ?? '' }),
      ...(fit.column ? [fill(text.fitFailedAt, { term: termName(names, fit.column) })] : []),
    ];
  const lead = fit.ratio === 'odds' ? text.fitLeadOdds : fit.ratio === 'rate' ? text.fitLeadRate : text.fitLeadDifference;
  const n = fit.n === null ? text.notTold : writeCount(fit.n, language);
  const { rSquared: r, residualSd: sd } = fit;
  return [
    fill(lead, { outcome: names.outcome(fit.outcome), n, stations: fit.stations }),
    ...(fit.events ? [fill(text.fitEvents, { events: writeCount(fit.events, language) })] : []),
    fit.ridge && Number(fit.ridge) > 0
      ? fill(text.fitRidge, { ridge: writeShort(Number(fit.ridge), language) })
      : fill(text.fitPooled, { rounds: fit.rounds }),
    ...(typeof r === 'number' && typeof sd === 'number'
      ? [fill(text.fitExplained, { r: writeNumber(r, 2, language), sd: writeShort(Number(sd.toPrecision(2)), language) })]
      : []),
  ];
}

/** The estimates as rows of a picture, with their scale. */
export function forestRows(names: Names, fit: Fit): { rows: IntervalRow[]; scale: Scale } {
  const shown = fit.terms.filter((term) => term.variable !== null);
  const rows = shown.map((term) => {
    const numbers = term.ratio ?? { value: term.estimate, low: term.low, high: term.high };
    return {
      label: termName(names, term),
      note: termNote(names, term),
      ...numbers,
      text: written(names, numbers, term.ratio !== null),
    };
  });
  const ends = rows.flatMap(({ low, high }) => [low, high]);
  return { rows, scale: fit.ratio ? ratioScale(ends) : linearAround(ends) };
}

function Forest({ names, fit, words }: { names: Names; fit: Fit; words: string }) {
  const { text, language } = names;
  const ratio = ratioName(names, fit);
  const { rows, scale } = forestRows(names, fit);
  return (
    <figure>
      <IntervalPlot
        summary={fill(text.fitSummary, { ratio, rows: rows.map((row) => `${row.label} ${row.text}`).join('; ') })}
        rows={rows}
        scale={scale}
        tick={(value) => writeShort(value, language)}
        left={text.less}
        right={text.more}
      />
      <figcaption>
        {text.fitCaption} {words}
      </figcaption>
      <details>
        <summary>{text.numbers}</summary>
        <Table
          caption={text.fitTable}
          columns={[
            { title: text.fitTerm },
            ...[
              ...(fit.ratio ? [ratio, text.interval] : []),
              text.fitEstimate,
              text.fitError,
              ...(fit.ratio ? [] : [text.interval]),
              text.fitP,
            ].map((title) => ({
              title,
              number: true as const,
            })),
          ]}
          rows={fit.terms.map((term) => ({
            key: <TermKey names={names} term={term} />,
            cells: cellsOf(names, term, fit.ratio !== null),
          }))}
        />
      </details>
    </figure>
  );
}

function TermKey({ names, term }: { names: Names; term: Term }) {
  const note = termNote(names, term);
  return (
    <>
      {termName(names, term)}
      {note ? <small class="quiet"> {note}</small> : null}
    </>
  );
}

function cellsOf({ text, language }: Names, term: Term, hasRatio: boolean): string[] {
  const told = decimalsOf([term.estimate, term.standardError, term.low, term.high]);
  const decimals = Math.min(told, decimalsFor(term.standardError));
  const own = (value: number) => writeNumber(value, decimals, language);
  const estimate = [own(term.estimate), own(term.standardError)];
  const p = writeProbability(term.p, language);
  if (!hasRatio) return [...estimate, `${own(term.low)} ${text.to} ${own(term.high)}`, p];
  if (!term.ratio || term.variable === null) return [text.notTold, text.notTold, ...estimate, p];
  const { value, low, high } = ratioTexts(language, term.ratio);
  return [value, `${low}–${high}`, ...estimate, p];
}

function ratioTexts(language: Names['language'], { value, low, high }: { value: number; low: number; high: number }) {
  const decimals = Math.min(decimalsOf([value, low, high]), decimalsFor((high - low) / 4, { least: 2, most: 5 }));
  const write = (number: number) => writeNumber(number, decimals, language);
  return { value: write(value), low: write(low), high: write(high) };
}

function written({ language, text }: Names, numbers: { value: number; low: number; high: number }, isRatio: boolean): string {
  if (isRatio) {
    const { value, low, high } = ratioTexts(language, numbers);
    return `${value} (${low}–${high})`;
  }
  const decimals = Math.min(decimalsOf(Object.values(numbers)), decimalsFor((numbers.high - numbers.low) / 4));
  const write = (number: number) => writeNumber(number, decimals, language);
  return `${write(numbers.value)} (${write(numbers.low)} ${text.to} ${write(numbers.high)})`;
}

export function ratioName({ text }: Names, { ratio }: Fit): string {
  return ratio === 'odds' ? text.oddsRatio : ratio === 'rate' ? text.rateRatio : text.difference;
}

function termName(names: Names, { variable, level }: Pick<Term, 'variable' | 'level'>): string {
  if (variable === null) return names.text.fitIntercept;
  return level === null ? names.variable(variable) : `${names.variable(variable)}: ${names.level(variable, level)}`;
}

/** What an estimate compares with: a step of its unit, or the level left out. */
function termNote(names: Names, { variable, level }: Term): string {
  if (variable === null) return '';
  if (level !== null) return fill(names.text.against, { level: names.firstLevel(variable) });
  return names.unit(variable) ? fill(names.text.perUnit, { unit: names.unit(variable) }) : '';
}
