// Letters that must not be lost and not be sent twice: each has a key, and what became of it is kept. An address that the mail server
// refuses for good is known as such until a letter gets through to it.
import { createHash } from 'node:crypto';
import type { Db } from './database.ts';
import type { Hub } from './hub.ts';
import type { Letter } from './mail.ts';

export type LetterTable = {
  key: string;
  about: string;
  person: string | null;
  address_digest: string;
  state: 'waiting' | 'handed-over' | 'refused';
  code: number | null;
  at: Date;
};

/** `key`: the same letter to the same person, however often a job is run. `about`: the thing, as the journal names it. */
export type Posting = { key: string; about: string; person: string | null; letter: Letter };

const digestOf = (address: string) => createHash('sha256').update(address.toLowerCase()).digest('base64url');

/** Sends each letter that was not sent before. One that the server refuses for good is marked; one that fails otherwise makes this
 * throw at the end, so that the job is run again. */
export async function post(hub: Hub, postings: Posting[]): Promise<void> {
  let failed: unknown;
  for (const posting of postings) {
    try {
      await postOne(hub, posting);
    } catch (error) {
      failed = error;
    }
  }
  if (failed) throw failed;
}

async function postOne(hub: Hub, { key, about, person, letter }: Posting): Promise<void> {
  const row: LetterTable = {
    key,
    about,
    person,
    address_digest: digestOf(letter.to),
    state: 'waiting',
    code: null,
    at: hub.now(),
  };
  await hub.db
    .insertInto('letter')
    .values(row)
    .onConflict((on) => on.doNothing())
    .execute();
  const known = await hub.db.selectFrom('letter').select('state').where('key', '=', key).executeTakeFirst();
  if (known?.state !== 'waiting') return;
  const settle = (state: LetterTable['state'], code: number | null) =>
    hub.db.updateTable('letter').set({ state, code, at: hub.now() }).where('key', '=', key).execute();
  try {
    await hub.mail.send(letter);
  } catch (error) {
    const code = refusalOf(error);
    if (code === undefined) throw error;
    hub.log.warn('letter-refused', { code, about });
    await settle('refused', code);
    return;
  }
  await settle('handed-over', null);
}

/** RFC 5321 4.2.1: a 5yz answer to the envelope is final. One to our own sign-in (EAUTH) says nothing of the address. */
function refusalOf(error: unknown): number | undefined {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const final = typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600;
  return final && (code === 'EENVELOPE' || code === 'EMESSAGE') ? responseCode : undefined;
}

const patience = 24 * 3600_000;

/** Who could not be told what: letters refused for good, and those that have waited for more than a day. */
export async function untold(
  db: Db,
  now: Date,
  about?: string[],
): Promise<Pick<LetterTable, 'about' | 'person' | 'state' | 'at'>[]> {
  if (about?.length === 0) return [];
  const rows = await db
    .selectFrom('letter')
    .select(['about', 'person', 'state', 'at'])
    .where((on) =>
      on.or([
        on('state', '=', 'refused'),
        on.and([on('state', '=', 'waiting'), on('at', '<', new Date(now.getTime() - patience))]),
      ]),
    )
    .$if(about !== undefined, (query) => query.where('about', 'in', about ?? []))
    .orderBy('at', 'desc')
    .limit(500)
    .execute();
  return rows;
}

/** Whether the last letter to this address was refused for good. */
export async function isUndeliverable(db: Db, address: string): Promise<boolean> {
  const last = await db
    .selectFrom('letter')
    .select('state')
    .where('address_digest', '=', digestOf(address))
    .where('state', '<>', 'waiting')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.state === 'refused';
}
