// A study's result: each method's part by its own picture. A method that has none yet shows its result as it stands.
import type { Plan } from '@sluss/protocol/documents.ts';
import { fill } from '../../platform/texts.ts';
import type { Axis, Names, Outcome } from '../names.ts';
import { EvaluationResult } from './evaluation.tsx';
import { FitResult } from './fit.tsx';
import type { Crosstab, Description, Evaluation, Fit, Released } from './shapes.ts';
import { CrosstabResult, DescriptionResult } from './tables.tsx';

type Part = { id: string; title: string; at: number; name: string };

/** Findings before what they rest on. */
const order = ['evaluate@1', 'logistic@1', 'poisson@1', 'linear@1', 'crosstab@1', 'describe@1'];

/** The parts in the order in which they are read; `id` is the place on the page. */
export function partsOf(names: Names, plan: Plan, released: Released): Part[] {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return released.results
    .map(({ name, title }, at) => ({
      id: `result-${at + 1}`,
      name,
      at,
      title: titleOf(names, plan, at, name, title[names.language]),
    }))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.at - b.at);
}

function titleOf(names: Names, plan: Plan, at: number, name: string, fallback: string): string {
  const words: Record<string, string> = names.text;
  const call = plan.methods[at] as unknown as { y?: Outcome | string; rows?: Axis; columns?: Axis } | undefined;
  return fill(words[`method_${name}`] ?? fallback, {
    ...(call?.y ? { outcome: names.outcome(call.y) } : {}),
    ...(call?.rows ? { rows: names.axis(call.rows) } : {}),
    ...(call?.columns ? { columns: names.axisWithin(call.columns) } : {}),
  });
}

export function ResultParts({ names, plan, released }: { names: Names; plan: Plan; released: Released }) {
  return (
    <>
      {partsOf(names, plan, released).map(({ id, title, at }, place) => (
        <section class="part" aria-labelledby={id}>
          <h2 id={id}>{title}</h2>
          <ResultPart names={names} plan={plan} released={released} at={at} id={id} answered={place === 0} />
        </section>
      ))}
    </>
  );
}

type PartProps = { names: Names; plan: Plan; released: Released; at: number; id: string; answered: boolean };

function ResultPart({ names, plan, released, at, id, answered }: PartProps) {
  const { name, result } = released.results[at] as Released['results'][number];
  switch (name) {
    case 'evaluate@1':
      return <EvaluationResult names={names} evaluation={result as Evaluation} id={id} answered={answered} />;
    case 'logistic@1':
    case 'linear@1':
    case 'poisson@1':
      return <FitResult names={names} fit={result as Fit} answered={answered} />;
    case 'crosstab@1':
      return (
        <CrosstabResult
          names={names}
          table={result as Crosstab}
          call={plan.methods[at] as unknown as { rows: Axis; columns: Axis }}
        />
      );
    case 'describe@1':
      return (
        <DescriptionResult id={id} names={names} description={result as Description} missing={released.missing} k={plan.k} />
      );
    default:
      return (
        <>
          <p class="quiet">{names.text.methodUnknown}</p>
          <pre>
            <code>{JSON.stringify(result, null, 2)}</code>
          </pre>
        </>
      );
  }
}
