// What a report tells of the application that a study's permit rests on. Whoever calls has asked who may read the report.
import type { Hub } from '../platform/hub.ts';
import type { Content } from './schema.ts';
import { application } from './store.ts';

export type ApplicationForReport = {
  reference: string;
  content: Pick<Content, 'title' | 'summary' | 'intended_use' | 'benefit' | 'ethics' | 'coverage' | 'models'>;
};

export async function applicationForReport(hub: Hub, id: string): Promise<ApplicationForReport | undefined> {
  const row = await application(hub.db, id);
  if (!row) return undefined;
  const { title, summary, intended_use, benefit, ethics, coverage, models } = row.content;
  return { reference: row.reference, content: { title, summary, intended_use, benefit, ethics, coverage, models } };
}
