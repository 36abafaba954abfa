// An application that asks for exactly what a plan needs: its variables, methods and models, and nothing more.
import { readFileSync } from 'node:fs';
import { methodOf } from '@sluss/methods/catalogue.ts';
import { type PlanFile, planFileSchema } from '@sluss/methods/plan-file.ts';
import { z } from 'zod';

export type Applicant = { name: string; email: string };

const day = (date: Date) => date.toISOString().slice(0, 10);

/** `words`: the fields that only the applicant can write; they go before what is filled in here. */
export function applicationFrom(
  plan: PlanFile,
  me: Applicant,
  words: Record<string, unknown>,
  now: Date,
): Record<string, unknown> {
  const calls = plan.methods.map((call) => ({ method: methodOf(call.name), call: methodOf(call.name).schema.parse(call) }));
  const variables = [
    ...calls.flatMap(({ method, call }) => method.variables(call)),
    ...(plan.complete_on ?? []),
    ...(plan.partitions ?? []).map(({ variable }) => variable),
    ...(plan.filter ?? []).map(({ variable }) => variable),
  ];
  const models = [...new Set(calls.flatMap(({ method, call }) => method.models?.(call) ?? []))];
  const inAYear = new Date(Date.UTC(now.getUTCFullYear() + 1, now.getUTCMonth(), now.getUTCDate()));
  return {
    title: plan.title,
    persons: [{ name: me.name, email: me.email, investigator: true }],
    prohibited_uses: [],
    data: [{ dataset: plan.dataset, variables: [...new Set(variables)], filter: plan.filter ?? [] }],
    format: 'anonymised',
    models: models.map((digest, i) => ({ name: `Model ${i + 1}`, digest })),
    period: { from: day(now), to: day(inAYear) },
    methods: [...new Set(plan.methods.map(({ name }) => name))],
    ...words,
  };
}

export function readPlanFile(path: string): PlanFile {
  const file = planFileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!file.success) throw new Error(`${path} is not a plan file:\n${z.prettifyError(file.error)}`);
  return file.data;
}
