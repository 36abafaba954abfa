// A stopwatch for pages: how long each took, from the request to the last byte, and what went wrong.
export type Row = { page: string; count: number; p50: number; p95: number; p99: number; longest: number; errors: number };

export type Meter = {
  took: (page: string, milliseconds: number, good: boolean) => void;
  /** By page, the slowest last; `all` first. */
  rows: () => Row[];
  /** What was not answered as it should be, in words: the first few. */
  wrong: string[];
};

export function createMeter(): Meter {
  const times = new Map<string, number[]>();
  const errors = new Map<string, number>();
  const wrong: string[] = [];
  const row = (page: string, measured: number[], bad: number): Row => {
    const sorted = measured.toSorted((a, b) => a - b);
    const at = (share: number) => tenth(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
    return {
      page,
      count: sorted.length,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      longest: tenth(sorted.at(-1) ?? 0),
      errors: bad,
    };
  };
  return {
    wrong,
    took(page, milliseconds, good) {
      const list = times.get(page) ?? [];
      times.set(page, list);
      list.push(milliseconds);
      if (!good) errors.set(page, (errors.get(page) ?? 0) + 1);
    },
    rows() {
      const each = [...times].map(([page, list]) => row(page, list, errors.get(page) ?? 0)).sort((a, b) => a.p95 - b.p95);
      const all = row(
        'all',
        [...times.values()].flat(),
        [...errors.values()].reduce((sum, one) => sum + one, 0),
      );
      return [all, ...each];
    },
  };
}

const tenth = (value: number) => Math.round(value * 10) / 10;
