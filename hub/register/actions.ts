// What everybody may read: applications from their reception, decisions with their reasons, permits, revocations, results. Regulation
// (EU) 2025/327 art. 57(1)(j) and 58.
import { readRegister, readRegisterEntry } from '../applications/register-views.ts';
import { listDatasets } from '../datasets/actions.ts';
import { accessBody } from '../organisations/actions.ts';
import { decisionsOfApplication, outcomes, permitIdsOf, publicPermitOf } from '../permits/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import type { Language } from '../platform/texts.ts';
import { publishedResults } from '../studies/sharing.ts';
import { found, pageOf, type Query } from './rules.ts';

export async function searchRegister(hub: Hub, query: Query, language: Language) {
  const [register, datasets, results] = await Promise.all([readRegister(hub), listDatasets(hub), resultsByPermit(hub)]);
  const entries = register.map((one) => ({ ...one, results: results.get(one.permit?.reference ?? '') ?? [] }));
  const titles = new Map(datasets.map((one) => [one.id, one.dictionary.title[language]]));
  const titleOf = (id: string) => titles.get(id) ?? id;
  const matching = found(entries, query, titleOf);
  return {
    ...pageOf(matching, query.page),
    total: matching.length,
    all: entries.length,
    withResults: matching.filter((one) => one.results.length > 0).length,
    titleOf,
    datasets: [...new Set(entries.flatMap((one) => one.datasets))].map((id) => ({ id, title: titleOf(id) })),
    purposes: [...new Set(entries.map((one) => one.purpose))].sort(),
    years: [...new Set(entries.map((one) => one.submitted.slice(0, 4)))].sort().reverse(),
  };
}
/** What was published, by the public reference of the newest permit of the application under whose permits it was found. */
async function resultsByPermit(hub: Hub) {
  const [results, { references }] = await Promise.all([publishedResults(hub), outcomes(hub)]);
  return Map.groupBy(results, (one) => references.get(one.permit) ?? '');
}

/** Where the register tells of a published study: `/register/<reference>`, by the study's id. */
export async function registerPlaces(hub: Hub): Promise<Map<string, string>> {
  const [register, results] = await Promise.all([readRegister(hub), resultsByPermit(hub)]);
  return new Map(
    register.flatMap(({ reference, permit }) =>
      (results.get(permit?.reference ?? '') ?? []).map(({ study }) => [study, `/register/${reference}#results`] as const),
    ),
  );
}

export type RegisterSearch = Awaited<ReturnType<typeof searchRegister>>;

/** One application of the register, by its reference. Throws 404 for a draft, as for what is not there. */
export async function readRegisterPage(hub: Hub, reference: string) {
  const [found, datasets, body, results] = await Promise.all([
    readRegisterEntry(hub, reference),
    listDatasets(hub),
    accessBody(hub.db),
    publishedResults(hub),
  ]);
  if (!found) throw notThere('There is nothing of this reference in the register.');
  const { id, entry } = found;
  const [decisions, permit, permits] = await Promise.all([
    decisionsOfApplication(hub, id),
    publicPermitOf(hub, id),
    permitIdsOf(hub, id),
  ]);
  return {
    entry,
    decisions: decisions
      .filter((one) => one.published_at)
      .map(({ id: decision, kind, reason, at, conditions, published_at }) => ({
        id: decision,
        kind,
        reason,
        at,
        conditions,
        published_at,
      })),
    permit: entry.permit ? permit : undefined,
    results: results.filter((one) => permits.includes(one.permit)),
    datasets: new Map(datasets.map((one) => [one.id, one])),
    body: body.name,
  };
}
export type RegisterPageView = Awaited<ReturnType<typeof readRegisterPage>>;
