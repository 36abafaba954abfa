// The policy's form as it is typed, and the policy that it says.
import { methods } from '@sluss/methods/catalogue.ts';
import { type Policy, policySchema } from '@sluss/protocol/policy.ts';
import { questionKinds } from '@sluss/questions/catalogue.ts';
import type { Field } from './policy-rules.ts';

export type TypedPolicy = {
  k: string;
  alone: string[];
  release: string;
  which_methods: string;
  methods: string[];
  which_purposes: string;
  purposes: string[];
  questions_per_day: string;
  models_per_study: string;
};

/** Regulation (EU) 2025/327 art. 53(1)(a) to (f). */
const purposes = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `ehds53.1.${letter}`);

/** What the form offers: all there is, and what the policy names beside it. */
export function knownTo(policy: Policy) {
  const kinds = policySchema.shape.alone.element.options as readonly string[];
  return {
    methods: [...new Set([...methods.map(({ name }) => name), ...(policy.methods ?? [])])],
    purposes: [...new Set([...purposes, ...(policy.purposes ?? [])])],
    kinds: questionKinds.filter((kind) => kinds.includes(kind)),
  };
}

/** The form of a policy in force. */
export function typedOf(policy: Policy): TypedPolicy {
  const known = knownTo(policy);
  return {
    k: String(policy.k),
    alone: policy.alone,
    release: policy.release,
    which_methods: policy.methods ? 'some' : 'all',
    methods: policy.methods ?? known.methods,
    which_purposes: policy.purposes ? 'some' : 'all',
    purposes: policy.purposes ?? known.purposes,
    questions_per_day: String(policy.questions_per_day),
    models_per_study: String(policy.models_per_study),
  };
}

/** What was typed, from a form's or an address's fields. */
export function typedFrom(fields: URLSearchParams): TypedPolicy {
  const one = (name: string) => (fields.get(name) ?? '').slice(0, 200);
  const many = (name: string) => [...new Set(fields.getAll(`${name}[]`))].slice(0, 100);
  return {
    k: one('k'),
    alone: many('alone'),
    release: one('release'),
    which_methods: one('which_methods'),
    methods: many('methods'),
    which_purposes: one('which_purposes'),
    purposes: many('purposes'),
    questions_per_day: one('questions_per_day'),
    models_per_study: one('models_per_study'),
  };
}

export type ReadPolicy = { ok: true; policy: Policy } | { ok: false; errors: Partial<Record<Field, true>> };

/** Reads the form; what it does not hold, `paused`, stays as it is. */
export function readTyped(typed: TypedPolicy, now: Policy): ReadPolicy {
  const number = (text: string) => (/^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN);
  const known = knownTo(now);
  const next = policySchema.safeParse({
    k: number(typed.k),
    alone: typed.alone,
    release: typed.release,
    methods: typed.which_methods === 'some' ? typed.methods : null,
    purposes: typed.which_purposes === 'some' ? typed.purposes : null,
    questions_per_day: number(typed.questions_per_day),
    models_per_study: number(typed.models_per_study),
    paused: now.paused,
  });
  const errors: Partial<Record<Field, true>> = {};
  for (const { path } of next.success ? [] : next.error.issues) errors[path[0] as Field] = true;
  for (const field of ['methods', 'purposes'] as const) {
    const isSaid = ['all', 'some'].includes(typed[`which_${field}`]);
    if (!isSaid || typed[field].some((one) => !known[field].includes(one))) errors[field] = true;
  }
  return next.success && Object.keys(errors).length === 0 ? { ok: true, policy: next.data } : { ok: false, errors };
}
