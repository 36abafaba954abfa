// Forms as they are posted: read once, checked by a schema, and given back with everything that was typed when something is wrong.
import type { z } from 'zod';
import en from '../ui/texts.en.json' with { type: 'json' };
import sv from '../ui/texts.sv.json' with { type: 'json' };
import { notText } from './fields.ts';
import type { RequestContext } from './http.tsx';
import { notUnderstood, Problem } from './problem.ts';
import { fill, type Language, texts } from './texts.ts';

const say = texts(sv, en);

/** What was typed, by the names of the fields; a field that may repeat holds several. */
export type Typed = Record<string, string | string[]>;
/** What is wrong with which field: a key of the feature's texts, or a sentence. */
export type FieldErrors = Record<string, string>;
export type ReadForm<T> = { ok: true; value: T; typed: Typed } | { ok: false; typed: Typed; errors: FieldErrors };

/** More than any form of ours has. Eight megabytes hold millions of empty fields, and reading those takes a quarter of a minute. */
const mostFields = 20_000;

/** How many fields a form has, counted before it is read; stops counting where it is more than `most`. */
export async function countFields(context: RequestContext, most = mostFields): Promise<number> {
  const type = context.req.header('content-type') ?? '';
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const between = type.toLowerCase().startsWith('multipart/') ? `--${boundary?.[1] ?? boundary?.[2] ?? ''}` : '&';
  const bytes = Buffer.from(await context.req.arrayBuffer());
  let count = 0;
  for (let at = bytes.indexOf(between); at >= 0 && count <= most; at = bytes.indexOf(between, at + between.length)) count += 1;
  return count;
}

async function refuseTooMany(context: RequestContext): Promise<void> {
  if ((await countFields(context)) > mostFields)
    throw new Problem(413, 'too-many-fields', `A form has ${mostFields} fields at most.`);
}

/** A file that was posted under this name. */
export async function fileIn(context: RequestContext, name: string): Promise<File | undefined> {
  await refuseTooMany(context);
  const value = (await context.req.parseBody())[name];
  return value instanceof File ? value : undefined;
}

/** The posted fields. `name[]` always gives a list; files are left out (`fileIn` reads them). */
export async function typedIn(context: RequestContext): Promise<Typed> {
  await refuseTooMany(context);
  const body = await context.req.parseBody({ all: true }).catch(() => {
    throw notUnderstood('The form could not be read.');
  });
  const typed: Typed = Object.create(null);
  for (const [name, value] of Object.entries(body)) {
    const texts = [value].flat().filter((one) => typeof one === 'string');
    if (name.endsWith('[]')) typed[name.slice(0, -2)] = texts.map(plain);
    else if (texts.length) typed[name] = plain(texts.at(-1) ?? '');
  }
  return typed;
}

/** Browsers send line ends as CR LF (HTML, form submission): length limits count what the person sees. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Reads a form by its schema. The first problem of each field is named; nothing that was typed is lost. */
export async function readForm<T extends z.ZodType>(context: RequestContext, schema: T): Promise<ReadForm<z.infer<T>>> {
  const typed = await typedIn(context);
  const language = context.get('language');
  const parsed = schema.safeParse(typed, { error: (issue) => inWords(issue, language) });
  if (parsed.success) return { ok: true, value: parsed.data, typed };
  const errors: FieldErrors = {};
  for (const issue of parsed.error.issues)
    errors[String(issue.path[0] ?? '')] ??= issue.message === notText ? say(language).fieldNotText : issue.message;
  return { ok: false, typed, errors };
}

/** For what a schema has no words of its own. */
function inWords({ code, input, maximum }: { code: string; input?: unknown; maximum?: number | bigint }, language: Language) {
  const text = say(language);
  if (input === undefined || input === '') return text.fieldMissing;
  if (code === 'too_big' && typeof input === 'string') return fill(text.fieldTooLong, { most: Number(maximum) });
  return text.fieldUnfit;
}

/** For forms of buttons and hidden fields, where something wrong is no typing error of a person. */
export async function formOf<T extends z.ZodType>(context: RequestContext, schema: T): Promise<z.infer<T>> {
  const form = await readForm(context, schema);
  if (form.ok) return form.value;
  const issues = Object.entries(form.errors).map(([path, message]) => ({ path, message }));
  throw notUnderstood('The form could not be read.', issues);
}
