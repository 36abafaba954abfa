// Page one: what the evaluation says, in plain words by a stated rule, with its pictures, and what it does not show.
import { fill } from '../platform/texts.ts';
import { withheld } from '../studies/result/withheld.ts';
import { writeCount, writeList, writeNumber, writeShort } from '../ui/format.ts';
import { answerOf } from './answer.ts';
import type { ReportPart, ReportSection } from './document.ts';
import { type GroupFigures, type Interval, rounded, type SubgroupFigures } from './figures.ts';
import { aurocPicture, calibrationPicture, decisionPicture, subgroupName } from './pictures.ts';
import { certainGaps, isSmall, judge, judgeAlone, limits, outsideAlone, risksOf, type Verdict, worthActing } from './rules.ts';
import type { EvaluationSource, Source } from './source.ts';
import { curvesTable, qualityTable, thresholdTable } from './tables.ts';
import { type Writing, wordsOf } from './words.ts';

/** `number`: which of several models; null where there is one. */
export function conclusions(writing: Writing, source: Source, one: EvaluationSource, number: number | null): ReportSection[] {
  const { text } = writing;
  const verdict = judge(one.figures);
  const { main } = verdict;
  const calibration = calibrationPicture(writing, one.figures, main);
  const decision = main ? decisionPicture(writing, main) : null;
  const id = number === null ? '' : `-${number}`;
  const pictures = [
    ...(calibration ? [{ ...calibration, table: curvesTable(writing, one.figures) }] : []),
    ...(decision && main ? [{ ...decision, table: thresholdTable(writing, main) }] : []),
  ];
  const each = eachAlone(writing, one);
  const parts: ReportPart[] = [
    { kind: 'text', as: 'lead', text: answerOf(writing, verdict) },
    { kind: 'glance', facts: glance(writing, one, verdict) },
    ...(one.figures.groups.length > 0
      ? [{ kind: 'pictures' as const, pictures: [aurocPicture(writing, one.figures, false)] }]
      : []),
    ...(pictures.length > 0 ? [{ kind: 'pictures' as const, pictures, small: true }] : []),
    ...(main ? [{ kind: 'list' as const, items: meaning(writing, one, verdict, main) }] : []),
    ...(!main && each.length > 0 ? [{ kind: 'list' as const, items: each }] : []),
    {
      kind: 'notice',
      title: text.notShownTitle,
      text: [text.not_short, verdict.ranking === 'unanswered' ? text.not_shortUnanswered : ''].join(' ').trim(),
    },
  ];
  const numbered = (name: string) => (number === null ? name : `${name} (${number})`);
  const sections: (ReportSection | null)[] = [
    {
      id: `answer${id}`,
      level: 2,
      title: number === null ? text.question : fill(text.questionOf, { number }),
      newPage: number !== null && number > 1,
      parts,
    },
    main
      ? {
          id: `for-whom${id}`,
          level: 2,
          newPage: true,
          title: numbered(text.forWhomTitle),
          parts: forWhomParts(writing, one, main),
        }
      : null,
    main && main.thresholds.length > 0
      ? { id: `acting${id}`, level: 2, title: numbered(text.thresholdsTitle), parts: thresholdParts(writing, one, main) }
      : null,
    { id: `not-shown${id}`, level: 2, title: numbered(text.notShownTitle), parts: notShown(writing, source, one, verdict) },
    { id: `rule${id}`, level: 2, title: numbered(text.rule), parts: rule(writing, verdict) },
  ];
  return sections.filter((section) => section !== null);
}

/** Hospitals that answered by themselves, where there are others too: one answer each. */
function eachAlone(writing: Writing, { figures }: EvaluationSource): string[] {
  const { text, names } = writing;
  const words = wordsOf(text);
  const alone = outsideAlone(figures);
  if (alone.length === 1 && !figures.groups.some(({ kind }) => kind === 'elsewhere')) return [];
  return alone.map((group) => {
    const { ranking, risks } = judgeAlone(figures, group);
    const answer = `${words[`answer_${ranking}`]} ${words[`risks_${risks}`]}`;
    return fill(text.sayEach, { stations: names.stations(group.stations), answer });
  });
}

