// The signer's own folder: two private keys that never leave it, what it has signed, and the public key that stations pin.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { type Permit, permitSchema } from '@sluss/protocol/documents.ts';
import { type Envelope, envelopeSchema, privateKeyFrom, publicKeyText } from '@sluss/protocol/signed.ts';
import { z } from 'zod';

const settingsSchema = z.strictObject({ body: slugSchema });

export type Signer = {
  folder: string;
  /** The access body's id. */
  body: string;
  /** Signs permits and certifies the status key. */
  decision: KeyObject;
  /** Signs status lists. */
  status: KeyObject;
  state: DatabaseSync;
};

const tables = `
  create table if not exists signed (
    permit text not null, version integer not null, digest text not null unique, envelope text not null, decision text not null,
    at text not null, primary key (permit, version));
  create table if not exists revoked (permit text primary key, reason text not null, at text not null);
  create table if not exists status (seq integer primary key, envelope text not null, issued text not null, valid_until text not null);
  create table if not exists certificate (one integer primary key check (one = 1), envelope text not null, not_after text not null);
`;

/** Makes the folder with its keys, or opens the one that is there. Throws when it belongs to another body. */
export function makeSigner(folder: string, body: string): Signer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'signer.json');
  if (!existsSync(file)) write(file, `${JSON.stringify({ body: slugSchema.parse(body) })}\n`);
  const signer = openSigner(folder);
  if (signer.body !== body) throw new Error(`${folder} is the signer of ${signer.body}, not of ${body}`);
  return signer;
}

/** Throws Error when there is no signer in the folder. */
export function openSigner(folder: string): Signer {
  const file = join(folder, 'signer.json');
  if (!existsSync(file))
    throw new Error(`There is no signer in ${folder}. Make one: sluss signer init --folder ${folder} --body ID`);
  const { body } = settingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const decision = key(join(folder, 'decision.key.pem'));
  const status = key(join(folder, 'status.key.pem'));
  write(join(folder, 'body-key.json'), `${JSON.stringify({ id: body, key: publicKeyText(decision) }, null, 2)}\n`, 0o644);
  const state = new DatabaseSync(join(folder, 'state.sqlite'), { timeout: 5000 });
  // What is signed must be on disk before anybody sees it.
  state.exec('pragma journal_mode = wal; pragma synchronous = full;');
  state.exec(tables);
  return { folder, body, decision, status, state };
}

function key(file: string): KeyObject {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    write(file, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  }
  chmodSync(file, 0o600);
  return privateKeyFrom(readFileSync(file, 'utf8'));
}

/** Whole or not at all: written beside, then renamed. */
function write(file: string, text: string, mode = 0o600): void {
  const partial = `${file}.partial`;
  writeFileSync(partial, text, { mode });
  renameSync(partial, file);
}

// ---- what was signed ----

export type Signed = { permit: string; version: number; digest: string; envelope: Envelope; document: Permit };

function asSigned(row: Record<string, unknown> | undefined): Signed | undefined {
  if (!row) return undefined;
  const envelope = envelopeSchema.parse(JSON.parse(row.envelope as string));
  const document = permitSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64url').toString()));
  return { permit: row.permit as string, version: row.version as number, digest: row.digest as string, envelope, document };
}

export function signedVersion(signer: Signer, permit: string, version: number): Signed | undefined {
  return asSigned(signer.state.prepare('select * from signed where permit = ? and version = ?').get(permit, version));
}

export function newestVersion(signer: Signer, permit: string): Signed | undefined {
  return asSigned(signer.state.prepare('select * from signed where permit = ? order by version desc limit 1').get(permit));
}

export function allNewest(signer: Signer): Signed[] {
  const rows = signer.state
    .prepare('select * from signed s where version = (select max(version) from signed where permit = s.permit)')
    .all();
  return rows.map((row) => asSigned(row) as Signed);
}

export function rememberSigned(
  signer: Signer,
  row: { document: Permit; digest: string; envelope: Envelope; decision: string; at: string },
): void {
  signer.state
    .prepare('insert into signed (permit, version, digest, envelope, decision, at) values (?, ?, ?, ?, ?, ?)')
    .run(row.document.id, row.document.version, row.digest, JSON.stringify(row.envelope), row.decision, row.at);
}

export function isRevoked(signer: Signer, permit: string): boolean {
  return signer.state.prepare('select 1 from revoked where permit = ?').get(permit) !== undefined;
}

/** Once revoked, for ever: nothing the hub says later undoes it. */
export function rememberRevoked(signer: Signer, row: { permit: string; reason: string; at: string }): boolean {
  return (
    signer.state
      .prepare('insert or ignore into revoked (permit, reason, at) values (?, ?, ?)')
      .run(row.permit, row.reason, row.at).changes === 1
  );
}

export type Issued = { seq: number; envelope: Envelope; issued: string; validUntil: string };

export function newestStatus(signer: Signer): Issued | undefined {
  const row = signer.state.prepare('select * from status order by seq desc limit 1').get();
  if (!row) return undefined;
  const envelope = envelopeSchema.parse(JSON.parse(row.envelope as string));
  return { seq: row.seq as number, envelope, issued: row.issued as string, validUntil: row.valid_until as string };
}

export function rememberStatus(signer: Signer, row: Issued): void {
  signer.state
    .prepare('insert into status (seq, envelope, issued, valid_until) values (?, ?, ?, ?)')
    .run(row.seq, JSON.stringify(row.envelope), row.issued, row.validUntil);
  signer.state.prepare('delete from status where seq < ?').run(row.seq - 1000);
}

export function certificate(signer: Signer): { envelope: Envelope; notAfter: string } | undefined {
  const row = signer.state.prepare('select * from certificate').get();
  return row && { envelope: envelopeSchema.parse(JSON.parse(row.envelope as string)), notAfter: row.not_after as string };
}

export function rememberCertificate(signer: Signer, envelope: Envelope, notAfter: string): void {
  signer.state
    .prepare('insert or replace into certificate (one, envelope, not_after) values (1, ?, ?)')
    .run(JSON.stringify(envelope), notAfter);
}
