// The items of TRIPOD+AI (Collins GS, Moons KGM, Dhiman P, et al. BMJ 2024;385:e078378, CC BY 4.0; headings in our words), each filled
// from the records, stated by the developer, or honestly not reported.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { fill } from '../platform/texts.ts';
import type { Description } from '../studies/result/shapes.ts';
import { writeCount, writeDay, writeList, writeNumber, writeShort } from '../ui/format.ts';
import { answerOf } from './answer.ts';
import type { ReportPart, ReportSection } from './document.ts';
import { tripodFields } from './fields.ts';
import { mainGroup } from './figures.ts';
import { isSmall, judge, limits, risksOf } from './rules.ts';
import type { EvaluationSource, Source } from './source.ts';
import { curveTable, missingTable, personsTable, qualityTable, thresholdTable } from './tables.ts';
import { type Writing, wordsOf } from './words.ts';

/** Who could report what the records do not hold. */
type Who = 'developer' | 'holders' | 'body' | 'study';
type Item = { id: string; who: Who; records?: (at: At) => ReportPart[] };
type At = { writing: Writing; source: Source; one: EvaluationSource };
type Group = { id: string; items: Item[] };

const say = (text: string): ReportPart[] => (text ? [{ kind: 'text', text }] : []);

function outcomeOf({ writing, one }: At): string {
  return writing.names.outcome(one.evaluation.outcome);
}
function thresholdsOf({ writing: { names }, one }: At): string {
  return writeList(
    one.call.thresholds.map((threshold) => writeShort(Number(threshold), names.language)),
    names.language,
  );
}
function inputsOf({ one, source }: At): { variable: Dictionary['variables'][number]; level?: string }[] {
  return one.call.inputs.flatMap((input) => {
    const variable = source.study.dictionary.variables.find(({ id }) => id === (input as { variable?: string }).variable);
    return variable ? [{ variable, ...('level' in input ? { level: String(input.level) } : {}) }] : [];
  });
}
function fromApplication({ writing: { text }, source }: At, words: string | undefined): ReportPart[] {
  const { application } = source;
  if (!application || !words?.trim()) return [];
  return [{ kind: 'text', text: `${fill(text.fromApplication, { reference: application.reference })} ${words}` }];
}
function filterOf({ writing: { text, names }, source }: At): string {
  const { plan } = source.study;
  if (plan.filter.length === 0) return text.f_everybody;
  return fill(text.f_filter, { conditions: writeList(plan.filter.map(names.condition), names.language) });
}
function descriptionOf({ source }: At): Description | undefined {
  return source.study.released?.results.find(({ name }) => name === 'describe@1')?.result as Description | undefined;
}

function notes(at: At): ReportPart[] {
  const { text, names } = at.writing;
  const { outcome } = at.one.evaluation;
  const variables = [...new Set([...inputsOf(at).map(({ variable }) => variable.id), outcome.variable])];
  const found = variables.flatMap((id) => {
    const note = at.source.study.dictionary.variables.find((one) => one.id === id)?.note?.[names.language];
    return note ? [`${names.variable(id)}: ${note}`] : [];
  });
  return found.length > 0 ? [...say(text.f_7), { kind: 'list', items: found }] : say(text.f_7none);
}

function inputTable(at: At): ReportPart[] {
  const { text, names } = at.writing;
  const inputs = inputsOf(at);
  return [
    ...say(
      fill(text.f_9b, { count: at.one.call.inputs.length, variables: new Set(inputs.map(({ variable }) => variable.id)).size }),
    ),
    {
      kind: 'table',
      caption: text.tableInputs,
      columns: [{ title: text.colVariable }, { title: text.colUnit }, { title: text.colRange }],
      rows: inputs.map(({ variable, level }) => [
        names.variable(variable.id),
        variable.type === 'number' ? names.unit(variable.id) : level === undefined ? '' : names.level(variable.id, level),
        variable.type === 'number'
          ? fill(text.span, { from: names.number(variable.range[0]), to: names.number(variable.range[1]) })
          : variable.levels.map((one) => one.title[names.language]).join(', '),
      ]),
    },
  ];
}

function size(at: At): ReportPart[] {
  const { text, count } = at.writing;
  const main = mainGroup(at.one.figures);
  if (!main) return [];
  const met = main.n === null || main.events === null ? text.f_10unknown : isSmall(main) ? text.f_10unmet : text.f_10met;
  const { released } = at.source.study;
  return say(
    fill(text.f_10, {
      n: count(released?.n ?? null),
      main: count(main.n),
      events: count(main.events),
      outcome: outcomeOf(at),
      limit: limits.persons,
      met,
    }),
  );
}

