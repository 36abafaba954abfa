// The public register as anybody reads it: applications from their reception, decisions and permits once they are public.
import { z } from 'zod';
import { listOrganisations } from '../organisations/actions.ts';
import { type DecisionInShort, outcomes, type PermitSummary } from '../permits/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { type Appeal, appealsOf } from './appeals/rules.ts';
import { states } from './schema.ts';
import * as store from './store.ts';
import { permitSummary } from './views.ts';

export const registerEntry = z.object({
  reference: z.string(),
  title: z.string(),
  summary: z.string(),
  organisation: z.string(),
  purpose: z.string(),
  datasets: z.array(z.string()),
  state: z.enum(states),
  submitted: z.string(),
  decided: z.string().nullable().describe('When it was decided; the decision itself is public when the permit is signed'),
  decision: z.object({ kind: z.string(), reason: z.string(), at: z.string() }).nullable(),
  permit: permitSummary.omit({ id: true }).nullable(),
  appeal: z
    .object({ at: z.string(), state: z.string(), court: z.string().nullable(), outcome: z.string().nullable() })
    .nullable()
    .describe('The newest; neither its text nor who wrote it'),
});

/** Art. 57(1)(j)(ii) and (iii): every application from its reception, every decision with its reasons. Only the public section. */
export async function readRegister(hub: Hub): Promise<RegisterEntry[]> {
  const [organisations, rows, { decisions, permits }] = await Promise.all([
    listOrganisations(hub),
    store.handedIn(hub.db),
    outcomes(hub),
  ]);
  const names = new Map(organisations.map((one) => [one.id, one.name]));
  const appeals = Map.groupBy(await store.appealEvents(hub.db), (one) => one.application);
  return rows.map((row) => {
    const appeal = appealsOf(appeals.get(row.id) ?? []).at(-1);
    return entryOf(row, names.get(row.organisation), decisions.get(row.id), permits.get(row.id), appeal);
  });
}

export type RegisterEntry = z.infer<typeof registerEntry>;

/** The newest entries alone. */
export async function newestInRegister(hub: Hub, count: number): Promise<RegisterEntry[]> {
  const rows = await store.handedIn(hub.db, { newest: count });
  const ids = rows.map(({ id }) => id);
  const [organisations, { decisions, permits }] = await Promise.all([listOrganisations(hub), outcomes(hub, ids)]);
  const names = new Map(organisations.map((one) => [one.id, one.name]));
  return rows.map((row) => entryOf(row, names.get(row.organisation), decisions.get(row.id), permits.get(row.id)));
}

/** One entry with its id; undefined for what is not in the register. */
export async function readRegisterEntry(hub: Hub, reference: string): Promise<{ id: string; entry: RegisterEntry } | undefined> {
  const [row] = await store.handedIn(hub.db, { reference });
  if (!row) return undefined;
  const [organisations, { decisions, permits }] = await Promise.all([listOrganisations(hub), outcomes(hub, [row.id])]);
  const name = organisations.find((one) => one.id === row.organisation)?.name;
  const appeal = appealsOf(await store.eventsOf(hub.db, row.id)).at(-1);
  return { id: row.id, entry: entryOf(row, name, decisions.get(row.id), permits.get(row.id), appeal) };
}

function entryOf(
  { id, organisation, submitted, ...row }: HandedIn,
  name: string | undefined,
  decisions: DecisionInShort[] = [],
  granted?: PermitSummary,
  appeal?: Appeal,
): RegisterEntry {
  // Decided anew, the newer decision counts.
  const decision = decisions.findLast((one) => one.published_at && decides(one));
  const permit = decision?.kind === 'grant' ? granted : undefined;
  return {
    ...row,
    organisation: name ?? organisation,
    submitted: submitted.toISOString(),
    decided: decisions.findLast(decides)?.at ?? null,
    decision: decision ? { kind: decision.kind, reason: decision.reason, at: decision.at } : null,
    permit: permit ? { reference: permit.reference, state: permit.state, version: permit.version } : null,
    // What is appealed is not told before the decision itself is.
    appeal:
      appeal && decision ? { at: appeal.at, state: appeal.state, court: appeal.court, outcome: appeal.court_outcome } : null,
  };
}

/** Not one that changes a permit. */
const decides = ({ kind }: DecisionInShort) => kind !== 'amend' && kind !== 'renew';

type HandedIn = Awaited<ReturnType<typeof store.handedIn>>[number];
