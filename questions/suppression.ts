// Small cells: hiding counts below k (0 too) and then enough others that no hidden count can be solved, or narrowed to fewer than
// k + 1 values, from the published ones. A table with its margins is a network flow, so what an outsider can work out about a
// hidden count is exactly a maximum flow in the residual network of the hidden ones (Cox, "Network models for complementary
// cell suppression", JASA 90 (1995) 1453-1462).
import { mergeRuns } from './merge.ts';

type Arc = { from: number; to: number; value: number; hidden: boolean; cost: number };

/** How far the flow on `arc` can rise (or fall) while published arcs stay as they are, counted up to `limit`. */
function slack(arcs: Arc[], nodes: number, arc: Arc, direction: 'rise' | 'fall', limit: number): number {
  const [source, sink] = direction === 'rise' ? [arc.to, arc.from] : [arc.from, arc.to];
  const flow = new Map<Arc, number>();
  let total = 0;
  while (total < limit) {
    const reached: ({ arc: Arc; forward: boolean } | null)[] = new Array(nodes).fill(null);
    const queue = [source];
    for (let at = queue.shift(); at !== undefined && !reached[sink]; at = queue.shift())
      for (const other of arcs) {
        if (!other.hidden || other === arc) continue;
        const forward = other.from === at;
        const next = forward ? other.to : other.from;
        if ((!forward && other.to !== at) || next === source || reached[next]) continue;
        if (!forward && other.value + (flow.get(other) ?? 0) <= 0) continue;
        reached[next] = { arc: other, forward };
        queue.push(next);
      }
    if (!reached[sink]) return total;
    const path: { arc: Arc; forward: boolean }[] = [];
    for (let at = sink; at !== source; ) {
      const step = reached[at] as { arc: Arc; forward: boolean };
      path.push(step);
      at = step.forward ? step.arc.from : step.arc.to;
    }
    const room = Math.min(
      limit - total,
      ...path.filter((step) => !step.forward).map(({ arc: a }) => a.value + (flow.get(a) ?? 0)),
    );
    for (const { arc: a, forward } of path) flow.set(a, (flow.get(a) ?? 0) + (forward ? room : -room));
    total += room;
  }
  return total;
}

function isProtected(arcs: Arc[], nodes: number, arc: Arc, k: number): boolean {
  const rise = slack(arcs, nodes, arc, 'rise', k);
  return rise >= k || rise + slack(arcs, nodes, arc, 'fall', Math.min(arc.value, k - rise)) >= k;
}

/** The published arcs that it costs least to hide so that `arc` can rise by k: a cheapest cycle through it (Dijkstra). Published
 * counts are ≥ k, so any of them can give way by k. */
function cheapestCycle(arcs: Arc[], nodes: number, arc: Arc, k: number): Arc[] | null {
  const cost: number[] = new Array(nodes).fill(Number.POSITIVE_INFINITY);
  const via: (Arc | null)[] = new Array(nodes).fill(null);
  const done: boolean[] = new Array(nodes).fill(false);
  cost[arc.to] = 0;
  for (;;) {
    let at = -1;
    for (let node = 0; node < nodes; node++)
      if (!done[node] && Number.isFinite(cost[node]) && (at < 0 || (cost[node] as number) < (cost[at] as number))) at = node;
    if (at < 0) return null;
    if (at === arc.from) break;
    done[at] = true;
    for (const other of arcs) {
      if (other === arc || other.cost === Number.POSITIVE_INFINITY) continue;
      const next = other.from === at ? other.to : other.to === at && other.value >= k ? other.from : -1;
      if (next < 0 || done[next]) continue;
      const price = (cost[at] as number) + (other.hidden ? 0 : other.cost);
      if (price < (cost[next] as number)) {
        cost[next] = price;
        via[next] = other;
      }
    }
  }
  const path: Arc[] = [];
  for (let at = arc.from; at !== arc.to; ) {
    const step = via[at] as Arc;
    path.push(step);
    at = step.from === at ? step.to : step.from;
  }
  return path;
}

