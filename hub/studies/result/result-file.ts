// A result as JSON and as PDF: what the page shows, with what it rests on. Nothing that was withheld is in any of them.

import { fill } from '../../platform/texts.ts';
import { barChart } from '../../ui/charts/bar-chart.tsx';
import { lineChart } from '../../ui/charts/line-chart.tsx';
import { writeCount, writeMoment, writeNumber, writeShort } from '../../ui/format.ts';
import { intervalsSvg } from '../../ui/pdf/intervals-svg.ts';
import type { Pdf, PdfPart } from '../../ui/pdf/pdf.ts';
import type { Picture } from '../../ui/pdf/picture.ts';
import { type Axis, type Names, namesOf } from '../names.ts';
import type { StudyPageData } from '../study-page.ts';
import { calibrationSpec, decisionPoints, decisionSpec, pointsOf, rocSpec } from './curves.ts';
import { aurocRows, leadOf } from './evaluation.tsx';
import { fitWords, forestRows, ratioName } from './fit.tsx';
import { groupsOf, isTold, wholeTitle } from './groups.ts';
import { calibrationWords } from './model-curves.tsx';
import { partsOf } from './result.tsx';
import type { Crosstab, Description, Evaluation, Fit, Released, ToldPart } from './shapes.ts';
import { crosstabBars, testWords } from './tables.tsx';
import { withheld } from './withheld.ts';

/** Names and digests as programs want them; the released result exactly as it was released. */
export function resultJson({ study, permit, digests, set, planner, dictionary }: StudyPageData, released: Released) {
  const namesIn = (language: 'sv' | 'en') => namesOf({ language, dictionary, plan: study.plan, stations: [] });
  return {
    study: study.id,
    title: study.title,
    finished_at: study.finished_at,
    plan: study.plan,
    provenance: {
      plan: digests.plan,
      permit: permit && { reference: permit.reference, version: permit.version, digest: digests.permit, body: permit.body },
      dictionary: study.plan.dictionary,
      stations: set,
      signed_with: planner.key,
      release: study.plan.release,
      smallest_count: study.plan.k,
    },
    result: released,
    withheld: { sv: withheld(namesIn('sv'), study.plan, released), en: withheld(namesIn('en'), study.plan, released) },
  };
}

/** The page on paper. `made`: when the study ended, so that the same result is the same file. */
export function resultPdf(names: Names, data: StudyPageData, released: Released): Pdf {
  const { text, language } = names;
  const { study } = data;
  const { plan } = study;
  const facts: [string, string][] = [
    [text.dataset, data.dictionary.title[language]],
    [
      text.permit,
      data.permit
        ? fill(text.permitVersion, {
            reference: data.permit.reference,
            version: data.permit.version,
            body: data.permit.body,
          })
        : text.notTold,
    ],
    [text.stationList, names.stations(data.set ?? [])],
    [text.methods, plan.methods.map(({ name }) => name).join(', ')],
    [text.release, text[`release_${plan.release}`]],
    [text.ended, study.finished_at ? writeMoment(study.finished_at, language) : text.notTold],
    [text.planHash, data.digests.plan],
    [text.permitDigest, data.digests.permit],
    [text.dictionaryDigest, plan.dictionary],
  ];
  return {
    title: study.title,
    kicker: text.study,
    language,
    made: study.finished_at ?? study.created_at,
    footer: `${study.title} · ${study.id}`,
    parts: [
      {
        kind: 'glance',
        facts: [
          { name: text.glance_persons, value: released.n === null ? text.hidden : writeCount(released.n, language) },
          { name: text.glance_stations, value: String(released.stations.length) },
          { name: text.glance_k, value: String(plan.k) },
          { name: text.glance_release, value: text[`release_${plan.release}`] },
        ],
      },
      ...partsOf(names, plan, released).flatMap(({ title, at }): PdfPart[] => [
        { kind: 'heading', level: 2, text: title },
        ...partOf(names, data, released, at),
      ]),
      { kind: 'heading', level: 2, text: text.withheld },
      { kind: 'text', text: text.withheldLead },
      { kind: 'list', items: withheld(names, plan, released) },
      { kind: 'heading', level: 2, text: text.provenance },
      { kind: 'facts', facts: facts.map(([name, value]) => ({ name, value })) },
    ],
  };
}

