// A filter as a short line: age 45–80; sex male.
import type { Filter } from '@sluss/protocol/documents.ts';

export function filterInWords(filter: Filter): string {
  return filter.map((one) => `${one.variable} ${'levels' in one ? one.levels.join(' | ') : `${one.from}–${one.to}`}`).join('; ');
}
