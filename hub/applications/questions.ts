// What the body asked about an application, on fields or on the whole, each question with the answer that closed it.
import { z } from 'zod';
import type { EventTable } from './store.ts';

export const questionView = z.object({
  field: z.string().nullable().describe('A field of the content; null: about the whole'),
  text: z.string(),
  asked_at: z.string(),
  answered_at: z.string().nullable(),
  answer: z.string().nullable(),
});
export type Question = z.infer<typeof questionView>;

const askedDetail = z.object({ fields: z.array(z.object({ field: z.string(), text: z.string() })) });

/** Each question with the answer that closed it, in order of time. */
export function questionsOf(events: EventTable[]): Question[] {
  return events.flatMap((event, index) => {
    if (event.kind !== 'asked') return [];
    const answer = events.slice(index).find((one) => one.kind === 'answered');
    const both = {
      asked_at: event.at.toISOString(),
      answered_at: answer?.at.toISOString() ?? null,
      answer: answer?.text ?? null,
    };
    // Before questions had a field of their own, `fields` held names alone.
    const fields = askedDetail.safeParse(event.detail).data?.fields ?? [];
    const whole = event.text ? [{ field: null, text: event.text, ...both }] : [];
    return [...whole, ...fields.map((one) => ({ ...one, ...both }))];
  });
}
