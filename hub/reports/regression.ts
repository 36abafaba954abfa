// A regression in a report: what goes with the outcome, by a picture and a table of what was released.
import { fill } from '../platform/texts.ts';
import type { Names } from '../studies/names.ts';
import { writeList, writeShort } from '../ui/format.ts';
import { linearAround, ratioScale } from '../ui/scale.ts';
import type { ReportSection } from './document.ts';
import type { FitSource } from './source.ts';
import type { Writing } from './words.ts';

type Fit = FitSource['fit'];
type Term = Fit['terms'][number];

export function regressionSections(writing: Writing, { at, fit }: FitSource): ReportSection[] {
  const { text, names, figure, interval, count } = writing;
  const section = {
    id: `regression-${at + 1}`,
    level: 2 as const,
    title: fill(text.regressionQuestion, { outcome: names.outcome(fit.outcome) }),
  };
  if (fit.state !== 'converged')
    return [
      {
        ...section,
        parts: [{ kind: 'notice', text: fill(text.regressionFailed, { message: fit.message?.[names.language] ?? '' }) }],
      },
    ];
  const shown = fit.terms.filter(({ variable }) => variable !== null);
  const numbersOf = (term: Term) => term.ratio ?? { value: term.estimate, low: term.low, high: term.high };
  const nothing = fit.ratio ? 1 : 0;
  const certain = shown.filter((term) => {
    const { low, high } = numbersOf(term);
    return low > nothing || high < nothing;
  });
  const rows = shown.map((term) => {
    const numbers = numbersOf(term);
    return { label: nameOf(names, term), ...numbers, text: `${figure(numbers.value)} (${interval(numbers)})` };
  });
  const ends = rows.flatMap(({ low, high }) => [low, high]);
  const lead = fit.n === null ? text.regressionHidden : fill(text.regressionLead, { n: count(fit.n), stations: fit.stations });
  return [
    {
      ...section,
      parts: [
        {
          kind: 'text',
          as: 'lead',
          text:
            certain.length > 0
              ? fill(text.regressionCertain, {
                  terms: writeList(
                    certain.map((term) => nameOf(names, term)),
                    names.language,
                  ),
                })
              : text.regressionNone,
        },
        { kind: 'text', text: lead },
        {
          kind: 'pictures',
          pictures: [
            {
              drawn: {
                form: 'intervals',
                rows,
                scale: fit.ratio ? ratioScale(ends) : linearAround(ends),
                tick: (value) => writeShort(value, names.language),
              },
              words: rows.map((row) => `${row.label} ${row.text}`).join('; '),
              caption: text.regressionPicture,
            },
          ],
        },
        {
          kind: 'folded',
          title: text.numbers,
          parts: [
            {
              kind: 'table',
              caption: text.tableTerms,
              columns: [
                { title: text.colTerm },
                {
                  title: fit.ratio === 'odds' ? text.oddsRatio : fit.ratio === 'rate' ? text.rateRatio : text.difference,
                  number: true,
                },
                { title: text.colInterval, number: true },
              ],
              rows: shown.map((term) => {
                const numbers = numbersOf(term);
                return [nameOf(names, term), figure(numbers.value), interval(numbers)];
              }),
            },
          ],
        },
        { kind: 'text', text: text.regressionNot },
      ],
    },
  ];
}

function nameOf(names: Names, { variable, level }: Pick<Term, 'variable' | 'level'>): string {
  if (variable === null) return '';
  const unit = names.unit(variable);
  if (level) return `${names.variable(variable)}: ${names.level(variable, level)}`;
  return unit ? `${names.variable(variable)} (${unit})` : names.variable(variable);
}
