// Items 5 to 17 of TRIPOD+AI: data, participants, outcome, predictors, analysis, fairness, ethical approval.
import { fill, type Language } from '../../platform/texts.ts';
import { writeList } from '../../ui/format.ts';
import type { ReportPart } from '../document.ts';
import { mainGroup } from '../figures.ts';
import { isSmall, limits } from '../rules.ts';
import { missingTable } from '../tables.ts';
import { type At, fromApplication, type Group, inputsOf, notReported, outcomeOf, say, thresholdsOf } from './item.ts';

function filterOf({ writing: { text, names }, source }: At): string {
  const { plan } = source.study;
  if (plan.filter.length === 0) return text.f_everybody;
  return fill(text.f_filter, { conditions: writeList(plan.filter.map(names.condition), names.language) });
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

/** ehds53.1.e is written 53(1)(e), in Swedish 53.1 e. */
const purposeOf = (purpose: string, language: Language) =>
  purpose.replace(/^ehds(\d+)\.(\d+)\.([a-f])$/, language === 'sv' ? '$1.$2 $3' : '$1($2)($3)');

/** A permit to use data is no ethical approval: alone it leaves the item open. */
function ethics(at: At): ReportPart[] {
  const { text, names } = at.writing;
  const { permit } = at.source.study;
  const assessed = fromApplication(at, at.source.application?.content.ethics);
  return [
    ...(assessed.length > 0 ? assessed : notReported(text.f_17none)),
    ...(permit
      ? say(
          fill(text.f_17, {
            reference: permit.reference,
            version: permit.version,
            body: at.source.body,
            purpose: purposeOf(permit.document.purpose, names.language),
          }),
        )
      : []),
  ];
}

export const methods: Group = {
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
};
