// The verbs of stations: invite with a one-time code, enrol, recognise by signature, retire.
import { createHash, randomBytes } from 'node:crypto';
import { MalformedError } from '@sluss/protocol/canonical.ts';
import type { Enrolment, ToldPolicy } from '@sluss/protocol/messages.ts';
import { nonceLife, parseAuthorization, verifyRequest } from '@sluss/protocol/request-signature.ts';
import { thumbprint } from '@sluss/protocol/signed.ts';
import { announceDataset, withdrawStation } from '../datasets/actions.ts';
import { organisationIfKnown, stillMay } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { isUniqueViolation, json, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere, Problem, refusedByRules } from '../platform/problem.ts';
import * as store from './store.ts';

const codeLife = 7 * 24 * 3600_000;
/** The hub writes when a station was last seen at most this often, in milliseconds. */
const seenEvery = 5_000;

function digestOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}

/** A one-time code that lets one station join for a holder. Shown once, kept as a digest, good for seven days. */
export async function inviteStation(hub: Hub, actor: Actor, holder: string): Promise<{ code: string; expires_at: string }> {
  if (!may(actor, 'station.invite', { organisation: holder })) throw notForYou();
  if (!(await organisationIfKnown(hub.db, holder))) throw notThere('No organisation has this id: make it known first.');
  // Hexadecimal: nothing that a shell or an option parser could take for something else.
  const code = randomBytes(16).toString('hex');
  const expires = new Date(hub.now().getTime() + codeLife);
  await transaction(hub.db, async (trx) => {
    await store.insertInvitation(trx, {
      code_digest: digestOf(code),
      holder,
      invited_by: actor.person,
      invited_at: hub.now(),
      expires_at: expires,
    });
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'station.invite',
      thing: `organisation:${holder}`,
    });
  });
  return { code, expires_at: expires.toISOString() };
}

/** A station joins. The code is used up in the same transaction that lists its keys; the dataset appears with its dictionary. */
export async function enrol(hub: Hub, enrolment: Enrolment): Promise<{ station: string; holder: string }> {
  const codeDigest = digestOf(enrolment.code);
  // A code is the word of who made it: one that somebody took along when they left lets no station in under the holder's name.
  const open = await store.invitationByCode(hub.db, codeDigest);
  const isHeld = open !== undefined && (await stillMay(hub, open.invited_by, 'station.invite', { organisation: open.holder }));
  try {
    return await transaction(hub.db, async (trx) => {
      const invitation = await store.invitationByCode(trx, codeDigest);
      if (!invitation || !isHeld || invitation.used_at || invitation.expires_at <= hub.now())
        throw refusedByRules('code_not_valid', 'The code is unknown, used or expired. Ask for a new one; nothing was changed.');
      await store.insertStation(trx, {
        id: enrolment.station,
        title: enrolment.title,
        holder: invitation.holder,
        sign_key: enrolment.sign,
        mask_key: enrolment.mask,
        dataset: enrolment.dictionary.dataset,
        data_version: enrolment.dataVersion,
        policy: json(enrolment.policy) as never,
        enrolled_at: hub.now(),
      });
      await store.useInvitation(trx, codeDigest, enrolment.station, hub.now());
      await announceDataset(trx, {
        dictionary: enrolment.dictionary,
        station: {
          id: enrolment.station,
          title: enrolment.title,
          holder: invitation.holder,
          sign: thumbprint(enrolment.sign),
          mask: thumbprint(enrolment.mask),
        },
        dataVersion: enrolment.dataVersion,
        now: hub.now(),
      });
      await record(trx, {
        at: hub.now(),
        actor: `station:${enrolment.station}`,
        verb: 'station.enrol',
        thing: `station:${enrolment.station}`,
        detail: { sign: enrolment.sign, mask: enrolment.mask, dataset: enrolment.dictionary.dataset },
      });
      return { station: enrolment.station, holder: invitation.holder };
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw refusedByRules('station_known', 'A station with this id or these keys has joined already.');
    throw error;
  }
}

type SignedRequest = { method: string; path: string; body: string; authorization: string };
const unsigned = (reason: string) => new Problem(401, 'not-a-station', reason);

/** The station that signed a request, or 401: unknown, retired, not fresh, forged or replayed. */
export async function recogniseStation(hub: Hub, request: SignedRequest): Promise<{ id: string }> {
  let said: ReturnType<typeof parseAuthorization>;
  try {
    said = parseAuthorization(request.authorization);
  } catch {
    throw unsigned('The request carries no station signature.');
  }
  // A station's key never changes; whether it was retired is asked of the database together with the nonce.
  const key = await hub.memory.remember(
    `station key ${said.station}`,
    async () => (await store.stationById(hub.db, said.station))?.sign_key,
  );
  if (!key) throw unsigned('The station is not enrolled here.');
  const { method, path, body } = request;
  const { station, time, nonce } = said;
  try {
    verifyRequest(
      { method, path, body, station, time, nonce, audience: new URL(hub.config.origin).origin },
      said.signature,
      key,
      hub.now().getTime(),
    );
  } catch (error) {
    if (error instanceof MalformedError) throw unsigned(`The signature was not accepted: ${error.message}.`);
    throw error;
  }
  if (!(await store.rememberNonce(hub.db, station, nonce, hub.now())))
    throw unsigned('The request was sent before, or the station is retired.');
  const seen = hub.memory.get<number>(`station seen ${station}`) ?? 0;
  if (hub.now().getTime() - seen > seenEvery) {
    await store.markSeen(hub.db, station, hub.now());
    hub.memory.set(`station seen ${station}`, hub.now().getTime());
  }
  return { id: station };
}

export async function stationsByIds(hub: Hub, ids: string[]): Promise<store.Station[]> {
  if (ids.length === 0) return [];
  return hub.db.selectFrom('station').selectAll().where('id', 'in', ids).where('retired_at', 'is', null).execute();
}

/** What anybody may know of the stations: where, whose, with what limits, and when last heard. */
export async function listStations(hub: Hub) {
  return (await store.allStations(hub.db)).map(({ id, title, holder, dataset, policy, last_seen_at, sign_key, mask_key }) => ({
    id,
    title,
    holder,
    dataset,
    policy,
    sign: sign_key,
    mask: mask_key,
    last_seen_at: last_seen_at?.toISOString() ?? null,
  }));
}

/** A station's steward has changed what everybody may know of its policy. It is the station that keeps to it. */
export async function takePolicy(hub: Hub, id: string, policy: ToldPolicy): Promise<void> {
  await transaction(hub.db, async (trx) => {
    await store.updatePolicy(trx, id, policy);
    const station = `station:${id}`;
    await record(trx, { at: hub.now(), actor: station, verb: 'station.policy', thing: station, detail: policy });
  });
}

export async function retireStation(hub: Hub, actor: Actor, id: string): Promise<void> {
  const station = await store.stationById(hub.db, id);
  if (!station) throw notThere();
  if (!may(actor, 'station.retire', { organisation: station.holder, stations: [{ id, holder: station.holder }] }))
    throw notForYou();
  await transaction(hub.db, async (trx) => {
    await store.retireStation(trx, id, hub.now());
    await withdrawStation(trx, id, hub.now());
    await record(trx, { at: hub.now(), actor: `person:${actor.person}`, verb: 'station.retire', thing: `station:${id}` });
  });
}

/** Job: nonces that can no longer be replayed are forgotten. */
export async function forgetNonces(hub: Hub): Promise<void> {
  await store.forgetNonces(hub.db, new Date(hub.now().getTime() - nonceLife));
}
