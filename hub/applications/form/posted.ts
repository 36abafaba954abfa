// A posted page of the form: its inputs, and what the page carried so that the hub can tell who changed what.
import type { Typed } from '../../platform/form.ts';
import type { Posted } from './actions.ts';
import type { Inputs } from './inputs.ts';
import type { Seen } from './merge.ts';
import { type Field, isOfStep, type Step } from './steps.ts';

const carried = ['seen', 'go', 'version', 'back', 'upload_name', 'file', 'model_file'];
const beside = /^(comment|attachment)_/;

export function postedIn(typed: Typed, step: Step): Posted {
  const inputs: Inputs = {};
  const chosen: Posted['chosen'] = {};
  for (const [name, value] of Object.entries(typed)) {
    if (carried.includes(name) || beside.test(name)) continue;
    const field = name.startsWith('keep-') ? name.slice('keep-'.length) : '';
    if (!field) inputs[name] = value;
    else if (isOfStep(field, step) && (value === 'mine' || value === 'theirs' || value === 'both')) chosen[field] = value;
  }
  return { inputs, seen: seenIn(typed.seen, step), chosen };
}

/** Only fields of this step, each with a short name: the page's own, or nothing. */
function seenIn(text: string | string[] | undefined, step: Step): Seen {
  const seen: Seen = {};
  try {
    const value: unknown = JSON.parse(typeof text === 'string' ? text : '');
    for (const [field, name] of Object.entries(value ?? {}))
      if (isOfStep(field, step) && typeof name === 'string') seen[field as Field] = name.slice(0, 20);
  } catch {
    // No page of ours: nothing is known of what it showed, so nothing is taken from it.
  }
  return seen;
}

/** Whether what was done changes the page itself: rows that come or go, choices that open or shut. */
export function changesPage(inputs: Inputs, changed: Field[]): boolean {
  const rows = Object.entries(inputs).some(([name, value]) => /^add_|-remove$|^data-\d+-limit$/.test(name) && value.length > 0);
  const turns: Field[] = ['on_behalf_of', 'purpose', 'prohibited_uses', 'format', 'persons', 'models'];
  return (
    (rows && changed.length > 0) || changed.some((field) => turns.includes(field) && field !== 'persons' && field !== 'models')
  );
}
