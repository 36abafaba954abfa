// The letter that says a decision: what was decided, why, criterion by criterion, and what follows. Made from the record alone, so that
// the same decision gives the same bytes; it carries the record's id and digest.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { criteria, type DecisionRecord } from '@sluss/protocol/decision.ts';
import type { Permit } from '@sluss/protocol/documents.ts';
import { noteOpened } from '../applications/appeals/actions.ts';
import { type Instruction, instructionOf } from '../applications/appeals/instruction.ts';
import { writeMoney } from '../applications/desk/money.ts';
import { datasetsNamed } from '../applications/desk/names.ts';
import { methodTitle, say as sayForm, variableTitle } from '../applications/form/words.ts';
import { readApplication, readRequestedModels } from '../applications/views.ts';
import { organisationOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeList, writeMoment } from '../ui/format.ts';
import type { PdfPart } from '../ui/pdf/pdf.ts';
import { readPermit } from './actions.ts';
import * as decisionStore from './decision-store.ts';
import { writePermitDay } from './permit-day.ts';
import * as store from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export function recordDigest(record: DecisionRecord): string {
  return digest(canonicalBytes(record));
}

/** For those who may read the application or the permit. Throws 404 for everybody else. */
export async function decisionLetter(hub: Hub, actor: Actor, id: string, language: Language): Promise<Buffer> {
  const row = await decisionStore.decision(hub.db, id);
  if (!row) throw notThere('There is no such decision.');
  await mayRead(hub, actor, row);
  const { record } = row;
  const version = record.permit ? await store.anyVersion(hub.db, record.permit.id, record.permit.draft) : undefined;
  const [asked, body, names] = await Promise.all([
    readRequestedModels(hub, record.application),
    organisationOf(hub.db, record.body),
    datasetsNamed(hub, version?.draft.datasets.map((one) => one.id) ?? []),
  ]);
  const text = say(language);
  const against = record.kind === 'refuse' || row.instruction !== null;
  const instruction = against ? (row.instruction ?? (await instructionOf(hub.db, record.body, record.reference))) : null;
  const applicant = names.organisations.get(asked.organisation ?? '') ?? '';
  const parts: PdfPart[] = [
    {
      kind: 'text',
      as: 'lead',
      text: fill(text[`letterLead_${record.kind}`], { applicant, title: asked.title, reference: record.reference }),
    },
    {
      kind: 'facts',
      facts: [
        { name: text.letterBody, value: body.name },
        { name: text.letterApplicant, value: applicant },
        { name: text.application, value: `${asked.reference}, ${asked.title}` },
        { name: text.decided, value: writeMoment(record.at, language) },
        { name: text.letterBy, value: record.decided_by.name },
        ...(row.terms.fee && row.terms.fee.amount > 0 ? [{ name: text.fee, value: writeMoney(row.terms.fee, language) }] : []),
      ],
    },
    { kind: 'heading', level: 2, text: text.reason },
    { kind: 'text', text: record.reason },
    ...(record.conditions.length
      ? [
          { kind: 'heading' as const, level: 2 as const, text: text.conditions },
          { kind: 'list' as const, items: record.conditions },
        ]
      : []),
    ...(version ? permitParts(version.draft, names, language) : []),
    ...criteriaParts(record, language),
    ...appealParts(instruction, language),
    { kind: 'text', as: 'quiet', text: fill(text.letterProof, { id: record.id, digest: recordDigest(record) }) },
  ];
  const title = text[`decision_${record.kind}`];
  const footer = fill(text.letterFooter, { reference: record.reference, id: record.id });
  return hub.pdf.make({ title, kicker: body.name, language, parts, footer, made: record.at });
}

/** Förvaltningslagen (2017:900) 33 §. */
function appealParts(instruction: Instruction | null, language: Language): PdfPart[] {
  if (!instruction) return [];
  const paragraphs = instruction[language].split(/\n{2,}/);
  return [
    { kind: 'heading', level: 2, text: say(language).letterAppeal },
    ...paragraphs.map((text): PdfPart => ({ kind: 'text', text })),
  ];
}

/** Those who may read the application; or the permit that it made, where they are named in it. */
async function mayRead(hub: Hub, actor: Actor, { application, record }: decisionStore.DecisionTable): Promise<void> {
  try {
    await noteOpened(hub, actor, await readApplication(hub, actor, application));
  } catch (error) {
    if (!(error instanceof Problem) || !record.permit) throw error;
    await readPermit(hub, actor, record.permit.id);
  }
}

function permitParts(permit: Permit, names: Awaited<ReturnType<typeof datasetsNamed>>, language: Language): PdfPart[] {
  const text = say(language);
  const form = sayForm(language);
  const stations = new Map(
    [...names.datasets.values()].flatMap((one) => one.stations.map(({ id, title }) => [id, title] as const)),
  );
  const data = permit.datasets.map((one) => {
    const dictionary = names.datasets.get(one.id)?.dictionary;
    const variables = one.variables.map((id) => variableTitle(dictionary, id, language));
    return `${dictionary?.title[language] ?? one.id}: ${writeList(variables, language)}`;
  });
  return [
    { kind: 'heading', level: 2, text: text.letterPermit },
    {
      kind: 'facts',
      facts: [
        { name: text.data, value: data.join('\n') },
        {
          name: text.methods,
          value: writeList(
            permit.methods.map((name) => methodTitle(name, form)),
            language,
          ),
        },
        {
          name: text.stations,
          value: permit.stations.map((one) => stations.get(one.id) ?? one.id).join('\n'),
        },
        { name: text.from, value: writePermitDay(permit.not_before, language) },
        { name: text.until, value: writePermitDay(permit.not_after, language) },
        { name: text.plans, value: permit.plan_by === 'hub' ? text.byHub : text.byPerson },
      ],
    },
    { kind: 'text', as: 'quiet', text: text.letterUnsigned },
  ];
}

function criteriaParts(record: DecisionRecord, language: Language): PdfPart[] {
  const text = say(language);
  const words: Record<string, string> = text;
  if (record.assessments.length === 0) return [];
  const inOrder = Object.keys(criteria).flatMap((one) => record.assessments.find((found) => found.criterion === one) ?? []);
  return [
    { kind: 'heading', level: 2, text: text.letterCriteria },
    ...inOrder.flatMap((one): PdfPart[] => [
      { kind: 'heading', level: 3, text: `${words[`criterion_${one.criterion}`]}: ${words[`finding_${one.finding}`]}` },
      { kind: 'text', text: one.reason },
      { kind: 'text', as: 'quiet', text: `${one.assessor.name}, ${writeMoment(one.at, language)}` },
    ]),
  ];
}