function partOf(names: Names, data: StudyPageData, released: Released, at: number): PdfPart[] {
  const { name, result } = released.results[at] as Released['results'][number];
  const call = data.study.plan.methods[at] as unknown as { rows: Axis; columns: Axis };
  switch (name) {
    case 'evaluate@1':
      return ofEvaluation(names, result as Evaluation);
    case 'logistic@1':
    case 'linear@1':
    case 'poisson@1':
      return ofFit(names, result as Fit);
    case 'crosstab@1':
      return ofCrosstab(names, result as Crosstab, call);
    case 'describe@1':
      return ofDescription(names, result as Description);
    default:
      return [{ kind: 'text', text: names.text.methodUnknown, as: 'quiet' }];
  }
}

function ofFit(names: Names, fit: Fit): PdfPart[] {
  const { text, language } = names;
  const [first = '', ...further] = fitWords(names, fit);
  if (fit.state !== 'converged') return [{ kind: 'notice', text: [first, ...further].join(' ') }];
  const { rows, scale } = forestRows(names, fit);
  const tick = (value: number) => writeShort(value, language);
  return [
    { kind: 'text', text: first, as: 'lead' },
    { kind: 'text', text: further.join(' ') },
    {
      kind: 'picture',
      svg: intervalsSvg({ rows, scale, tick }),
      words: fill(text.fitSummary, {
        ratio: ratioName(names, fit),
        rows: rows.map((row) => `${row.label} ${row.text}`).join('; '),
      }),
      caption: text.fitCaption,
    },
    {
      kind: 'table',
      caption: text.fitTable,
      columns: [{ title: text.fitTerm }, { title: ratioName(names, fit), number: true }],
      rows: rows.map((row) => [[row.label, row.note].filter(Boolean).join(', '), row.text]),
    },
  ];
}

function ofEvaluation(names: Names, evaluation: Evaluation): PdfPart[] {
  const { text, language } = names;
  const told = groupsOf(names, evaluation).filter((group) => isTold(group.part)) as (ReturnType<typeof groupsOf>[number] & {
    part: ToldPart;
  })[];
  const main = told[0];
  const lead: PdfPart = { kind: 'text', text: leadOf(names, evaluation).join(' '), as: 'lead' };
  if (!main) return [lead];
  const { rows, scale } = aurocRows(names, told);
  const three = (value: number | null) => (value === null ? text.notTold : writeNumber(value, 3, language));
  const curved = told.filter(({ part }) => pointsOf(part).length > 0);
  const calibrated = told.filter(({ part }) => part.curve.length > 1);
  return [
    lead,
    { kind: 'heading', level: 3, text: text.aurocTitle },
    {
      kind: 'picture',
      svg: intervalsSvg({ rows, scale, tick: (value) => writeNumber(value, 1, language) }),
      words: fill(text.aurocSummary, { rows: rows.map((row) => `${row.label} ${row.text}`).join('; ') }),
      caption: text.aurocCaption.replace(/\{\w+\}/, '○'),
    },
    ...besideEachOther([
      curved.length > 0 && {
        svg: lineChart({ ...rocSpec(names, curved), compact: true }).svg,
        words: fill(text.rocSummary, {
          groups: curved.map(({ title, part }) => `${title} ${three(part.auroc.value)}`).join('; '),
        }),
        caption: `${text.rocTitle}. ${text.rocCaption}`,
      },
      calibrated.length > 0 && {
        svg: lineChart({ ...calibrationSpec(names, calibrated), compact: true }).svg,
        words: fill(text.calibrationSummary, { count: calibrated.reduce((sum, { part }) => sum + part.curve.length, 0) }),
        caption: `${text.calibrationTitle} ${text.calibrationCaption} ${calibrationWords(names, main.part)}`,
      },
      decisionPoints(main.part).length > 1 && {
        svg: lineChart({ ...decisionSpec(names, main.part), compact: true }).svg,
        words: fill(text.decisionCaption, { group: wholeTitle(main) }),
        caption: `${text.decisionTitle} ${fill(text.decisionCaption, { group: wholeTitle(main) })}`,
      },
    ]),
    {
      kind: 'table',
      caption: text.aurocTable,
      columns: [
        { title: text.group },
        ...[text.persons, text.events, text.auroc, text.interval, text.brier, text.slope, text.intercept].map((title) => ({
          title,
          number: true,
        })),
      ],
      rows: told.map((group) => [
        wholeTitle(group),
        ...[group.part.n, group.part.events].map((count) => (count === null ? text.hidden : writeCount(count, language))),
        three(group.part.auroc.value),
        `${three(group.part.auroc.low)}–${three(group.part.auroc.high)}`,
        ...[group.part.brier, group.part.calibration.slope, group.part.calibration.intercept].map(three),
      ]),
    },
  ];
}

