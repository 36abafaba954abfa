// An application from a file: what fits is taken over, what almost fits is kept as typed to be mended in the form, the rest is named.
import { type Content, contentSchema } from '../schema.ts';
import type { LeftOut } from './form-store.ts';
import { clean, type Ground, type Inputs, pick, read } from './inputs.ts';
import { type ContentField, contentFields, isContentField } from './steps.ts';

export type Imported = { content: Content; typed: Record<string, Inputs>; leftOut: LeftOut[] };

const longestLeftOut = 2000;
const mostLeftOut = 100;
/** An application's own form has five levels. */
const deepest = 50;

/** Undefined when the text is no JSON object, or one that no application could be. */
export function importContent(file: string, ground: Ground): Imported | undefined {
  const given = contentIn(file);
  if (!given) return undefined;
  const imported: Imported = { content: {}, typed: {}, leftOut: [] };
  const leave = (path: string, value: unknown) => {
    if (imported.leftOut.length >= mostLeftOut) return;
    const written = clean(JSON.stringify(value) ?? '').slice(0, longestLeftOut);
    imported.leftOut.push({ path: clean(path).slice(0, 100), value: written });
  };
  for (const [name, value] of Object.entries(given)) {
    if (value === null) continue;
    if (!isContentField(name)) leave(name, value);
  }
  for (const field of contentFields) {
    const value = Object.hasOwn(given, field) ? given[field] : null;
    if (value === null || value === undefined) continue;
    const parsed = contentSchema.shape[field].safeParse(value);
    // Read as the form would, so that a purpose that is not open is named here too.
    const inputs = pick(field, parsed.success ? postedOf(field, parsed.data) : postedOf(field, value), ground);
    const reading = read(field, inputs, ground);
    if (parsed.success && reading.ok) Object.assign(imported.content, { [field]: parsed.data });
    else if (Object.keys(inputs).length) imported.typed[field] = inputs;
    else leave(field, value);
  }
  return imported;
}

/** The content itself, or an application as the API gives it. */
function contentIn(file: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(file.replace(/^\uFEFF/, ''));
    if (!isObject(value) || isDeeper(value, deepest)) return undefined;
    return isObject(value.content) ? value.content : value;
  } catch {
    return undefined;
  }
}

/** What is nested a hundred thousand times can be read, but nothing can be done with it after. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const word = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const list = (value: unknown) => (Array.isArray(value) ? value : []);
const words = (value: unknown) => list(value).map(word).filter(Boolean);
const rows = (value: unknown) => list(value).filter(isObject).slice(0, 60);

/** What of a value can be shown in the inputs of its field, whatever its form. */
function postedOf(field: ContentField, value: unknown): Inputs {
  switch (field) {
    case 'persons':
      return Object.fromEntries(
        rows(value).flatMap((row, at) => [
          [`person-${at}-name`, word(row.name)],
          [`person-${at}-email`, word(row.email)],
          ...(row.investigator === true ? [['investigator', String(at)]] : []),
        ]),
      );
    case 'models':
      return Object.fromEntries(
        rows(value).flatMap((row, at) => [
          [`model-${at}-name`, word(row.name)],
          [`model-${at}-digest`, word(row.digest)],
        ]),
      );
    case 'data':
      return Object.fromEntries(
        rows(value).flatMap((row, at) => [
          [`data-${at}-dataset`, word(row.dataset)],
          [`data-${at}-variables`, words(row.variables)],
          [`data-${at}-reason`, word(row.reason)],
          ...rows(row.filter).flatMap((limit, place) => [
            ...['variable', 'from', 'to'].map((part) => [`limit-${at}-${place}-${part}`, word(limit[part])]),
            [`limit-${at}-${place}-levels`, words(limit.levels)],
          ]),
        ]),
      );
    case 'period': {
      const given = isObject(value) ? value : {};
      return { period_from: word(given.from), period_to: word(given.to) };
    }
    case 'prohibited_uses':
      return { prohibited_uses: Array.isArray(value) && value.length === 0 ? ['none'] : words(value) };
    case 'methods':
      return { methods: words(value) };
    default:
      return { [field]: word(value) };
  }
}
