// The 27 items of TRIPOD+AI as sections of a report, each filled from the records, stated by the developer, or honestly not reported.
// Collins GS, Moons KGM, Dhiman P, et al. TRIPOD+AI statement. BMJ 2024;385:e078378, CC BY 4.0: the numbers, and the headings before a colon,
// are the checklist's (52 with its sub-items, compared in November 2026 with checklists that studies published); the rest is in our words.
import { fill } from '../../platform/texts.ts';
import { writeDay } from '../../ui/format.ts';
import type { ReportPart, ReportSection } from '../document.ts';
import { tripodFields } from '../fields.ts';
import type { EvaluationSource, Source } from '../source.ts';
import { type Writing, wordsOf } from '../words.ts';
import { discussion } from './discussion.ts';
import type { Group } from './item.ts';
import { methods } from './methods.ts';
import { openScience } from './open-science.ts';
import { results } from './results.ts';
import { introduction, title } from './title-and-introduction.ts';

const groups: Group[] = [title, introduction, methods, openScience, results, discussion];

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
      const filled = records.length > 0 && records.every(({ kind }) => kind !== 'missing');
      counts[filled ? 'records' : stated ? 'stated' : 'missing'] += 1;
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
