// What a submission needs: Regulation (EU) 2025/327 art. 67(2), (4) and (5), field by field, with the point that asks for it.
import type { Content } from './schema.ts';

export type Gap = { field: string; article: string; code: 'missing' | 'too-long' | 'invalid'; detail: string };

const wordsOfSummary = 250; // TEHDAS2 D6.3 Annex 5, section 2

function words(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

/** Everything that keeps an application from being complete; empty when nothing does. */
export function gaps(content: Content, applicant: { publicSector: boolean }): Gap[] {
  const found: Gap[] = [];
  const gap = (field: string, article: string, detail: string, code: Gap['code'] = 'missing') =>
    found.push({ field, article, code, detail });
  const need = (field: keyof Content, article: string, detail: string) => {
    if (!content[field]) gap(field, article, detail);
  };

  need('title', '57(1)(j)(ii)', 'a public name');
  need('summary', '57(1)(j)(ii)', 'a public summary');
  if (content.summary && words(content.summary) > wordsOfSummary)
    gap('summary', '57(1)(j)(ii)', `at most ${wordsOfSummary} words; it has ${words(content.summary)}`, 'too-long');

  need('applicant', '67(2)(a)', 'the applicant’s professional functions and activities');
  const persons = content.persons ?? [];
  if (persons.length === 0) gap('persons', '67(2)(a)', 'at least one person who would have access');
  else if (persons.filter((person) => person.investigator).length !== 1)
    gap('persons', '68(10)(d)', 'exactly one principal investigator', 'invalid');
  if (new Set(persons.map((person) => person.email)).size !== persons.length)
    gap('persons', '67(2)(a)', 'each person once', 'invalid');

  need('purpose', '67(2)(b)', 'a purpose of art. 53(1)');
  if (content.prohibited_uses === undefined)
    gap('prohibited_uses', '54', 'which prohibited uses the project involves: none, for a permit');
  need('intended_use', '67(2)(c)', 'the intended use');
  need('benefit', '67(2)(c)', 'the expected benefit and how it contributes to the purpose');

  const data = content.data ?? [];
  if (data.length === 0) gap('data', '67(2)(d)', 'at least one dataset');
  for (const [index, one] of data.entries())
    if (one.variables.length === 0) gap(`data.${index}.variables`, '67(2)(d)', 'the variables that are needed');
  need('coverage', '67(2)(d)', 'time range and geography');

  need('format', '67(2)(e)', 'anonymised or pseudonymised');
  if (content.format === 'pseudonymised') {
    need('format_reason', '67(2)(e)', 'why the processing cannot be carried out with anonymised data');
    need('legal_basis', '67(4)', 'how the processing complies with data protection law, GDPR art. 6(1) in particular');
  }
  need('safeguards', '67(2)(g)', 'safeguards against misuse and re-identification');

  if (!content.period) gap('period', '67(2)(h)', 'when the data are needed');
  if (applicant.publicSector) need('frequency', '67(5)', 'period and frequency of access');
  else need('period_reason', '67(2)(h)', 'why the data are needed for so long');
  if ((content.methods ?? []).length === 0) gap('methods', '67(2)(i)', 'the methods to be used');
  return found;
}