/** Marks arcs hidden, in place. Arcs of infinite cost stay published. */
function protect(arcs: Arc[], nodes: number, k: number): void {
  const open = arcs.filter((arc) => Number.isFinite(arc.cost));
  for (const arc of open) arc.hidden ||= arc.value < k;
  for (let arc = next(); arc; arc = next()) {
    const cycle = cheapestCycle(arcs, nodes, arc, k);
    if (!cycle) {
      for (const other of open) other.hidden = true;
      return;
    }
    for (const other of cycle) other.hidden = true;
  }
  function next(): Arc | undefined {
    return open.find((arc) => arc.hidden && !isProtected(arcs, nodes, arc, k));
  }
}

const shown = (arc: Arc | undefined) => (arc && !arc.hidden ? arc.value : null);

/** A list of counts whose total is known: null where hidden. */
export function suppressList(counts: number[], k: number): (number | null)[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const arcs: Arc[] = counts.map((value) => ({ from: 0, to: 1, value, hidden: false, cost: 1 + value }));
  protect([...arcs, { from: 1, to: 0, value: total, hidden: false, cost: Number.POSITIVE_INFINITY }], 2, k);
  return arcs.map(shown);
}

export type SuppressedTable = { cells: (number | null)[][]; rows: (number | null)[]; columns: (number | null)[]; total: number };

/** A two-way table with its margins and known total: null where hidden. Margins are told as lists of their own would be, because
 * other tables of the same persons tell them too; cells give way until what is hidden is safe beside them. */
export function suppressTable(table: number[][], k: number): SuppressedTable {
  const [height, width] = [table.length, table[0]?.length ?? 0];
  const rows = table.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = Array.from({ length: width }, (_, j) => table.reduce((total, row) => total + (row[j] as number), 0));
  const total = rows.reduce((a, b) => a + b, 0);
  const sink = height + width + 1;
  const cells: Arc[] = table.flatMap((row, i) =>
    row.map((value, j) => ({ from: 1 + i, to: 1 + height + j, value, hidden: false, cost: 1 + value })),
  );
  const margins = (values: number[], ends: (i: number) => { from: number; to: number }): Arc[] =>
    suppressList(values, k).map((told, i) => ({
      ...ends(i),
      value: values[i] as number,
      hidden: told === null,
      cost: told === null ? 0 : Number.POSITIVE_INFINITY,
    }));
  const rowArcs = margins(rows, (i) => ({ from: 0, to: 1 + i }));
  const columnArcs = margins(columns, (j) => ({ from: 1 + height + j, to: sink }));
  const whole: Arc = { from: sink, to: 0, value: total, hidden: false, cost: Number.POSITIVE_INFINITY };
  protect([...cells, ...rowArcs, ...columnArcs, whole], sink + 1, k);
  return {
    cells: table.map((row, i) => row.map((_value, j) => shown(cells[i * width + j]))),
    rows: rowArcs.map(shown),
    columns: columnArcs.map(shown),
    total,
  };
}

/** Runs of adjacent ordered levels that hold k persons each: the same in whatever table the levels stand, so that no difference of
 * two tables tells a smaller run. */
export function mergeOrderedLevels(counts: number[], k: number): [number, number][] {
  return mergeOrderedRows(
    counts.map((count) => [count]),
    k,
  );
}

/** Runs of adjacent rows whose every column adds up to k, so that ordered levels are merged before anything is hidden. Each row by
 * itself where merging would leave a single one. */
export function mergeOrderedRows(table: number[][], k: number): [number, number][] {
  const width = table[0]?.length ?? 0;
  const runs = mergeRuns(table.length, (first, last) =>
    Array.from({ length: width }, (_, j) => j).every(
      (j) => table.slice(first, last + 1).reduce((t, row) => t + (row[j] as number), 0) >= k,
    ),
  );
  return runs.length > 1 ? runs : table.map((_row, i) => [i, i]);
}
