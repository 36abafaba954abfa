// A report as what it says, before it is a page or a PDF: sections of parts. Both are made from the same, so that they cannot differ.
import type { LineChartSpec } from '../ui/charts/line-chart.tsx';
import type { IntervalRow } from '../ui/interval-plot.tsx';
import type { PdfPart } from '../ui/pdf/pdf.ts';
import type { TablePart } from '../ui/pdf/table.ts';
import type { Scale } from '../ui/scale.ts';

export type Drawn =
  | { form: 'intervals'; rows: IntervalRow[]; scale: Scale; tick: (value: number) => string }
  | { form: 'lines'; spec: LineChartSpec };
/** `table`: the numbers behind lines; the page's picture unfolds it, paper has it elsewhere. */
export type ReportPicture = { drawn: Drawn; words: string; caption: string; table?: TablePart };

export type ReportPart =
  | Extract<PdfPart, { kind: 'text' | 'list' | 'facts' | 'table' | 'notice' }>
  /** At most two side by side. */
  | { kind: 'pictures'; pictures: ReportPicture[]; small?: boolean }
  /** Figures in a row at the top. */
  | { kind: 'glance'; facts: { name: string; value: string }[] }
  /** Unfolded on paper, folded on the page. */
  | { kind: 'folded'; title: string; parts: ReportPart[] }
  | { kind: 'statement'; title: string; text: string }
  | { kind: 'missing'; text: string };

export type ReportSection = {
  /** Its place on the page. */
  id: string;
  level: 2 | 3 | 4;
  title: string;
  parts: ReportPart[];
  /** Begins on a new sheet of paper. */
  newPage?: boolean;
};

export type ReportDocument = {
  title: string;
  kicker: string;
  footer: string;
  /** When the study finished: the report's own moment. */
  made: string;
  sections: ReportSection[];
};
