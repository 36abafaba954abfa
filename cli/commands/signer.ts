// `sluss signer …`: the deciding body's own process: keeps its keys, signs what its officers decided, keeps the status list fresh.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HubProblem, hubApi, readSession } from '../api.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';
import { allNewest, isRevoked, makeSigner, newestStatus, openSigner } from '../signer/folder.ts';
import { ensureRegistered, onePass, type Pass, readPending } from '../signer/sign.ts';

const usage = `sluss signer init --folder DIR --body ID
    makes the body's keys in DIR and registers the public one at the hub; stations pin DIR/body-key.json
sluss signer run --folder DIR [--auto]
    until Ctrl-C: a new status list every hour and at each revocation. With --auto it also signs every permit whose decision is
    complete and consistent; without it permits wait for \`sluss sign\`
sluss signer list --folder DIR [--json]
    what this folder has signed
The hub and the signer's token are those of \`sluss login\` (SLUSS_AS picks a session).`;

export const command: Command = {
  name: 'signer',
  about: 'sign permits and status lists with the deciding body’s keys',
  usage,
  async run([verb = '', ...words], io) {
    const verbs: Record<string, (words: string[], io: Io) => Promise<number>> = { init, run, list };
    const chosen = verbs[verb];
    if (!chosen) throw new UsageError(`signer: what to do?\n${usage}`);
    return chosen(words, io);
  },
};

async function init(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { folder: { type: 'string' }, body: { type: 'string' }, hub: { type: 'string' } });
  const signer = makeSigner(needed(values.folder, 'folder'), needed(values.body, 'body'));
  const api = hubApi(readSession(io.environment));
  const pending = await readPending(api, { wait: 0, revocations: 0 });
  await ensureRegistered(signer, api, pending.body_key);
  signer.state.close();
  io.out(`The signer of ${signer.body} is ready. Stations pin ${join(signer.folder, 'body-key.json')}.`);
  return 0;
}

async function run(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { folder: { type: 'string' }, auto: { type: 'boolean' }, hub: { type: 'string' } });
  const signer = openSigner(needed(values.folder, 'folder'));
  const session = readSession(io.environment);
  const api = hubApi({ ...session, hub: values.hub ?? session.hub });
  io.out(`ready: signs for ${signer.body}${values.auto ? ', by itself' : ', status lists alone'}`);
  let revocations = 0;
  let told = '';
  for (let failures = 0; !io.signal.aborted; ) {
    try {
      // The first look does not wait: a list may be due.
      const pending = await within(io.signal, readPending(api, { wait: told ? 20 : 0, revocations }));
      if (!pending) break;
      const pass = await onePass(signer, api, pending, () => values.auto === true, new Date());
      revocations = pending.revocations.length;
      const objections = tell(pass, io, told);
      if (objections !== told)
        for (const { draft, why } of pass.objected)
          await api.send('POST', '/signer/objections', { permit: draft.id, version: draft.version, why });
      told = objections;
      failures = 0;
      // Drafts that are not to be signed here keep waiting: do not ask without a pause.
      if (pending.permits.length > 0 && pass.signed.length === 0)
        await pause(1000, undefined, { signal: io.signal }).catch(() => {});
    } catch (error) {
      if (error instanceof HubProblem && [401, 403].includes(error.status)) throw error;
      if (failures++ === 0) io.error(`The hub cannot be reached or says no, trying again: ${(error as Error).message}`);
      await pause(Math.min(250 * 2 ** failures, 3000), undefined, { signal: io.signal }).catch(() => {});
    }
  }
  signer.state.close();
  return 0;
}

/** Undefined when the signal comes first. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const stopped = new Promise<undefined>((resolve) =>
    signal.aborted ? resolve(undefined) : signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  work.catch(() => {});
  return Promise.race([work, stopped]);
}

/** Says what a pass did, objections once. */
function tell(pass: Pass, io: Io, told: string): string {
  for (const draft of pass.signed) io.out(`signed permit ${draft.id} version ${draft.version}`);
  for (const permit of pass.revoked) io.out(`revoked permit ${permit}`);
  if (pass.seq) io.out(`status list ${pass.seq}`);
  const objections = pass.objected
    .map(({ draft, why }) => `not signed: permit ${draft.id} version ${draft.version}: ${why.join('; ')}`)
    .join('\n');
  if (objections && objections !== told) io.error(objections);
  return objections || 'told';
}

async function list(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, { folder: { type: 'string' }, json: { type: 'boolean' } });
  const signer = openSigner(needed(values.folder, 'folder'));
  const permits = allNewest(signer).map(({ permit, version, digest, document }) => ({
    permit,
    version,
    digest,
    holder_org: document.holder_org,
    not_after: document.not_after,
    state: isRevoked(signer, permit) ? 'revoked' : 'active',
  }));
  const status = newestStatus(signer);
  signer.state.close();
  if (values.json)
    io.out(JSON.stringify({ body: signer.body, permits, status: status && { seq: status.seq, valid_until: status.validUntil } }));
  else {
    for (const one of permits)
      io.out(`${one.permit}  version ${one.version}  ${one.state.padEnd(8)} ${one.holder_org}, until ${one.not_after}`);
    io.out(status ? `status list ${status.seq}, valid until ${status.validUntil}` : 'no status list yet');
  }
  return 0;
}
