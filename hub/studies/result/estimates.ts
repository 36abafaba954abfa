// A released result as a list of estimates, one after the other: what a table file holds, and what two studies are compared by. Nothing
// is here that the page does not show.
import type { Crosstab, Description, Evaluation, EvaluationPart, Fit, Released } from './shapes.ts';

export type Estimate = {
  /** The method, and which of the plan's questions of it: "logistic@1". */
  method: string;
  question: number;
  /** Of whom: a group of stations, a subgroup; empty where it is everybody. */
  group: string;
  /** Of what: a variable, a level, a bin, a threshold. */
  term: string;
  statistic: string;
  value: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
  note: '' | 'withheld' | 'approximate' | 'not-converged';
};

type Told = Partial<Pick<Estimate, 'group' | 'low' | 'high' | 'p' | 'note'>>;
type Adding = (term: string, statistic: string, value: number | null, more?: Told) => Estimate;

export function estimatesOf(released: Released): Estimate[] {
  const frame = adder('plan', 0);
  return [
    frame('', 'persons', released.n),
    frame('', 'left_out_at_most', released.leftOut),
    ...Object.entries(released.missing).map(([variable, count]) => frame(variable, 'missing', count)),
    ...released.results.flatMap(({ name, result }, at) => {
      const add = adder(name, at + 1);
      switch (name) {
        case 'describe@1':
          return ofDescription(add, result as Description);
        case 'crosstab@1':
          return ofCrosstab(add, result as Crosstab);
        case 'linear@1':
        case 'logistic@1':
        case 'poisson@1':
          return ofFit(add, result as Fit);
        case 'evaluate@1':
          return ofEvaluation(add, result as Evaluation);
        default:
          return [];
      }
    }),
  ];
}

function adder(method: string, question: number): Adding {
  return (term, statistic, value, more = {}) => ({
    ...{ method, question, group: '', term, statistic, value, low: null, high: null, p: null },
    note: value === null ? 'withheld' : '',
    ...more,
  });
}

const joined = (ids: string[]) => ids.join('|');

function ofDescription(add: Adding, { numbers, categories }: Description): Estimate[] {
  return [
    ...numbers.flatMap(({ variable, mean, sd, quantiles, bins }) => [
      add(variable, 'mean', mean),
      add(variable, 'sd', sd),
      ...quantiles.map(({ share, value, low, high }) => add(variable, `quantile_${share}`, value, { low, high })),
      ...bins.map(({ from, to, count }) => add(`${variable} ${from} to ${to}`, 'count', count)),
    ]),
    ...categories.flatMap(({ variable, levels }) =>
      levels.map((level) => add(`${variable} ${joined(level.levels)}`, 'count', level.count)),
    ),
  ];
}

function ofCrosstab(add: Adding, table: Crosstab): Estimate[] {
  const cells = table.rows.flatMap((row, i) =>
    table.columns.map((column, j) => add(`${joined(row)} by ${joined(column)}`, 'count', table.cells[i]?.[j] ?? null)),
  );
  const { test } = table;
  return [
    ...cells,
    ...table.rows.map((row, i) => add(joined(row), 'row_total', table.rowTotals[i] ?? null)),
    ...table.columns.map((column, j) => add(joined(column), 'column_total', table.columnTotals[j] ?? null)),
    add('', 'total', table.total),
    ...(test ? [add('', `chi_square_df_${test.df}`, test.statistic, { p: test.p })] : []),
  ];
}

function ofFit(add: Adding, fit: Fit): Estimate[] {
  if (fit.state !== 'converged') return [add('', fit.state, null, { note: 'not-converged' })];
  const name = ({ variable, level }: Fit['terms'][number]) => [variable ?? 'intercept', level].filter(Boolean).join(' ');
  const whole: [string, number | null | undefined][] = [
    ['persons', fit.n],
    ['events', fit.events],
    ['r_squared', fit.rSquared],
    ['residual_sd', fit.residualSd],
  ];
  return [
    ...whole.flatMap(([statistic, value]) => (value === undefined ? [] : [add('', statistic, value)])),
    ...fit.terms.flatMap((term) => {
      const { estimate, standardError, low, high, p, ratio } = term;
      return [
        add(name(term), 'estimate', estimate, { low, high, p }),
        add(name(term), 'standard_error', standardError),
        ...(ratio && term.variable !== null
          ? [add(name(term), `${fit.ratio}_ratio`, ratio.value, { low: ratio.low, high: ratio.high, p })]
          : []),
      ];
    }),
  ];
}

function ofEvaluation(add: Adding, { external, externalGroups, development }: Evaluation): Estimate[] {
  const parts: [string, EvaluationPart][] = [
    ...(external ? [['external', external] as [string, EvaluationPart]] : []),
    ...externalGroups.map((part): [string, EvaluationPart] => [`external ${part.stations.join('+')}`, part]),
    ...development.map((part): [string, EvaluationPart] => [`development ${part.stations.join('+')}`, part]),
  ];
  return parts.flatMap(([group, part]) => {
    if (part.state !== 'told') return [add('', 'auroc', null, { group })];
    return [
      ...quality(add, group, '', part),
      ...part.subgroups.flatMap(({ partition, cells }) =>
        cells.flatMap((cell) => quality(add, group, `${partition} ${joined(cell.cells)}`, cell)),
      ),
      ...part.curve.flatMap(({ from, to, n, meanScore, share }) => [
        add(`risk ${from} to ${to}`, 'persons', n, { group }),
        add(`risk ${from} to ${to}`, 'mean_risk', meanScore, { group }),
        add(`risk ${from} to ${to}`, 'share_with_outcome', share, { group }),
      ]),
      ...part.thresholds.flatMap((row) =>
        thresholdStatistics.map(([statistic, of]) =>
          add(`threshold ${row.threshold}`, statistic, row[of], { group, note: row.approximate ? 'approximate' : '' }),
        ),
      ),
      ...(part.points ?? []).flatMap(({ threshold, approximate, ...point }) => {
        const more = { group, note: approximate ? ('approximate' as const) : ('' as const) };
        return [
          add(`curve ${threshold}`, 'true_positive_rate', point.truePositiveRate, more),
          add(`curve ${threshold}`, 'false_positive_rate', point.falsePositiveRate, more),
          add(`curve ${threshold}`, 'net_benefit', point.netBenefit, more),
          add(`curve ${threshold}`, 'net_benefit_treat_all', point.netBenefitTreatAll, more),
        ];
      }),
    ];
  });
}

const thresholdStatistics = [
  ['true_positives', 'tp'],
  ['false_positives', 'fp'],
  ['true_negatives', 'tn'],
  ['false_negatives', 'fn'],
  ['sensitivity', 'sensitivity'],
  ['specificity', 'specificity'],
  ['positive_predictive_value', 'ppv'],
  ['negative_predictive_value', 'npv'],
  ['net_benefit', 'netBenefit'],
  ['net_benefit_treat_all', 'netBenefitTreatAll'],
] as const;

type Quality = Pick<Extract<EvaluationPart, { state: 'told' }>, 'n' | 'events' | 'auroc' | 'brier' | 'calibration'>;

function quality(add: Adding, group: string, term: string, { n, events, auroc, brier, calibration }: Quality): Estimate[] {
  return [
    add(term, 'persons', n, { group }),
    add(term, 'events', events, { group }),
    add(term, 'auroc', auroc.value, { group, low: auroc.low, high: auroc.high }),
    add(term, 'brier', brier, { group }),
    add(term, 'calibration_intercept', calibration.intercept, { group }),
    add(term, 'calibration_slope', calibration.slope, { group }),
  ];
}
