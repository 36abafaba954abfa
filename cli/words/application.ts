// An application as the hub answers with it, and in words.

export type Application = {
  id: string;
  reference: string;
  state: string;
  version: number;
  organisation: string;
  content: { title?: string; persons?: { email: string }[]; data?: { dataset: string; variables: string[] }[] };
  clock: { decision: string; decide_by: string | null; answer_by: string | null; publish_by: string | null; late: boolean };
  events: { kind: string; at: string; text: string | null; detail: Record<string, unknown> }[];
  assessments: { criterion: string; finding: string; reason: string }[];
  decisions: { kind: string; reason: string }[];
  permit: { id: string; reference: string; state: string; version: number } | null;
  you_may: string[];
};

export function describeApplication({ clock, content, ...one }: Application): string {
  const lines = [
    `${one.reference}  ${content.title ?? '(no title)'}`,
    `  ${one.state}, version ${one.version}, by ${one.organisation}`,
    ...(content.data ?? []).map((data) => `  asks for ${data.dataset}: ${data.variables.join(', ')}`),
    ...(clock.decide_by ? [`  to be decided by ${clock.decide_by}${clock.late ? ' (late)' : ''}`] : []),
    ...(clock.decision === 'paused' ? ['  the clock stands while an answer is awaited'] : []),
    ...(clock.answer_by ? [`  to be answered by ${clock.answer_by}`] : []),
    ...one.events.map(
      (event) => `  ${event.at.slice(0, 16).replace('T', ' ')}  ${event.kind}${event.text ? `: ${event.text}` : ''}`,
    ),
    ...one.assessments.map((assessed) => `  ${assessed.criterion.padEnd(7)} ${assessed.finding.padEnd(14)} ${assessed.reason}`),
    ...(one.permit
      ? [`  permit ${one.permit.reference}: ${one.permit.state}${one.permit.version ? `, version ${one.permit.version}` : ''}`]
      : []),
  ];
  return lines.join('\n');
}
