// Who may look: whoever holds the code that stands in the terminal. It works once, becomes a session of this browser, and a new one is
// printed. Sessions live in this process alone and end with it.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Without letters that are read as others. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const codeLength = 20;
const sessionLife = 8 * 3600_000;
const mostWrong = 20;

const digestOf = (text: string) => createHash('sha256').update(text).digest();
const nameOf = (secret: string) => digestOf(secret).toString('hex');
/** 32 letters: 5 bits of chance each. */
const newCode = () => [...randomBytes(codeLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
const grouped = (code: string) => code.match(/.{5}/g)?.join('-') ?? code;

type Session = { until: number; language?: string };

export type Access = ReturnType<typeof openAccess>;

/** `say` prints to the terminal: the code that works next, and what became of the one before. */
export function openAccess(now: () => Date, say: (event: 'code' | 'used' | 'wrong', code: string) => void) {
  let code = newCode();
  let wrong = 0;
  const sessions = new Map<string, Session>();
  const renew = () => {
    code = newCode();
    wrong = 0;
  };
  const sessionOf = (secret = '') => {
    const session = sessions.get(nameOf(secret));
    if (session && session.until > now().getTime()) return session;
    sessions.delete(nameOf(secret));
    return undefined;
  };
  return {
    /** The code that works now. */
    code: () => grouped(code),
    /** A session's secret for the right code; undefined for a wrong one. */
    enter(typed: string): string | undefined {
      const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, '');
      if (!timingSafeEqual(digestOf(plain), digestOf(code))) {
        // Guessing 100 bits is hopeless; but whoever tries is told of.
        if (++wrong >= mostWrong) renew();
        say('wrong', grouped(code));
        return undefined;
      }
      renew();
      say('used', grouped(code));
      const secret = randomBytes(32).toString('base64url');
      sessions.set(nameOf(secret), { until: now().getTime() + sessionLife });
      return secret;
    },
    isInside(secret: string | undefined): boolean {
      return sessionOf(secret) !== undefined;
    },
    leave(secret: string | undefined): void {
      if (secret) sessions.delete(nameOf(secret));
    },
    /** The language that was chosen last; `chosen` is kept with the session, so that no cookie is needed for it. */
    language(secret: string | undefined, chosen?: string): string | undefined {
      const session = sessionOf(secret);
      if (session && chosen) session.language = chosen;
      return session?.language;
    },
  };
}
