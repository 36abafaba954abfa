// A word on the state of a thing. The word says it; the colour only helps to find it again.
import type { Child } from 'hono/jsx';

/** `water`: under way. `good`: done, open. `attention`: somebody must do something. `wrong`: refused, ended. `plain`: the rest. */
export type Tone = 'plain' | 'water' | 'good' | 'attention' | 'wrong';

export function Tag({ tone = 'plain', children }: { tone?: Tone; children?: Child }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}
