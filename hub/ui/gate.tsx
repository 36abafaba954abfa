// A gate of the lock: two leaves that meet at an angle while they hold the water, and stand aside when it has passed.

export type GateState = 'open' | 'shut' | 'waiting' | 'gone';

/** `level` from 0 to 1: how far the water has risen when it is open. */
export function Gate({ state, level = 0 }: { state: GateState; level?: number }) {
  const height = state === 'open' ? Math.round(8 + 22 * level) : 6;
  return (
    <svg class={`gate ${state}`} viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">
      <rect class="water" x="4" width="32" y={38 - height} height={height} />
      {state === 'open' ? <path class="leaf" d="M5 6v32M35 6v32" /> : <path class="leaf" d="M5 6v32M35 6v32M5 10l15 12 15-12" />}
    </svg>
  );
}
