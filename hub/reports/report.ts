// The whole report as a document: page one for each model, TRIPOD+AI's items, regressions, where it comes from.
import { fill, type Language } from '../platform/texts.ts';
import { namesOf } from '../studies/names.ts';
import { writeDay } from '../ui/format.ts';
import { conclusions } from './conclusions.ts';
import type { ReportDocument, ReportSection } from './document.ts';
import { cardFields } from './fields.ts';
import { regressionSections } from './regression.ts';
import type { Source } from './source.ts';
import { statementPart, tripodSections } from './tripod/sections.ts';
import { say, type Writing, wordsOf, writingOf } from './words.ts';

export type WholeReport = { document: ReportDocument; writing: Writing };

export function writingFor({ study }: Source, language: Language): Writing {
  const { dictionary, plan, stations } = study;
  return writingOf(say(language), namesOf({ language, dictionary, plan, stations }));
}

/** Null where there is nothing to report: no result, or no model and no regression in it. */
export function reportOf(source: Source, language: Language): WholeReport | null {
  const { study, evaluations, fits } = source;
  if (!study.released || evaluations.length + fits.length === 0) return null;
  const writing = writingFor(source, language);
  const { text } = writing;
  const several = evaluations.length > 1;
  const sections: ReportSection[] = [
    ...evaluations.flatMap((one, i) => conclusions(writing, source, one, several ? i + 1 : null)),
    ...fits.flatMap((one) => regressionSections(writing, one)),
    // Items are the study's; where it tried several models, the first stands for them and page one has each.
    ...evaluations.slice(0, 1).flatMap((one) => {
      const limits =
        conclusions(writing, source, one, null)
          .find(({ id }) => id === 'not-shown')
          ?.parts.slice(0, 1) ?? [];
      return tripodSections(writing, source, one, limits);
    }),
    ...cardSection(writing, source),
    provenance(writing, source),
  ];
  const day = writeDay(study.finished_at ?? study.created_at, language);
  return {
    writing,
    document: {
      title: study.plan.title,
      kicker: fill(text.kicker, { organisation: source.organisation, day }),
      footer: fill(text.footer, { study: study.id }),
      made: study.finished_at ?? study.created_at,
      sections,
    },
  };
}

/** What the owner stated for the model card alone; nothing where nothing was. */
function cardSection(writing: Writing, { statements }: Source): ReportSection[] {
  const { text } = writing;
  const stated = cardFields.flatMap((field) => statements.get(field) ?? []);
  if (stated.length === 0) return [];
  return [
    { id: 'card', level: 2, title: text.groupCard, parts: [] },
    ...stated.map(
      (one): ReportSection => ({
        id: `card-${one.field}`,
        level: 3,
        title: wordsOf(text)[`t_${one.field}`] as string,
        parts: [statementPart(writing, one)],
      }),
    ),
  ];
}

function provenance({ text, names, count }: Writing, source: Source): ReportSection {
  const { study, application, evaluations, history } = source;
  const { permit, plan, released } = study;
  const newest = history.toSorted((a, b) => a.stated_at.localeCompare(b.stated_at)).at(-1);
  const facts: [string, string | undefined][] = [
    [text.p_study, study.id],
    [text.p_ended, study.finished_at ? writeDay(study.finished_at, names.language) : undefined],
    [text.p_plan, study.digests.plan],
    [
      text.p_permit,
      permit ? fill(text.p_permitSays, { reference: permit.reference, version: permit.version, body: source.body }) : undefined,
    ],
    [text.p_permitDigest, study.digests.permit],
    [text.p_application, application?.reference],
    [text.p_dictionary, plan.dictionary],
    ...[...new Set(evaluations.map(({ figures }) => figures.model))].map((model): [string, string] => [text.p_model, model]),
    [text.p_stations, names.stations(study.stationIds)],
    [text.p_rounds, count(released?.rounds ?? study.rounds)],
    [text.p_k, String(plan.k)],
    [text.p_release, wordsOf(text)[`p_releaseSays_${plan.release}`]],
    [
      text.p_statements,
      newest
        ? fill(text.p_count, { count: source.statements.size, day: writeDay(newest.stated_at, names.language) })
        : text.p_none,
    ],
  ];
  return {
    id: 'provenance',
    level: 2,
    title: text.provenanceTitle,
    parts: [{ kind: 'facts', facts: facts.flatMap(([name, value]) => (value ? [{ name, value }] : [])) }],
  };
}
