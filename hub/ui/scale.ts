// Scales of pictures: where on a line from 0 to 1 a value stands, and which values are worth a tick.

export type Scale = { place: (value: number) => number; ticks: number[]; reference: number | null };

const clamp = (share: number) => Math.min(1, Math.max(0, share));

/** From `from` to `to` in steps of `step`. */
export function linearScale(from: number, to: number, step: number, reference: number | null = null): Scale {
  const count = Math.round((to - from) / step);
  return {
    place: (value) => clamp((value - from) / (to - from)),
    ticks: Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toPrecision(12))),
    reference,
  };
}

/** Round numbers around all values, and around zero. */
export function linearAround(values: number[]): Scale {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values) || (low < 0 ? 0 : 1);
  const span = high - low;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => span / candidate <= 6) ?? 10 * power;
  return linearScale(Math.floor(low / step) * step, Math.ceil(high / step) * step, step, 0);
}

const ratios = [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000];

/** For ratios: 1 is in it, and twice as much is as far from it as half as much. */
export function ratioScale(values: number[]): Scale {
  const low = Math.min(0.5, ...values);
  const high = Math.max(2, ...values);
  const from = ratios.findLast((tick) => tick <= low) ?? 0.001;
  const to = ratios.find((tick) => tick >= high) ?? 1000;
  return {
    place: (value) => clamp(Math.log(Math.max(value, 1e-9) / from) / Math.log(to / from)),
    ticks: ratios.filter((tick) => tick >= from && tick <= to),
    reference: 1,
  };
}