function forWhomParts(writing: Writing, one: EvaluationSource, main: GroupFigures): ReportPart[] {
  const picture = aurocPicture(writing, one.figures, true);
  return [
    { kind: 'list', items: [...eachAlone(writing, one), ...forWhom(writing, one, main)] },
    ...(main.subgroups.length > 0 ? [{ kind: 'pictures' as const, pictures: [picture] }] : []),
    folded(writing.text.numbers, [qualityTable(writing, one.figures)]),
  ];
}

const folded = (title: string, parts: ReportPart[]): ReportPart => ({ kind: 'folded', title, parts });

function glance({ text, names, figure, count }: Writing, { evaluation }: EvaluationSource, { main, built }: Verdict) {
  const facts: [string, string][] = [];
  if (main)
    facts.push(
      [text.glanceElsewhere, count(main.n)],
      [fill(text.glanceEvents, { outcome: names.outcome(evaluation.outcome) }), count(main.events)],
      [text.glanceHospitals, String(main.stations.length)],
      [text.glanceAuroc, figure(main.auroc.value)],
    );
  if (built) facts.push([text.glanceBuilt, figure(built.auroc.value)]);
  return facts.map(([name, value]) => ({ name, value }));
}

const percent = (value: number) => String(Math.round(value * 100));

function meaning(writing: Writing, one: EvaluationSource, { built, loss }: Verdict, main: GroupFigures): string[] {
  const { text, names, figure } = writing;
  const outcome = names.outcome(one.evaluation.outcome);
  return [
    fill(text.sayPairs, {
      outcome,
      pairs: percent(main.auroc.value),
      low: percent(main.auroc.low),
      high: percent(main.auroc.high),
      built: built ? fill(text.sayPairsBuilt, { pairs: percent(built.auroc.value) }) : '',
    }),
    ...(loss ? [fill(text.sayLoss, { loss: figure(loss.value), low: figure(loss.low), high: figure(loss.high) })] : []),
    ...worthItems(writing, main),
    ...forWhom(writing, one, main).slice(0, 1),
  ];
}

/** Where acting by the model did more good than harm, at the thresholds that may be shown. */
function worthItems({ text, names }: Writing, main: GroupFigures): string[] {
  const list = (rows: GroupFigures['thresholds']) =>
    writeList(
      rows.map(({ threshold }) => writeShort(threshold, names.language)),
      names.language,
    );
  const worth = main.thresholds.filter((row) => worthActing(row) === 'worth');
  const not = main.thresholds.filter((row) => worthActing(row) === 'not-worth');
  if (worth.length === 0) return not.length > 0 ? [fill(text.sayNeverWorth, { thresholds: list(not) })] : [];
  return [
    [
      fill(text.sayWorth, { worth: list(worth) }),
      ...(not.length > 0 ? [fill(text.sayNotWorth, { thresholds: list(not) })] : []),
    ].join(' '),
  ];
}

function thresholdParts(writing: Writing, one: EvaluationSource, main: GroupFigures): ReportPart[] {
  const { text, names } = writing;
  const short = (value: number) => writeShort(value, names.language);
  const outcome = names.outcome(one.evaluation.outcome);
  // The row in the middle, as an example; no threshold is recommended.
  const middle = main.thresholds[Math.floor((main.thresholds.length - 1) / 2)] as GroupFigures['thresholds'][number];
  const share = (value: number) => `${writeNumber(rounded(value * 100), 1, names.language)} %`;
  return [
    {
      kind: 'list',
      items: [
        fill(text.sayThreshold, {
          threshold: short(middle.threshold),
          alerts: middle.alerts,
          outcome,
          sensitivity: share(middle.sensitivity),
          ppv: share(middle.ppv),
        }),
        ...worthItems(writing, main),
      ],
    },
    thresholdTable(writing, main),
    ...(main.thresholds.some(({ approximate }) => approximate)
      ? [{ kind: 'text' as const, as: 'quiet' as const, text: text.approximateNote }]
      : []),
  ];
}

