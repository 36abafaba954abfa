// A report on paper: the same document as the page, as parts of a PDF.
import type { Language } from '../platform/texts.ts';
import { lineChart } from '../ui/charts/line-chart.tsx';
import { intervalsSvg } from '../ui/pdf/intervals-svg.ts';
import type { Pdf, PdfPart } from '../ui/pdf/pdf.ts';
import type { Drawn, ReportPart, ReportSection } from './document.ts';
import type { WholeReport } from './report.ts';

export function reportPdf({ document }: WholeReport, language: Language, metadata: Record<string, string>): Pdf {
  return {
    title: document.title,
    kicker: document.kicker,
    language,
    footer: document.footer,
    made: document.made,
    metadata,
    parts: document.sections.flatMap(partsOf),
  };
}

function partsOf({ level, title, parts, newPage }: ReportSection): PdfPart[] {
  return [
    ...(newPage ? [{ kind: 'pageBreak' as const }] : []),
    { kind: 'heading', level, text: title },
    ...parts.flatMap((part) => onPaper(part, level === 2 ? 3 : 4)),
  ];
}

/** `below`: the level of a heading under the section's. */
function onPaper(part: ReportPart, below: 3 | 4): PdfPart[] {
  switch (part.kind) {
    case 'pictures': {
      const [first, second] = part.pictures.map(({ drawn, words, caption }) => ({
        svg: drawingOf(drawn, part.small ?? false),
        words,
        caption,
      }));
      if (!first) return [];
      return [{ kind: 'picture', ...first, ...(second ? { beside: second } : {}), ...(part.small ? { highest: 156 } : {}) }];
    }
    case 'folded':
      // A table has its own title.
      return [
        ...(part.parts[0]?.kind === 'table' ? [] : [{ kind: 'heading' as const, level: below, text: part.title }]),
        ...part.parts.flatMap((inner) => onPaper(inner, below)),
      ];
    case 'statement':
      return [{ kind: 'notice', title: part.title, text: part.text }];
    case 'missing':
      return [{ kind: 'text', as: 'quiet', text: part.text }];
    default:
      return [part];
  }
}

/** Low pictures, so that page one is one page. */
function drawingOf(drawn: Drawn, low: boolean): string {
  return drawn.form === 'lines' ? lineChart(low ? { ...drawn.spec, square: false } : drawn.spec).svg : intervalsSvg(drawn);
}