function flow(at: At): ReportPart[] {
  const { text, names, count } = at.writing;
  const frame = descriptionOf(at)?.frame;
  const n = count(at.source.study.released?.n ?? null);
  return [
    ...say(frame ? fill(text.f_20a, { all: writeCount(frame.inFilter, names.language), n }) : fill(text.f_20aShort, { n })),
  ];
}

function participants(at: At): ReportPart[] {
  const { text, names, count } = at.writing;
  const described = descriptionOf(at);
  if (!described) return [];
  const number = (value: number) => writeNumber(Number(value.toPrecision(3)), decimalsAt(value), names.language);
  return [
    ...say(fill(text.f_20b, { n: count(described.frame.n) })),
    {
      kind: 'table',
      caption: text.tableDescription,
      columns: [
        { title: text.colVariable },
        { title: text.colUnit },
        { title: text.colMean, number: true },
        { title: text.colSd, number: true },
        { title: text.colCount, number: true },
      ],
      rows: [
        ...described.numbers.map(({ variable, mean, sd }) => [
          names.variable(variable),
          names.unit(variable),
          number(mean),
          number(sd),
          '',
        ]),
        ...described.categories.flatMap(({ variable, levels }) =>
          levels.map((one) => [
            names.variable(variable),
            one.levels.map((level) => names.level(variable, level)).join(', '),
            '',
            '',
            count(one.count),
          ]),
        ),
      ],
    },
  ];
}

/** Three digits of a mean, no more than one decimal above ten. */
const decimalsAt = (value: number) => Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));

function performance(at: At): ReportPart[] {
  const { writing, one } = at;
  return [
    qualityTable(writing, one.figures),
    ...one.figures.groups.flatMap((group) => [
      ...(group.curve.length > 0 ? [curveTable(writing, group)] : []),
      ...(group.thresholds.length > 0 ? [thresholdTable(writing, group)] : []),
    ]),
    ...(one.figures.groups.some(({ thresholds }) => thresholds.some(({ approximate }) => approximate))
      ? say(writing.text.approximateNote)
      : []),
  ];
}

function between(at: At): ReportPart[] {
  const { text, names } = at.writing;
  const alone = at.one.figures.groups.filter(({ kind }) => kind === 'alone');
  return say(
    alone.length > 0
      ? fill(text.f_23bOne, { groups: alone.map(({ stations }) => names.stations(stations)).join('; ') })
      : text.f_23b,
  );
}

/** ehds53.1.e is written 53(1)(e). */
const purposeOf = (purpose: string) => purpose.replace(/^ehds(\d+)\.(\d+)\.([a-f])$/, '$1($2)($3)');

function ethics(at: At): ReportPart[] {
  const { text } = at.writing;
  const { permit } = at.source.study;
  return [
    ...(permit
      ? say(
          fill(text.f_17, {
            reference: permit.reference,
            version: permit.version,
            body: at.source.body,
            purpose: purposeOf(permit.document.purpose),
          }),
        )
      : []),
    ...fromApplication(at, at.source.application?.content.ethics),
  ];
}

function next(at: At): ReportPart[] {
  const { text } = at.writing;
  const main = mainGroup(at.one.figures);
  const risks = main ? risksOf(main) : 'unknown';
  return [
    ...(risks !== 'near' && risks !== 'unknown' ? say(text.f_27c) : []),
    ...(main && main.stations.length > 1 ? say(text.f_27cEach) : []),
  ];
}

