// `sluss permit …`: reading permits, and what officers do with them afterwards.
import { setTimeout as pause } from 'node:timers/promises';
import type { Permit as Document } from '@sluss/protocol/documents.ts';
import { type Api, hubApi, readSession } from '../api.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss permit list [--json]
sluss permit show REF [--wait] [--json]      --wait: until the deciding body has signed
officers:
sluss permit amend REF --reason TEXT [--person EMAIL]… [--method NAME]… [--station ID]… [--model DIGEST]… [--variables DATASET=a,b]…
    [--to YYYY-MM-DD] [--json]               what is named replaces what was; only persons may be added
sluss permit renew REF --reason TEXT --to YYYY-MM-DD
sluss permit hear REF --finding TEXT         gives notice: its user has four weeks to state its views
sluss permit revoke REF --reason TEXT [--urgent TEXT]    after that, or at once with why it cannot wait
REF is a reference such as P-2026-0001, or the permit's id.`;

type Permit = {
  id: string;
  reference: string;
  state: string;
  version: number;
  organisation: string;
  digest: string | null;
  document: Document | null;
  pending: Document | null;
  objections: string[];
  revoked: { at: string; reason: string } | null;
  terms: { conditions: string[] };
};

const options = {
  reason: { type: 'string' },
  urgent: { type: 'string' },
  finding: { type: 'string' },
  person: { type: 'string', multiple: true },
  method: { type: 'string', multiple: true },
  model: { type: 'string', multiple: true },
  station: { type: 'string', multiple: true },
  variables: { type: 'string', multiple: true },
  to: { type: 'string' },
  version: { type: 'string' },
  wait: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const command: Command = {
  name: 'permit',
  about: 'read, amend, extend and revoke permits',
  usage,
  async run([verb = '', ...words], io) {
    const { values, positionals } = parseWords(words, options);
    const api = hubApi(readSession(io.environment));
    const show = (permit: Permit) => {
      io.out(values.json ? JSON.stringify(permit) : describe(permit));
      return 0;
    };
    if (verb === 'list') {
      const permits = await api.get<Permit[]>('/permits');
      if (values.json) io.out(JSON.stringify(permits));
      else
        for (const one of permits) io.out(`${one.reference}  ${one.state.padEnd(8)} version ${one.version}  ${one.organisation}`);
      return 0;
    }
    if (!['show', 'amend', 'renew', 'hear', 'revoke'].includes(verb)) throw new UsageError(`permit: what to do?\n${usage}`);
    const path = `/permits/${encodeURIComponent(needed(positionals[0], 'REF'))}`;
    const current = values.wait ? await signed(api, path, io) : await api.get<Permit>(path);
    if (verb === 'show') return show(current) || (values.wait && current.pending ? 1 : 0);
    if (verb === 'hear') {
      await api.send('POST', `${path}/hearings`, { finding: needed(values.finding, 'finding') });
      return show(current);
    }
    const reason = needed(values.reason, 'reason');
    const version = values.version === undefined ? current.version : Number(values.version);
    if (verb === 'revoke')
      return show(await api.send<Permit>('POST', `${path}/revocation`, { reason, urgent: values.urgent ?? null }));
    if (verb === 'renew')
      return show(await api.send<Permit>('POST', `${path}/renewal`, { version, reason, to: needed(values.to, 'to') }));
    const change = {
      persons: values.person,
      methods: values.method,
      models: values.model,
      stations: values.station,
      datasets: values.variables?.map(variablesFrom),
      to: values.to,
    };
    return show(await api.send<Permit>('POST', `${path}/amendments`, { version, reason, ...change }));
  },
};

function variablesFrom(text: string): { dataset: string; variables: string[] } {
  const [dataset = '', list = ''] = text.split('=');
  if (!dataset || !list) throw new UsageError('--variables is written DATASET=a,b,c');
  return { dataset, variables: list.split(',') };
}

async function signed(api: Api, path: string, io: Io): Promise<Permit> {
  for (;;) {
    const permit = await api.get<Permit>(path);
    // What the signer objects to does not mend itself.
    if (permit.pending === null || permit.state === 'REVOKED' || permit.objections.length > 0) return permit;
    io.signal.throwIfAborted();
    await pause(200, undefined, { signal: io.signal });
  }
}

function describe(permit: Permit): string {
  const document = permit.document ?? permit.pending;
  const lines = [
    `${permit.reference}  ${permit.state}${permit.version ? `, version ${permit.version}` : ''}, ${permit.organisation}`,
    `  id ${permit.id}`,
    ...(permit.pending ? [`  version ${permit.pending.version} waits for the deciding body’s signature`] : []),
    ...permit.objections.map((one) => `  its signer objects: ${one}`),
    ...(permit.revoked ? [`  revoked ${permit.revoked.at}: ${permit.revoked.reason}`] : []),
    ...(document?.datasets ?? []).map((one) => `  ${one.id}: ${one.variables.join(', ')}`),
    `  methods ${document?.methods.join(', ')}`,
    `  stations ${document?.stations.map((one) => one.id).join(', ')}`,
    `  ${document?.not_before} – ${document?.not_after}`,
    ...(document?.plan_by === 'hub' ? ['  plans need no person’s signature'] : []),
    ...permit.terms.conditions.map((one) => `  condition: ${one}`),
  ];
  return lines.join('\n');
}
