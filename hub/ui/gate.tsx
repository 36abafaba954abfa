// A gate of the lock: two leaves that meet at an angle while they hold the water, and stand aside when it has passed.

export type GateState = 'open' | 'shut' | 'waiting' | 'gone';

export function Gate({ state }: { state: GateState }) {
  return (
    <svg class={`gate ${state}`} viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">
      <rect class="water" x="4" width="32" y={state === 'open' ? 12 : 28} height={state === 'open' ? 26 : 10} />
      {state === 'open' ? <path class="leaf" d="M5 6v32M35 6v32" /> : <path class="leaf" d="M5 6v32M35 6v32M5 10l15 12 15-12" />}
    </svg>
  );
}