function forWhom(writing: Writing, one: EvaluationSource, main: GroupFigures): string[] {
  const { text, names, figure } = writing;
  const { language } = names;
  if (main.subgroups.length === 0) return [text.sayNoGroups];
  const outcome = names.outcome(one.evaluation.outcome);
  const gaps = certainGaps(main);
  const partitions = [...new Set(main.subgroups.map(({ partition }) => names.partitionWithin(partition)))];
  const small = main.subgroups.filter(isSmall);
  const wrong = main.subgroups
    .filter(
      (cell): cell is SubgroupFigures & { slope: number; intercept: number } => cell.slope !== null && cell.intercept !== null,
    )
    .filter((cell) => risksOf(cell) !== 'near')
    .toSorted((a, b) => distance(b) - distance(a))[0];
  return [
    ...gaps.map(({ worst, best }) =>
      fill(text.sayGap, {
        worst: subgroupName(writing, worst),
        best: subgroupName(writing, best),
        worstValue: figure(worst.auroc.value),
        bestValue: figure(best.auroc.value),
      }),
    ),
    ...(gaps.length === 0 ? [fill(text.sayNoGap, { partitions: writeList(partitions, language) })] : []),
    ...(wrong
      ? [
          fill(text.sayGapRisks, {
            group: subgroupName(writing, wrong),
            slope: figure(wrong.slope),
            intercept: figure(wrong.intercept),
          }),
        ]
      : []),
    ...(small.length > 0
      ? [
          fill(text.saySmall, {
            outcome,
            limit: limits.persons,
            groups: writeList(
              small.map((cell) => subgroupName(writing, cell)),
              language,
            ),
          }),
        ]
      : []),
  ];
}

/** How wrong a subgroup's risks are, on the rule's own scale. */
const distance = ({ slope, intercept }: { slope: number; intercept: number }) =>
  Math.max(Math.abs(intercept) / limits.intercept, Math.abs(slope - 1) / (limits.slope.high - 1));

function rule(writing: Writing, { main, built, loss }: Verdict): ReportPart[] {
  const { text, names, figure, interval } = writing;
  const two = (value: number) => writeShort(value, names.language);
  const written = (one: Interval) => `${figure(one.value)} (${interval(one)})`;
  return [
    { kind: 'text', text: text.ruleLead },
    {
      kind: 'list',
      items: [
        fill(text.ruleNotShown, { chance: two(limits.chance) }),
        fill(text.ruleHeld, { loss: two(limits.loss) }),
        text.ruleWeaker,
        text.ruleUnsettled,
        fill(text.ruleRisks, { low: two(limits.slope.low), high: two(limits.slope.high), intercept: two(limits.intercept) }),
        text.ruleGap,
      ],
    },
    {
      kind: 'text',
      text: [
        main && built && loss
          ? fill(text.ruleHere, { elsewhere: written(main.auroc), built: written(built.auroc), loss: written(loss) })
          : '',
        text.ruleComputed,
      ]
        .filter(Boolean)
        .join(' '),
    },
  ];
}

function notShown(writing: Writing, source: Source, one: EvaluationSource, { main }: Verdict): ReportPart[] {
  const { text, names } = writing;
  const { study } = source;
  const { released, plan } = study;
  if (!released) return [];
  const described = released.results.find(({ name }) => name === 'describe@1')?.result as
    | { frame: { inFilter: number; n: number | null } }
    | undefined;
  const left = described && described.frame.n !== null ? described.frame.inFilter - described.frame.n : null;
  const write = (value: number) => writeCount(value, names.language);
  const each = main && main.stations.length > 1 && !one.figures.groups.some(({ kind }) => kind === 'alone');
  return [
    {
      kind: 'list',
      items: [
        fill(text.not_place, { stations: names.stations(study.stationIds) }),
        text.not_effect,
        ...(each ? [text.not_each] : []),
        left !== null && described
          ? fill(text.not_missing, { left: write(left), all: write(described.frame.inFilter) })
          : text.not_missingUnknown,
        ...(main ? [text.not_calibration] : []),
        ...(main && main.subgroups.length > 0 ? [text.not_groups] : []),
        text.not_drift,
        text.not_approval,
      ],
    },
    folded(text.not_withheld, [{ kind: 'list', items: withheld(names, plan, released) }]),
  ];
}
