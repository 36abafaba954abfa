// The names by which people know variables, levels, subgroups and stations, from the dictionary, the plan and the list of stations.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Condition, Plan } from '@sluss/protocol/documents.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeList, writeShort } from '../ui/format.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);

type Around = { language: Language; dictionary: Dictionary; plan: Plan; stations: { id: string; title: string }[] };
export type Names = ReturnType<typeof namesOf>;
/** A side of a crosstab: a variable, or a declared partition. */
export type Axis = { variable: string } | { partition: string };
export type Outcome = { variable: string; events: string[] };

const small = (title: string) => (/^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title);

export function namesOf({ language, dictionary, plan, stations }: Around) {
  const text = say(language);
  const found = (id: string) => dictionary.variables.find((variable) => variable.id === id);
  const variable = (id: string) => found(id)?.title[language] ?? id;
  const level = (id: string, name: string) => {
    const of = found(id);
    return (of?.type === 'category' ? of.levels.find((one) => one.id === name)?.title[language] : undefined) ?? name;
  };
  const unit = (id: string) => {
    const of = found(id);
    const written = of?.type === 'number' ? of.unit : '';
    const words: Record<string, string> = text;
    return words[`unit_${written}`] ?? written.replace(/[[\]]/g, '');
  };
  const number = (decimal: string) => writeShort(Number(decimal), language);
  const partition = (id: string) => plan.partitions.find((one) => one.id === id);

  return {
    language,
    text,
    variable,
    level,
    unit,
    number,
    /** In the middle of a sentence: without a capital. */
    variableWithin: (id: string) => small(variable(id)),
    firstLevel: (id: string) => {
      const of = found(id);
      return of?.type === 'category' ? level(id, of.levels[0]?.id ?? '') : '';
    },
    partition: (id: string) => variable(partition(id)?.variable ?? id),
    /** Cells of a partition that are shown together. */
    cells(id: string, cells: string[]): string {
      const conditions = cells.map((cell) => partition(id)?.cells.find((one) => one.id === cell)?.condition);
      const ranges = conditions.filter((one) => one !== undefined && 'from' in one) as Extract<Condition, { from: string }>[];
      const [first, last] = [ranges[0], ranges.at(-1)];
      if (first && last && ranges.length === cells.length)
        return fill(text.cellRange, { from: number(first.from), to: number(last.to) });
      return conditions
        .map((one, i) =>
          one && 'levels' in one ? one.levels.map((name) => level(one.variable, name)).join(', ') : (cells[i] ?? ''),
        )
        .join(` ${text.or} `);
    },
    /** In the middle of a sentence: without a capital. */
    partitionWithin: (id: string) => small(variable(partition(id)?.variable ?? id)),
    axisWithin: (axis: Axis) =>
      small(variable('variable' in axis ? axis.variable : (partition(axis.partition)?.variable ?? axis.partition))),
    axis: (axis: Axis) => variable('variable' in axis ? axis.variable : (partition(axis.partition)?.variable ?? axis.partition)),
    condition(condition: Condition): string {
      const name = small(variable(condition.variable));
      if ('levels' in condition)
        return fill(text.condition_levels, {
          variable: name,
          levels: condition.levels.map((one) => level(condition.variable, one)).join(` ${text.or} `),
        });
      return fill(text.condition_range, { variable: name, from: number(condition.from), to: number(condition.to) });
    },
    outcome(outcome: Outcome | string): string {
      if (typeof outcome === 'string') return small(variable(outcome));
      const name = small(variable(outcome.variable));
      const events = outcome.events.map((one) => level(outcome.variable, one)).join(` ${text.or} `);
      // "disease: yes" is what the variable's own name already says.
      return events.toLowerCase() === text.yes ? name : `${name}: ${events}`;
    },
    station: (id: string) => stations.find((one) => one.id === id)?.title ?? id,
    stations(ids: string[]): string {
      const titles = ids.map((id) => stations.find((one) => one.id === id)?.title ?? id);
      // "A, Budapest, B and C" would be four.
      return titles.length > 1 && titles.some((title) => title.includes(',')) ? titles.join('; ') : writeList(titles, language);
    },
  };
}
