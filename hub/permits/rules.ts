// What a permit says, composed from what was applied for and decided; when it may be changed or withdrawn. Pure.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { type Filter, type Permit, permitSchema } from '@sluss/protocol/documents.ts';
import { dayOf } from '../applications/calendar.ts';
import { longestUntil, renewalDeadline } from '../applications/clocks.ts';
import { problemOfCondition } from '../applications/requested-data.ts';
import type { Content } from '../applications/schema.ts';
import { accept, refuse, type Verdict } from '../applications/verdict.ts';

/** What a permit says beside the signed document: art. 68(10)(g) and (h). Amounts in minor units. */
export type Terms = { fee: { amount: number; currency: string } | null; conditions: string[] };

export type RefusalOfPermit =
  | 'no-station'
  | 'person-without-key'
  | 'wider-than-applied'
  | 'filter-off-grid'
  | 'already-over'
  | 'already-revoked'
  | 'renewed-before'
  | 'too-late-to-renew'
  | 'too-long'
  | 'waits-for-signature'
  | 'signed-already'
  | 'first-version';

/** What a deciding officer may narrow against the application. */
export type Narrowing = {
  datasets?:
    | { dataset: string; variables?: string[] | undefined; filter?: Filter | undefined; stations?: string[] | undefined }[]
    | undefined;
  methods?: string[] | undefined;
  models?: string[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

export type PermitParts = {
  id: string;
  body: string;
  applicant: string;
  /** Where persons are known: the hub's address. */
  issuer: string;
  content: Content;
  datasets: { id: string; digest: string; dictionary: Dictionary; stations: { id: string; sign: string; mask: string }[] }[];
  persons: { id: string; keys: string[] }[];
  plan_by: 'person' | 'hub';
  narrowing?: Narrowing | undefined;
  now: Date;
};

/** The first version of a permit, as the officer approves it. */
export function composePermit(parts: PermitParts): Verdict<Permit, RefusalOfPermit> {
  const { content, narrowing = {}, now } = parts;
  const period = content.period ?? { from: dayOf(now), to: dayOf(now) };
  const asked = narrowing.from ?? period.from;
  // Stations compare with UTC: a permit that begins "today" must not begin later than now.
  const from = asked > dayOf(now) ? asked : now.toISOString().slice(0, 10);
  const to = narrowing.to ?? period.to;
  if (to > period.to || (narrowing.from && narrowing.from < period.from)) return wider('period');
  const within = <T>(all: T[], narrowed: T[] | undefined) =>
    narrowed?.every((one) => all.includes(one)) === false ? undefined : (narrowed ?? all);

  const methods = within(content.methods ?? [], narrowing.methods);
  const models = within(
    (content.models ?? []).map((model) => model.digest),
    narrowing.models,
  );
  if (!methods) return wider('methods');
  if (!models) return wider('models');

  const stations = new Map<string, { id: string; sign: string; mask: string }>();
  const datasets: Permit['datasets'] = [];
  for (const request of content.data ?? []) {
    const narrowed = narrowing.datasets?.find((one) => one.dataset === request.dataset);
    const known = parts.datasets.find((one) => one.id === request.dataset);
    const variables = within(request.variables, narrowed?.variables);
    if (!variables) return wider(`variables of ${request.dataset}`);
    const chosen = (known?.stations ?? []).filter((one) => narrowed?.stations?.includes(one.id) ?? true);
    if (!known || chosen.length === 0)
      return refuse('no-station', `No station holds ${request.dataset} now.`, { dataset: request.dataset });
    for (const { id, sign, mask } of chosen) stations.set(id, { id, sign, mask });
    for (const condition of narrowed?.filter ?? []) {
      const why = problemOfCondition(condition, known.dictionary);
      if (why) return refuse('filter-off-grid', why, { dataset: known.id });
    }
    // A narrower filter adds conditions; those applied for always stay.
    datasets.push({
      id: known.id,
      dictionary: known.digest,
      variables,
      filter: [...request.filter, ...(narrowed?.filter ?? [])],
    });
  }
  if (parts.plan_by === 'person' && parts.persons.every((person) => person.keys.length === 0))
    return refuse('person-without-key', 'None of the named persons has registered a key to sign plans with: sluss login.');

  return checked({
    type: 'permit',
    id: parts.id,
    version: 1,
    previous: null,
    body: parts.body,
    holder_org: parts.applicant,
    persons: parts.persons.map((person) => ({ iss: parts.issuer, sub: person.id, keys: person.keys })),
    plan_by: parts.plan_by,
    purpose: content.purpose as string,
    datasets,
    methods,
    models,
    stations: [...stations.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    not_before: `${from}T00:00:00Z`,
    // The last day counts whole.
    not_after: `${to}T23:59:59Z`,
  });
}

function wider(what: string): Verdict<never, RefusalOfPermit> {
  return refuse('wider-than-applied', `A decision may narrow what was applied for, not widen it: ${what}.`, { what });
}

function checked(permit: Permit): Verdict<Permit, RefusalOfPermit> {
  if (permit.not_before >= permit.not_after) return refuse('already-over', 'The permit would end before it begins.');
  if (permit.not_after.slice(0, 10) > longestUntil(permit.not_before.slice(0, 10)))
    return refuse('too-long', 'A permit lasts ten years at most: art. 68(12).');
  return accept(permitSchema.parse(permit));
}

/** Whether a permit gives less than was asked: then the decision goes against who asked, and says how to appeal. Conditions and fees are
 * less, too: nobody asked for them; but a fee was accepted before. */
export function lessThanAsked(content: Content, permit: Permit, stationsThere: string[], conditions: string[]): boolean {
  const fewer = <T>(asked: T[], given: T[]) => asked.some((one) => !given.includes(one));
  const granted = (id: string) => permit.datasets.find((one) => one.id === id);
  return (
    conditions.length > 0 ||
    (content.data ?? []).some((one) => fewer(one.variables, granted(one.dataset)?.variables ?? [])) ||
    (content.data ?? []).some((one) => (granted(one.dataset)?.filter.length ?? 0) > one.filter.length) ||
    fewer(content.methods ?? [], permit.methods) ||
    fewer(
      (content.models ?? []).map((one) => one.digest),
      permit.models,
    ) ||
    fewer(
      stationsThere,
      permit.stations.map((one) => one.id),
    ) ||
    (content.period !== undefined && permit.not_after.slice(0, 10) < content.period.to)
  );
}

/** How a permit is named everywhere: the digest of its canonical bytes, signed or not. */
export function permitDigest(permit: Permit): string {
  return digest(canonicalBytes(permit));
}

/** What an amendment may change (art. 68(13)): who, until when, less data, fewer methods; other data need a new application. */
export type Amendment = {
  persons?: { id: string; keys: string[] }[] | undefined;
  datasets?: { dataset: string; variables: string[] }[] | undefined;
  methods?: string[] | undefined;
  models?: string[] | undefined;
  stations?: string[] | undefined;
  /** YYYY-MM-DD */
  to?: string | undefined;
};
export type PermitSituation = {
  state: 'PENDING' | 'GRANTED' | 'AMENDED' | 'RENEWED' | 'REVOKED' | 'EXPIRED';
  newest: Permit;
  signed: boolean;
  renewed: boolean;
};

export function amend(situation: PermitSituation, amendment: Amendment, issuer: string): Verdict<Permit, RefusalOfPermit> {
  const no = standing(situation);
  if (no) return no;
  const { newest } = situation;
  const subset = <T>(had: T[], wanted: T[] | undefined) => !wanted || wanted.every((one) => had.includes(one));
  if (!subset(newest.methods, amendment.methods)) return wider('methods');
  if (!subset(newest.models, amendment.models)) return wider('models');
  if (
    !subset(
      newest.stations.map((one) => one.id),
      amendment.stations,
    )
  )
    return wider('stations');
  for (const { dataset, variables } of amendment.datasets ?? [])
    if (!subset(newest.datasets.find((one) => one.id === dataset)?.variables ?? [], variables))
      return wider(`variables of ${dataset}`);
  if (amendment.to && amendment.to > newest.not_after.slice(0, 10)) return wider('period: ask for a renewal');
  return checked({
    ...newest,
    version: newest.version + 1,
    previous: permitDigest(newest),
    persons: amendment.persons?.map((person) => ({ iss: issuer, sub: person.id, keys: person.keys })) ?? newest.persons,
    datasets: newest.datasets.map((one) => ({
      ...one,
      variables: amendment.datasets?.find((changed) => changed.dataset === one.id)?.variables ?? one.variables,
    })),
    methods: amendment.methods ?? newest.methods,
    models: amendment.models ?? newest.models,
    stations: newest.stations.filter((one) => amendment.stations?.includes(one.id) ?? true),
    not_after: amendment.to ? `${amendment.to}T23:59:59Z` : newest.not_after,
  });
}

/** Art. 68(12): extended once, by at most ten years, asked for a month before it expires. */
export function renew(situation: PermitSituation, to: string, now: Date): Verdict<Permit, RefusalOfPermit> {
  const no = standing(situation);
  if (no) return no;
  const never = renewable(situation, to, now);
  if (never) return never;
  return accept(
    permitSchema.parse({
      ...situation.newest,
      version: situation.newest.version + 1,
      previous: permitDigest(situation.newest),
      not_after: `${to}T23:59:59Z`,
    }),
  );
}

/** Until when an extension of a permit that ends at this moment is asked for, and how long it may last. */
export const renewalAskedBy = (notAfter: string): string => renewalDeadline(notAfter.slice(0, 10));
export const latestRenewal = (notAfter: string): string => longestUntil(notAfter.slice(0, 10));

/** Why a permit cannot last until then; undefined when it can. */
function renewable(
  situation: Pick<PermitSituation, 'newest' | 'renewed'>,
  to: string,
  now: Date,
): Verdict<never, RefusalOfPermit> | undefined {
  if (situation.renewed) return refuse('renewed-before', 'A permit is extended once: art. 68(12).');
  const ends = situation.newest.not_after.slice(0, 10);
  if (dayOf(now) > renewalDeadline(ends))
    return refuse('too-late-to-renew', `An extension is asked for a month before the end: by ${renewalDeadline(ends)}.`, {
      by: renewalDeadline(ends),
    });
  if (to > longestUntil(ends)) return refuse('too-long', 'An extension lasts ten years at most: art. 68(12).');
  if (to <= ends) return refuse('already-over', 'An extension ends later than the permit does now.');
  return undefined;
}

function standing(situation: PermitSituation): Verdict<never, RefusalOfPermit> | undefined {
  if (situation.state === 'REVOKED') return refuse('already-revoked', 'This permit was revoked.');
  if (situation.state === 'EXPIRED') return refuse('already-over', 'This permit has expired.');
  if (!situation.signed) return refuse('waits-for-signature', 'The last version still waits for the body’s signature.');
  return undefined;
}

export function revoke(situation: PermitSituation): Verdict<null, RefusalOfPermit> {
  return situation.state === 'REVOKED' ? refuse('already-revoked', 'This permit was revoked before.') : accept(null);
}

/** A version is taken back only before the body has signed it; the first one stands for the decision itself. */
export function takeBack(version: { version: number; signed: boolean }): Verdict<null, RefusalOfPermit> {
  if (version.signed) return refuse('signed-already', 'The body has signed this version. Amend it instead.');
  if (version.version === 1) return refuse('first-version', 'The first version is revoked, not taken back.');
  return accept(null);
}

/** Art. 68(12) and (13): what a permit's user may ask. An extension is asked for a month before the end. */
export function request(
  situation: Pick<PermitSituation, 'state' | 'newest' | 'renewed'>,
  asked: { kind: 'amend' | 'renew'; until: string | null },
  now: Date,
): Verdict<null, RefusalOfPermit> {
  if (situation.state === 'REVOKED') return refuse('already-revoked', 'This permit was revoked.');
  if (situation.state === 'EXPIRED') return refuse('already-over', 'This permit has expired.');
  if (asked.kind === 'amend') return accept(null);
  return renewable(situation, asked.until ?? '', now) ?? accept(null);
}
