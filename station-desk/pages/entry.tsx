// One entry of the journal as a sentence; a refusal with its explanation below it.
import type { Entry } from '@sluss/station/journal.ts';
import { fill } from '../../hub/platform/texts.ts';
import { writeCount } from '../../hub/ui/format.ts';
import type { StudyHere } from '../memory-store.ts';
import type { Names } from '../names.ts';
import { explain } from '../refusal-words.ts';

type Body = {
  plan?: string;
  title?: string;
  organisation?: string;
  persons?: number;
  round?: number | null;
  kinds?: string[];
  masked?: boolean;
  /** Told together with the opening that followed. */
  thenOpened?: boolean;
  code?: string;
  detail?: string;
  stations?: string[];
  note?: string;
};

/** `titles`: of the studies that are known here, by plan. */
export function entryInWords(names: Names, { kind, body }: Pick<Entry, 'kind' | 'body'>, titles: Map<string, string>): string {
  const { text, language } = names;
  const said = body as Body;
  const title = said.title ?? titles.get(said.plan ?? '');
  const round = (said.round ?? 0) + 1;
  const sentences: Record<string, () => string> = {
    'plan accepted': () =>
      fill(text.entry_accepted, {
        title: title ?? '',
        organisation: said.organisation ?? '',
        persons: writeCount(said.persons ?? 0, language),
      }),
    'plan declined': () => fill(text.entry_declined, { title: title ? fill(text.quoted, { title }) : text.aPlan }),
    answered: () =>
      fill(text.entry_answered, {
        round,
        kinds: names.list((said.kinds ?? []).map(names.kind)),
        how: said.masked === false ? text.entry_alone : said.thenOpened ? text.entry_thenOpened : '',
      }),
    opened: () => fill(text.entry_opened, { round }),
    refused: () => fill(text.entry_refused, { round }),
    'opening refused': () => fill(text.entry_openingRefused, { round }),
    'plan finished': () => text.entry_finished,
    'set released': () => fill(text.entry_released, { stations: names.stations(said.stations ?? []) }),
    'policy changed': () => fill(text.entry_policy, { note: said.note ? `: ${fill(text.quoted, { title: said.note })}` : '' }),
    'tables published': () => text.entry_tables,
    'tables withdrawn': () => text.entry_tablesWithdrawn,
    paused: () => text.entry_paused,
    resumed: () => text.entry_resumed,
  };
  return sentences[kind]?.() ?? kind;
}

/** The titles of studies, by plan. */
export const titlesOf = (studies: StudyHere[]) => new Map(studies.map(({ hash, title }) => [hash, title]));

/** Why the station said no: for its steward alone. */
export function Why({ names, code, detail }: { names: Names; code: string; detail: string }) {
  const { text } = names;
  const { rule, why, remedy, note } = explain(names, code, detail);
  return (
    <div class="why">
      <p>{why}</p>
      <dl>
        <dt>{text.rule}</dt>
        <dd>
          {rule} <code>{code}</code>
        </dd>
        <dt>{text.remedy}</dt>
        <dd>{remedy}</dd>
        {note ? (
          <>
            <dt>{text.note}</dt>
            <dd lang="en">{note}</dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}