const groups: Group[] = [
  {
    id: 'title',
    items: [
      {
        id: '1',
        who: 'study',
        records: (at) => say(fill(at.writing.text.f_1, { title: at.source.study.plan.title, outcome: outcomeOf(at) })),
      },
      {
        id: '2',
        who: 'study',
        records: (at) => [...say(at.writing.text.f_2), ...fromApplication(at, at.source.application?.content.summary)],
      },
    ],
  },
  {
    id: 'introduction',
    items: [
      { id: '3a', who: 'developer', records: (at) => fromApplication(at, at.source.application?.content.benefit) },
      { id: '3b', who: 'developer', records: (at) => fromApplication(at, at.source.application?.content.intended_use) },
      { id: '3c', who: 'developer' },
      { id: '4', who: 'study', records: (at) => say(fill(at.writing.text.f_4, { outcome: outcomeOf(at) })) },
    ],
  },
  {
    id: 'methods',
    items: [
      {
        id: '5a',
        who: 'holders',
        records: (at) => {
          const { dictionary } = at.source.study;
          const { language } = at.writing.names;
          return say(
            fill(at.writing.text.f_5a, { dataset: dictionary.title[language], description: dictionary.description[language] }),
          );
        },
      },
      { id: '5b', who: 'holders', records: (at) => fromApplication(at, at.source.application?.content.coverage) },
      {
        id: '6a',
        who: 'holders',
        records: (at) => {
          const { stationIds } = at.source.study;
          return say(fill(at.writing.text.f_6a, { count: stationIds.length, stations: at.writing.names.stations(stationIds) }));
        },
      },
      {
        id: '6b',
        who: 'study',
        records: (at) =>
          say(
            fill(at.writing.text.f_6b, {
              who: filterOf(at),
              variables: writeList(
                at.source.study.plan.complete_on.map(at.writing.names.variableWithin),
                at.writing.names.language,
              ),
            }),
          ),
      },
      { id: '6c', who: 'holders' },
      { id: '7', who: 'holders', records: notes },
      {
        id: '8a',
        who: 'holders',
        records: (at) => {
          const { outcome } = at.one.evaluation;
          const note = at.source.study.dictionary.variables.find(({ id }) => id === outcome.variable)?.note?.[
            at.writing.names.language
          ];
          const name = outcomeOf(at);
          return say(
            fill(at.writing.text.f_8a, {
              outcome: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
              note: note ? `${note} ` : '',
            }),
          );
        },
      },
      { id: '8b', who: 'holders' },
      { id: '8c', who: 'holders' },
      { id: '9a', who: 'developer' },
      { id: '9b', who: 'holders', records: inputTable },
      { id: '9c', who: 'holders' },
      { id: '10', who: 'developer', records: size },
      {
        id: '11',
        who: 'study',
        records: (at) => {
          const { released, plan } = at.source.study;
          if (!released) return [];
          const left = released.leftOut > 0 ? fill(at.writing.text.f_11left, { count: released.leftOut }) : '';
          return [...say(fill(at.writing.text.f_11, { left }).trim()), missingTable(at.writing, released.missing, plan.k)];
        },
      },
      {
        id: '12a',
        who: 'developer',
        records: (at) =>
          say(
            at.one.call.trained_on.length > 0
              ? fill(at.writing.text.f_12a, { trained: at.writing.names.stations(at.one.call.trained_on) })
              : at.writing.text.f_12aNone,
          ),
      },
      { id: '12b', who: 'developer', records: (at) => say(at.writing.text.f_12b) },
      { id: '12c', who: 'developer', records: (at) => say(fill(at.writing.text.f_12c, { digest: at.one.figures.model })) },
      {
        id: '12d',
        who: 'study',
        records: (at) =>
          say(
            fill(at.writing.text.f_12d, {
              groups: at.source.study.plan.groups.map((group) => at.writing.names.stations(group)).join(' | '),
            }),
          ),
      },
      { id: '12e', who: 'study', records: (at) => say(fill(at.writing.text.f_12e, { thresholds: thresholdsOf(at) })) },
      { id: '12f', who: 'study', records: (at) => say(at.writing.text.f_12f) },
      { id: '12g', who: 'study', records: (at) => say(fill(at.writing.text.f_12g, { bins: at.one.call.bins ?? 1000 })) },
      { id: '13', who: 'developer', records: (at) => say(at.writing.text.f_13) },
      {
        id: '14',
        who: 'developer',
        records: (at) => {
          const partitions = at.one.call.partitions.map(at.writing.names.partitionWithin);
          return say(
            partitions.length > 0
              ? fill(at.writing.text.f_14, { partitions: writeList(partitions, at.writing.names.language) })
              : at.writing.text.f_14none,
          );
        },
      },
      {
        id: '15',
        who: 'developer',
        records: (at) => say(fill(at.writing.text.f_15, { outcome: outcomeOf(at), thresholds: thresholdsOf(at) })),
      },
      {
        id: '16',
        who: 'developer',
        records: (at) => {
          const { trained_on } = at.one.call;
          const others = at.source.study.stationIds.filter((id) => !trained_on.includes(id));
          if (trained_on.length === 0 || others.length === 0) return [];
          const { names, text } = at.writing;
          return say(
            fill(text.f_16, { trained: names.stations(trained_on), others: names.stations(others), outcome: outcomeOf(at) }),
          );
        },
      },
      { id: '17', who: 'body', records: ethics },
    ],
  },
  {
    id: 'open',
    items: [
      { id: '18a', who: 'developer' },
      { id: '18b', who: 'developer' },
      { id: '18c', who: 'study', records: (at) => say(fill(at.writing.text.f_18c, { plan: at.source.study.digests.plan })) },
      {
        id: '18d',
        who: 'body',
        records: ({ writing, source }) =>
          source.application ? say(fill(writing.text.f_18d, { reference: source.application.reference })) : [],
      },
      {
        id: '18e',
        who: 'holders',
        records: ({ writing, source }) =>
          say(fill(writing.text.f_18e, { dataset: source.study.dictionary.title[writing.names.language] })),
      },
      {
        id: '18f',
        who: 'developer',
        records: ({ writing, source }) =>
          say(fill(writing.text.f_18f, { methods: source.study.plan.methods.map(({ name }) => name).join(', ') })),
      },
      { id: '19', who: 'developer' },
    ],
  },
  {
    id: 'results',
    items: [
      { id: '20a', who: 'study', records: flow },
      { id: '20b', who: 'study', records: participants },
      { id: '20c', who: 'study', records: (at) => say(at.writing.text.f_20c) },
      {
        id: '21',
        who: 'study',
        records: (at) => (at.one.figures.groups.length > 0 ? [personsTable(at.writing, at.one.figures)] : []),
      },
      { id: '22', who: 'developer', records: (at) => say(fill(at.writing.text.f_22, { digest: at.one.figures.model })) },
      { id: '23a', who: 'study', records: (at) => (at.one.figures.groups.length > 0 ? performance(at) : []) },
      { id: '23b', who: 'study', records: between },
      { id: '24', who: 'study', records: (at) => say(at.writing.text.f_24) },
    ],
  },
  {
    id: 'discussion',
    items: [
      {
        id: '25',
        who: 'developer',
        records: (at) => {
          const answer = answerOf(at.writing, judge(at.one.figures));
          return say(fill(at.writing.text.f_25, { answer, risks: '' }).replace(/ {2,}/g, ' '));
        },
      },
      { id: '26', who: 'developer' },
      { id: '27a', who: 'developer', records: (at) => say(at.writing.text.f_27a) },
      { id: '27b', who: 'developer' },
      { id: '27c', who: 'developer', records: next },
    ],
  },
];

