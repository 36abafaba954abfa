// Who acts: a person with the roles that organisations have given them. Read once a request, then passed along.
import type { Language } from '../platform/texts.ts';

export const roles = ['innovator', 'officer', 'steward', 'advisor', 'signer'] as const;
export type Role = (typeof roles)[number];

/** A role in an organisation; a steward's is for one station, or for all of the organisation's when null. */
export type Membership = { organisation: string; role: Role; station: string | null };

export type Actor = {
  person: string;
  name: string;
  email: string;
  /** What they chose to read; null until they choose. */
  language?: Language | null;
  /** Those that count now: all of the person's, or those in the organisation that they act for. */
  memberships: Membership[];
  /** Every organisation that the person belongs to, also those they do not act for now: conflicts of interest follow the person. */
  organisations?: string[];
  /** Organisations that they once belonged to: what names them there still, a permit or a share, opens nothing any more. */
  left?: string[];
  /** The one organisation that they act for; absent: for all of theirs. */
  actingFor?: { organisation: string; name: string };
  /** The session's id, where there is one. */
  session?: string;
  /** The token that asks, and when it ends. */
  token?: string;
  until?: Date;
  /** How the actor proved who they are: some verbs need a person at a screen. */
  via: 'session' | 'token';
};

export function organisationsOf(actor: Actor, role?: Role): string[] {
  return [...new Set(actor.memberships.filter((one) => !role || one.role === role).map((one) => one.organisation))];
}
