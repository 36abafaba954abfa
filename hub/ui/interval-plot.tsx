// Values with their intervals, one row each on a shared scale: odds ratios, differences, AUROC per group.
import type { Scale } from './scale.ts';

export type IntervalRow = {
  label: string;
  /** Said smaller under the label: "per year", "against female". */
  note?: string;
  value: number;
  low: number;
  high: number;
  /** The numbers in words, beside the picture. */
  text: string;
  /** Drawn as a ring: not of the same standing as the others. */
  hollow?: boolean;
  /** A whole, or a part of the one before. */
  rank?: 'main' | 'sub';
  /** A thin rule above: a new group. */
  begins?: boolean;
};

type Props = {
  summary: string;
  rows: IntervalRow[];
  scale: Scale;
  tick: (value: number) => string;
  left?: string;
  right?: string;
};

const percent = (share: number) => `${Math.round(share * 1e4) / 100}%`;

/** The numbers stand in a table behind it, so that for a screen reader the whole picture is one image with a summary. */
export function IntervalPlot({ summary, rows, scale, tick, left, right }: Props) {
  return (
    <div class="intervals" role="img" aria-label={summary}>
      {rows.map((row) => (
        <div class={['interval', row.rank ?? '', row.begins ? 'begins' : ''].join(' ').trim()}>
          <span class="label">
            {row.label}
            {row.note ? <small> {row.note}</small> : null}
          </span>
          <div class="plot">
            <svg aria-hidden="true">
              <Lines scale={scale} />
              <line class="span" x1={percent(scale.place(row.low))} x2={percent(scale.place(row.high))} y1="50%" y2="50%" />
              <circle class={row.hollow ? 'ring' : 'dot'} cx={percent(scale.place(row.value))} cy="50%" r="5.5" />
            </svg>
          </div>
          <span class="value">{row.text}</span>
        </div>
      ))}
      <div class="interval axis">
        <div class="plot">
          <svg aria-hidden="true">
            {scale.ticks.map((value) => (
              <text x={percent(scale.place(value))} y="14" text-anchor={anchor(scale.place(value))}>
                {tick(value)}
              </text>
            ))}
            {left ? (
              <text class="side" x="0%" y="34">
                ‹ {left}
              </text>
            ) : null}
            {right ? (
              <text class="side" x="100%" y="34" text-anchor="end">
                {right} ›
              </text>
            ) : null}
          </svg>
        </div>
      </div>
    </div>
  );
}

function Lines({ scale }: { scale: Scale }) {
  return (
    <>
      {scale.ticks.map((value) => (
        <line
          class={value === scale.reference ? 'reference' : 'grid'}
          x1={percent(scale.place(value))}
          x2={percent(scale.place(value))}
          y1="0"
          y2="100%"
        />
      ))}
    </>
  );
}

/** The outermost ticks stay inside the picture. */
function anchor(share: number): string {
  return share < 0.02 ? 'start' : share > 0.98 ? 'end' : 'middle';
}