const stateable: readonly string[] = tripodFields;

/** All items, with a count of how they were filled. `skip`: item 26 is page one's "what it does not show", given here. */
export function tripodSections(
  writing: Writing,
  source: Source,
  one: EvaluationSource,
  limitsShown: ReportPart[],
): ReportSection[] {
  const { text } = writing;
  const words = wordsOf(text);
  const counts = { records: 0, stated: 0, missing: 0 };
  const sections = groups.flatMap(({ id, items }): ReportSection[] => [
    { id: `tripod-${id}`, level: 3, title: words[`g_${id}`] as string, parts: [] },
    ...items.map((item): ReportSection => {
      const records = item.id === '26' ? limitsShown : (item.records?.({ writing, source, one }) ?? []);
      const stated = stateable.includes(item.id) ? source.statements.get(item.id) : undefined;
      const parts: ReportPart[] = [
        ...records,
        ...(stated ? [statementPart(writing, stated)] : []),
        ...(records.length === 0 && !stated
          ? [{ kind: 'missing' as const, text: `${text.notReported} ${words[`who_${item.who}`]}` }]
          : []),
      ];
      counts[records.length > 0 ? 'records' : stated ? 'stated' : 'missing'] += 1;
      return { id: `tripod-${item.id}`, level: 4, title: `${item.id} ${words[`t_${item.id}`]}`, parts };
    }),
  ]);
  const all = counts.records + counts.stated + counts.missing;
  return [
    {
      id: 'tripod',
      level: 2,
      newPage: true,
      title: text.tripodTitle,
      parts: [
        { kind: 'text', text: text.tripodLead },
        { kind: 'text', text: fill(text.tripodCount, { ...counts, all }) },
      ],
    },
    ...sections,
  ];
}

export function statementPart(
  { text, names }: Writing,
  { version, text: words, stated_at }: { version: number; text: string; stated_at: string },
): ReportPart {
  return { kind: 'statement', title: fill(text.statedWhen, { day: writeDay(stated_at, names.language), version }), text: words };
}
