// A small histogram: bars as wide as their bins and as high as they are dense, so that areas are counts.

export type Bin = { from: number; to: number; count: number };

const [width, height] = [120, 28];

export function Histogram({ bins, summary }: { bins: Bin[]; summary: string }) {
  const [low, high] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const density = ({ from, to, count }: Bin) => count / (to - from);
  const most = Math.max(...bins.map(density), 1e-9);
  const round = (value: number) => Math.round(value * 10) / 10;
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${width} ${height + 1}`}
      width={width}
      height={height + 1}
      role="img"
      aria-label={summary}
    >
      {bins.map((bin) => (
        <rect
          x={round(((bin.from - low) / (high - low)) * width)}
          width={round(Math.max(0.8, ((bin.to - bin.from) / (high - low)) * width - 0.8))}
          y={round(height - (density(bin) / most) * height)}
          height={round((density(bin) / most) * height)}
        />
      ))}
      <line class="base" x1="0" x2={width} y1={height + 0.5} y2={height + 0.5} />
    </svg>
  );
}

/** A share of a whole as a bar; the number stands beside it. */
export function ShareBar({ share }: { share: number }) {
  return (
    <svg class="share" width="100%" height="10" aria-hidden="true">
      <rect class="whole" width="100%" height="10" />
      <rect class="part" width={`${Math.round(share * 1000) / 10}%`} height="10" />
    </svg>
  );
}
