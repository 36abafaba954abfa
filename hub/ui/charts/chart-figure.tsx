// The frame of every chart: the picture, what it shows in words, and the numbers as a table behind it.
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Language, texts } from '../../platform/texts.ts';
import { type Column, type Row, Table } from '../table.tsx';
import en from '../texts.en.json' with { type: 'json' };
import sv from '../texts.sv.json' with { type: 'json' };
import { type Drawing, forPage } from './draw.ts';

const say = texts(sv, en);

export type ChartTable = { caption: string; columns: Column[]; rows: Row[] };

export type ChartFrame = {
  language: Language;
  /** What is to be seen, in a sentence: it stands for the picture where that is not seen. */
  summary: string;
  /** Stands under the picture. */
  caption?: Child;
  /** The numbers of the picture, all of them. */
  table: ChartTable;
  /** Unfolded from the start. */
  open?: boolean;
};

export function ChartFigure({ language, summary, caption, table, drawing, open }: ChartFrame & { drawing: Drawing }) {
  return (
    <figure class="charted">
      {raw(forPage(drawing, summary))}
      {caption ? <figcaption>{caption}</figcaption> : null}
      <details open={open}>
        <summary>
          {say(language).numbers}
          <span class="unseen">: {table.caption}</span>
        </summary>
        <Table {...table} />
      </details>
    </figure>
  );
}