/** Two pictures side by side on a line of the page, as many lines as it takes. */
function besideEachOther(pictures: (Picture | false)[]): PdfPart[] {
  const there = pictures.filter((one) => one !== false);
  return there.flatMap((picture, at): PdfPart[] => {
    if (at % 2 === 1) return [];
    const beside = there[at + 1];
    return [{ kind: 'picture', ...picture, ...(beside ? { beside } : { highest: 250 }) }];
  });
}

function ofCrosstab(names: Names, table: Crosstab, call: { rows: Axis; columns: Axis }): PdfPart[] {
  const { text, language } = names;
  const spec = crosstabBars(names, table, call);
  const count = (value: number | null) => (value === null ? text.hidden : writeCount(value, language));
  const level = (at: number) => {
    const bar = spec.bars[at];
    return bar && 'level' in bar ? bar.level : '';
  };
  const caption = fill(text.crosstabCaption, { rows: names.axisWithin(call.rows), columns: names.axisWithin(call.columns) });
  return [
    {
      kind: 'picture',
      svg: barChart(spec).svg,
      words: fill(text.crosstabPicture, { columns: names.axisWithin(call.columns) }),
      highest: 220,
    },
    {
      kind: 'table',
      caption,
      columns: [
        { title: names.axis(call.rows) },
        ...spec.series.map(({ name }) => ({ title: name, number: true })),
        { title: text.crosstabTotal, number: true },
      ],
      rows: table.cells.map((cells, at) => [level(at), ...cells.map(count), count(table.rowTotals[at] ?? null)]),
    },
    { kind: 'text', text: table.test ? testWords(names, table.test) : text.crosstabNone },
  ];
}

function ofDescription(names: Names, { frame, numbers, categories }: Description): PdfPart[] {
  const { text, language } = names;
  const count = (value: number | null) => (value === null ? text.hidden : writeCount(value, language));
  const short = (value: number) => writeShort(Number(value.toPrecision(3)), language);
  return [
    { kind: 'text', text: fill(text.describeLead, { n: count(frame.n), all: writeCount(frame.inFilter, language) }), as: 'lead' },
    ...(numbers.length > 0
      ? [
          {
            kind: 'table' as const,
            caption: text.describeNumbers,
            columns: [
              { title: text.variable },
              ...[text.describeMean, text.describeSd, text.describeMedian].map((title) => ({ title, number: true })),
            ],
            rows: numbers.map(({ variable, mean, sd, quantiles }) => {
              const median = quantiles.find(({ share }) => share === 0.5)?.value;
              return [names.variable(variable), short(mean), short(sd), median === undefined ? text.notTold : short(median)];
            }),
          },
        ]
      : []),
    ...(categories.length > 0
      ? [
          {
            kind: 'table' as const,
            caption: text.describeCategories,
            columns: [{ title: text.describeLevel }, { title: text.persons, number: true }],
            rows: categories.flatMap(({ variable, levels }) => [
              { group: names.variable(variable) },
              ...levels.map(({ levels: ids, count: told }) => [
                ids.map((id) => names.level(variable, id)).join(` ${text.or} `),
                count(told),
              ]),
            ]),
          },
        ]
      : []),
  ];
}
