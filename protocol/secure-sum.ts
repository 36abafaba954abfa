// Receipts and transcripts of a round: proof that everybody's upload has arrived, and proof of what its sum is.
import { canonicalText, digest, MalformedError } from './canonical.ts';
import { wordsFromBytes } from './fixed-point.ts';
import { type Context, openSum } from './mask.ts';
import { openingSchema, type StationKeys, type Transcript, uploadSchema } from './messages.ts';
import { type Envelope, open, thumbprint } from './signed.ts';

function ofMember<T>(items: T[], envelope: (item: T) => Envelope, member: StationKeys): T {
  const kid = thumbprint(member.sign);
  const found = items.find((item) => envelope(item).kid === kid);
  if (!found) throw new MalformedError(`nothing signed by ${member.id}`);
  return found;
}

function checkContext(said: { station: string; context: Context }, member: StationKeys, context: Context): void {
  if (said.station !== member.id || canonicalText(said.context) !== canonicalText(context))
    throw new MalformedError(`${member.id} signed another context`);
}

/** The digest of each member's vector, where every member has signed an upload for exactly this context. Throws MalformedError. */
export function readReceipts(uploads: Envelope[], members: StationKeys[], context: Context): Map<string, string> {
  if (uploads.length !== members.length) throw new MalformedError('not one upload of each member');
  return new Map(
    members.map((member) => {
      const upload = ofMember(uploads, (envelope) => envelope, member);
      const { document } = open('upload', upload, member.sign, uploadSchema);
      checkContext(document, member, context);
      return [member.id, document.vector];
    }),
  );
}

/** The sum of a round, recomputed from the vectors of its receipts and what its members opened. Throws MalformedError where anything
 * does not fit. */
export function sumOfTranscript(
  { parts }: Transcript,
  receipts: Map<string, string>,
  members: StationKeys[],
  context: Context,
): BigUint64Array {
  if (parts.length !== members.length) throw new MalformedError('not one part of each member');
  return openSum(
    members.map((member) => {
      const part = ofMember(parts, ({ open }) => open, member);
      const bytes = Buffer.from(part.vector, 'base64url');
      if (digest(bytes) !== receipts.get(member.id)) throw new MalformedError(`another vector of ${member.id}`);
      const { document } = open('open', part.open, member.sign, openingSchema);
      checkContext(document, member, context);
      return { vector: wordsFromBytes(bytes), seed: Buffer.from(document.seed, 'base64url') };
    }),
  );
}
