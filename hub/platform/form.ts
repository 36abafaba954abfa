// Forms as they are posted: read once, checked by a schema, and given back with everything that was typed when something is wrong.
import type { z } from 'zod';
import type { RequestContext } from './http.tsx';
import { notUnderstood } from './problem.ts';

/** What was typed, by the names of the fields; a field that may repeat holds several. */
export type Typed = Record<string, string | string[]>;
/** What is wrong with which field: a key of the feature's texts, or a sentence. */
export type FieldErrors = Record<string, string>;
export type ReadForm<T> = { ok: true; value: T; typed: Typed } | { ok: false; typed: Typed; errors: FieldErrors };

/** The posted fields. `name[]` always gives a list; files are left out (read them with context.req.parseBody). */
export async function typedIn(context: RequestContext): Promise<Typed> {
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
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { ok: true, value: parsed.data, typed };
  const errors: FieldErrors = {};
  for (const issue of parsed.error.issues) errors[String(issue.path[0] ?? '')] ??= issue.message;
  return { ok: false, typed, errors };
}

/** For forms of buttons and hidden fields, where something wrong is no typing error of a person. */
export async function formOf<T extends z.ZodType>(context: RequestContext, schema: T): Promise<z.infer<T>> {
  const form = await readForm(context, schema);
  if (form.ok) return form.value;
  const issues = Object.entries(form.errors).map(([path, message]) => ({ path, message }));
  throw notUnderstood('The form could not be read.', issues);
}
