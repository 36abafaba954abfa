// A calibration curve: the risk that a model tells against the share that it happened to, per group of persons.

export type CalibrationPoint = { told: number; happened: number; n: number };
export type CalibrationLine = { points: CalibrationPoint[]; hollow: boolean };

type Props = { summary: string; lines: CalibrationLine[]; across: string; up: string; tick: (value: number) => string };

const [left, top, size] = [66, 10, 300];
const x = (share: number) => Math.round((left + share * size) * 10) / 10;
const y = (share: number) => Math.round((top + (1 - share) * size) * 10) / 10;
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

export function CalibrationPlot({ summary, lines, across, up, tick }: Props) {
  const most = Math.max(...lines.flatMap(({ points }) => points.map(({ n }) => n)), 1);
  return (
    <svg class="calibration" viewBox="0 0 384 362" role="img" aria-label={summary}>
      {ticks.map((value) => (
        <>
          <line class="grid" x1={x(value)} x2={x(value)} y1={y(0)} y2={y(1)} />
          <line class="grid" x1={x(0)} x2={x(1)} y1={y(value)} y2={y(value)} />
          <text x={x(value)} y={y(0) + 18} text-anchor="middle">
            {tick(value)}
          </text>
          <text x={left - 8} y={y(value) + 4} text-anchor="end">
            {tick(value)}
          </text>
        </>
      ))}
      <line class="reference" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {lines.map(({ points, hollow }) => (
        <>
          <polyline
            class={hollow ? 'path faint' : 'path'}
            points={points.map(({ told, happened }) => `${x(told)},${y(happened)}`).join(' ')}
          />
          {points.map(({ told, happened, n }) => (
            <circle
              class={hollow ? 'ring' : 'dot'}
              cx={x(told)}
              cy={y(happened)}
              r={Math.round((3 + 5 * Math.sqrt(n / most)) * 10) / 10}
            />
          ))}
        </>
      ))}
      <text class="side" x={x(0.5)} y={y(0) + 40} text-anchor="middle">
        {across}
      </text>
      <text class="side" transform={`translate(13 ${y(0.5)}) rotate(-90)`} text-anchor="middle">
        {up}
      </text>
    </svg>
  );
}
