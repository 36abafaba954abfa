// The study is over: forget what the run needed. Seeds and sums go; what was asked and answered stays in journal and ledger.
import { record } from './journal.ts';
import { atomically } from './state.ts';
import { type Station, timeText } from './station.ts';

export async function finishPlan(station: Station, plan: string): Promise<void> {
  const { state } = station;
  const row = state.prepare('select state from plans where hash = ?').get(plan) as { state: string } | undefined;
  if (!row || row.state === 'finished') return;
  atomically(state, () => {
    state.prepare('delete from sums where plan = ?').run(plan);
    // The masked vector without its seed says nothing; the digest in `upload` still proves what was sent.
    state.prepare(`update rounds set seed = null, vector = x'' where plan = ?`).run(plan);
    state.prepare(`update plans set state = 'finished' where hash = ?`).run(plan);
    record(state, timeText(station.now()), 'plan finished', { plan });
  });
}
