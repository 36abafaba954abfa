// A way in steps, as a flight of locks: the water stands in what is done, is rising where one is, and has not come to the rest.
import type { Child } from 'hono/jsx';

export type Step = {
  title: Child;
  state: 'done' | 'now' | 'ahead' | 'wrong';
  /** Where the step is; none where one cannot go yet. */
  href?: string;
  /** Said smaller, and heard, after the title: "2 answers missing". */
  note?: string;
};

const [wide, high] = [96, 44];

/** `label`: what the way is, for those who hear it. `states`: the words for what the water shows. */
export function Steps({ label, steps, states }: { label: string; steps: Step[]; states: Record<Step['state'], string> }) {
  return (
    <nav class="steps" aria-label={label}>
      <ol>
        {steps.map((step, at) => (
          <li class={step.state}>
            <Chamber level={(at + 1) / steps.length} state={step.state} last={at === steps.length - 1} />
            {step.href ? (
              <a href={step.href} aria-current={step.state === 'now' ? 'step' : undefined}>
                {step.title}
              </a>
            ) : (
              <span aria-current={step.state === 'now' ? 'step' : undefined}>{step.title}</span>
            )}
            <span class={step.note ? 'note' : 'unseen'}>
              {step.note ? '' : ' '}
              {step.note ?? states[step.state]}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** One chamber: its water, and the gate to the next. */
function Chamber({ level, state, last }: { level: number; state: Step['state']; last: boolean }) {
  const surface = Math.round(high - 6 - (high - 16) * level);
  const risen = state === 'done' ? surface : state === 'ahead' ? high - 4 : Math.round((surface + high) / 2);
  return (
    <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="water" x="0" y={risen} width={wide} height={high - risen} />
      <path class="brim" d={`M0 ${surface}H${wide}`} />
      {last ? null : <path class="leaf" d={`M${wide - 1} ${Math.max(2, surface - 8)}V${high}`} />}
    </svg>
  );
}
