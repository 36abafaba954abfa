// A study's released result in words and tables, for people at a terminal; --json has all of it. A method that is not known here is
// shown as JSON.
import type { describe } from '@sluss/methods/describe.ts';
import type { releaseEvaluation } from '@sluss/methods/release-evaluation.ts';
import type { ReleasedFit } from '@sluss/methods/release-fit.ts';
import type { RefusalCode } from '@sluss/protocol/refusal.ts';

type Outcome = { variable: string; events: string[] };
type Described = {
  numbers: {
    variable: string;
    mean: number;
    sd: number;
    quantiles: { share: number; value: number; low: number; high: number }[];
  }[];
  categories: { variable: string; levels: { levels: string[]; count: number | null }[] }[];
};
type Evaluation = ReturnType<typeof releaseEvaluation>;
type Part = Extract<Evaluation['development'][number], { state: 'told' }>;
export type Result = {
  n: number | null;
  k: number;
  rounds: number;
  release: string;
  stations: string[];
  missing: Record<string, number | null>;
  leftOut: number;
  results: { name: string; title: { en: string }; result: unknown }[];
};

export function resultInWords(result: Result): string {
  const { n, k, rounds, release, stations, missing, leftOut } = result;
  const told = Object.entries(missing).flatMap(([id, count]) => (count === null ? [] : [`${id} ${count}`]));
  return [
    `${n ?? `fewer than ${k}`} persons have all the values; ${stations.length} stations, ${rounds} rounds, ${release} results.`,
    told.length > 0
      ? `Left out because a value is missing: ${told.join(', ')}; of the other variables nobody, or fewer than ${k}.`
      : '',
    leftOut > 0
      ? `At most ${leftOut} complete persons were left out too, so that no difference to an earlier answer tells fewer than ${k}. They are not a random sample.`
      : '',
    ...result.results.map(({ name, title, result: one }) => `\n${title.en}\n${inWords(name, one)}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function inWords(name: string, result: unknown): string {
  if (name === 'describe@1') return described(result as Described & ReturnType<typeof describe.release>);
  if (name === 'logistic@1' || name === 'poisson@1' || name === 'linear@1')
    return regression(result as ReleasedFit & { outcome: Outcome });
  if (name === 'evaluate@1') return evaluation(result as Evaluation);
  return JSON.stringify(result, null, 2);
}

const digits = (value: number, most = 4) => String(Number(value.toPrecision(most)));

function described({ numbers, categories }: Described): string {
  return table([
    ...numbers.map(({ variable, mean, sd, quantiles }) => {
      // Inside a bin wider than the spread a single number would be a guess.
      const at = quantiles.map(({ share, value, low, high }) => `${share * 100} % ${high - low > sd ? `${low}–${high}` : value}`);
      return [variable, `mean ${digits(mean, 5)}, sd ${digits(sd, 4)}${at.length > 0 ? `; ${at.join(', ')}` : ''}`];
    }),
    ...categories.map(({ variable, levels }) => [
      variable,
      levels.map((level) => `${level.levels.join('+')} ${level.count ?? '(few)'}`).join(', '),
    ]),
  ]);
}

function regression(fit: ReleasedFit & { outcome: Outcome | string; events?: number | null }): string {
  const outcome = typeof fit.outcome === 'string' ? fit.outcome : `${fit.outcome.variable} = ${fit.outcome.events.join(' or ')}`;
  const head = `of ${outcome}, ${fit.events ? `${fit.events} of ` : ''}${fit.n} persons`;
  if (fit.message) return `${head}\n${fit.column?.variable ?? ''} ${fit.message.en}`;
  const ratio = { odds: 'odds ratio', rate: 'rate ratio', none: '' }[fit.ratio ?? 'none'];
  const rows = fit.terms.map((term) => [
    term.variable === null ? '(intercept)' : `${term.variable}${term.level === null ? '' : ` ${term.level}`}`,
    digits(term.estimate),
    digits(term.standardError),
    ...(term.ratio ? [`${digits(term.ratio.value)} (${digits(term.ratio.low)} to ${digits(term.ratio.high)})`] : []),
    `${term.p < 0.001 ? '< 0.001' : digits(term.p)}`,
  ]);
  return `${head}\n${table([['', 'estimate', 'std. error', ...(ratio ? [`${ratio} (95 %)`] : []), 'p'], ...rows])}`;
}

function evaluation({ model, outcome, external, development, externalGroups }: Evaluation): string {
  const groups = [
    ...development.map((part) => ({ part, who: `${part.stations.join(' + ')}, where it was trained` })),
    ...(external ? [{ part: external, who: `${external.stations.join(' + ')}, elsewhere` }] : []),
    ...externalGroups.map((part) => ({ part, who: `${part.stations.join(' + ')}, elsewhere` })),
  ];
  return [
    `of ${model.slice(0, 15)}… for ${outcome.variable} = ${outcome.events.join(' or ')}`,
    ...groups.map(({ part, who }) =>
      part.state === 'told' ? `${who}\n${figures(part as Part)}` : `${who}\n  too few persons to tell`,
    ),
    ...(groups.length > 1 && !external ? ['No total is made of groups that were told alone.'] : []),
  ].join('\n');
}

function figures({
  n,
  events,
  auroc,
  brier,
  calibration,
  thresholds,
}: Pick<Part, 'n' | 'events' | 'auroc' | 'brier' | 'calibration' | 'thresholds'>) {
  const three = (value: number | null) => (value === null ? '–' : value.toFixed(3));
  const rows = thresholds.map((row) => [
    `  score ≥ ${row.threshold}`,
    `sensitivity ${three(row.sensitivity)}`,
    `specificity ${three(row.specificity)}`,
    `ppv ${three(row.ppv)}`,
    `net benefit ${three(row.netBenefit)}`,
  ]);
  return [
    `  ${n ?? '(few)'} persons, ${events ?? '(few)'} with the outcome`,
    `  AUROC ${three(auroc.value)} (${three(auroc.low)} to ${three(auroc.high)}), Brier ${three(brier)}`,
    `  calibration intercept ${three(calibration.intercept)} (0 is right), slope ${three(calibration.slope)} (1 is right)`,
    ...(rows.length > 0 ? [table(rows)] : []),
  ].join('\n');
}

/** Columns aligned on the left. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_cell, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd()).join('\n');
}

const reasons: Record<RefusalCode | 'stopped', string> = {
  permit_invalid: 'the permit was not believed',
  permit_expired: 'the permit or the plan is out of date',
  permit_revoked: 'the permit was taken back',
  status_stale: 'no fresh word of the deciding body that the permit stands: does its signer run?',
  not_permitted: 'the plan asks for something that the permit does not allow',
  policy: 'a holder’s own policy does not allow it; its steward sees why: sluss station log',
  plan_mismatch: 'a station was asked something that the plan does not ask',
  set_changed: 'sums over these stations would lay a single one open, beside earlier ones',
  limit: 'a holder’s limit of questions or models is used up',
  malformed: 'the plan or a question makes no sense',
  too_few:
    'an answer would rest on too few persons: levels that hardly anybody has, or too many columns. Leave them out or merge levels',
  stopped: 'it was stopped',
};

/** Why a study ended without a result. */
export function reasonInWords({ code, station }: { code: string; station?: string | undefined }): string {
  const text = (reasons as Record<string, string>)[code];
  return `${code}${station ? `, said by ${station}` : ''}${text ? `: ${text}` : ''}`;
}
