// What svg-to-pdfkit exports; it brings no types of its own.
declare module 'svg-to-pdfkit' {
  export default function svgToPdf(
    doc: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: {
      width: number;
      height: number;
      assumePt: boolean;
      preserveAspectRatio: string;
      fontCallback: (family: string, bold: boolean, italic: boolean) => string;
      imageCallback: (link: string) => string;
      documentCallback: (file: string) => null;
      warningCallback: (warning: string) => void;
    },
  ): void;
}
