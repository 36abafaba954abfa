// Latency: 100 tiny questions, one after the other, to four stations on loopback: the whole way of each, from the hub's asking to
// the opened sum (masks, signatures, path check, durable writes at hub and stations).
import { apply, endOfStudy, grant, signedPermit, signIn, startStudy } from '../demo/play.ts';

export type TinyQuestions = { questions: number; p50: number; p95: number; longest: number; study: number };

const pairs = [
  ['sex', 'disease'],
  ['cp', 'disease'],
  ['exang', 'disease'],
  ['fbs', 'disease'],
  ['sex', 'cp'],
];

/** Milliseconds. Against a running demonstration. */
export async function tinyQuestions(origin: string, questions = 100): Promise<TinyQuestions> {
  const innovator = await signIn(origin, 'innovator');
  const officer = await signIn(origin, 'officer');
  const variables = [...new Set(pairs.flat())];
  const application = await apply(
    innovator,
    { dataset: 'heart', variables, methods: ['crosstab@1'], models: [] },
    'A hundred tiny questions',
  );
  await grant(officer, application);
  const permit = await signedPermit(innovator, application);
  const methods = Array.from({ length: questions }, (_, i) => {
    const [rows = '', columns = ''] = pairs[i % pairs.length] as string[];
    return { name: 'crosstab@1', rows: { variable: rows }, columns: { variable: columns } };
  });
  const begun = performance.now();
  const id = await startStudy(innovator, permit, { title: 'A hundred tiny questions', methods });
  const study = await endOfStudy(innovator, id);
  const took = performance.now() - begun;
  if (study.state !== 'finished') throw new Error(`the study ended as ${study.state}: ${JSON.stringify(study.reason)}`);
  const rounds = study.rounds.slice(1).map((round) => Date.parse(round.opened_at as string) - Date.parse(round.asked_at));
  const sorted = rounds.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  return { questions: rounds.length, p50: at(0.5), p95: at(0.95), longest: sorted.at(-1) as number, study: Math.round(took) };
}

if (import.meta.main) {
  const origin = process.env.SLUSS_ORIGIN ?? `http://127.0.0.1:${process.env.PORT ?? 4400}`;
  process.stdout.write(`${JSON.stringify(await tinyQuestions(origin))}\n`);
}
