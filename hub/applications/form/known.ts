// What is known before anybody types: who applies, and how the organisation described itself the last time.
import type { Actor } from '../../permissions/actor.ts';
import type { Hub } from '../../platform/hub.ts';
import type { Content } from '../schema.ts';
import * as store from './form-store.ts';

/** Asks no permission: whoever starts an application is asked for it there. */
export async function knownContent(hub: Hub, actor: Actor, organisation: string): Promise<Content> {
  const own = actor.memberships.some((one) => one.role === 'innovator' && one.organisation === organisation);
  const earlier = own ? (await store.applicationsOf(hub.db, [organisation])).find((row) => row.content.applicant) : undefined;
  return {
    persons: [{ name: actor.name || actor.email, email: actor.email, investigator: true }],
    ...(earlier?.content.applicant ? { applicant: earlier.content.applicant } : {}),
  };
}
