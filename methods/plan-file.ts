// A plan as a person writes it, and the plan that follows from it: what is left out is filled in from the permit, the dataset and
// the stations, so that a first study needs a few lines only.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { identifierSchema, slugSchema } from '@sluss/protocol/dictionary.ts';
import {
  filterSchema,
  methodCallSchema,
  type Permit,
  type Plan,
  partitionSchema,
  planSchema,
} from '@sluss/protocol/documents.ts';
import { z } from 'zod';
import { methodOf } from './catalogue.ts';

export const planFileSchema = z.strictObject({
  title: z.string().min(1).max(200),
  dataset: slugSchema.optional(),
  filter: filterSchema.optional(),
  /** By default all variables of all methods: one frozen frame for the whole plan. */
  complete_on: z.array(identifierSchema).optional(),
  partitions: z.array(partitionSchema).optional(),
  /** By default one group of all stations. */
  groups: z.array(z.array(slugSchema)).optional(),
  smaller_set: z.boolean().optional(),
  k: z.int().optional(),
  methods: z.array(methodCallSchema).min(1),
  release: z.enum(['rounded', 'exact']).optional(),
  expires: z.string().optional(),
});
export type PlanFile = z.infer<typeof planFileSchema>;

export type Around = {
  /** The new plan's id: a plan is started once. */
  id: string;
  permit: Permit;
  permitDigest: string;
  dictionary: Dictionary;
  dictionaryDigest: string;
  stations: { id: string; policy: { k: number } }[];
  now: Date;
};

const planLife = 30 * 24 * 3600_000;

/** The whole plan. Throws Error where a method is not known or does not fit. */
export function planFrom(file: PlanFile, around: Around): Plan {
  const { permit, now } = around;
  const used = file.methods.flatMap((call) => {
    const method = methodOf(call.name);
    return method.variables(method.schema.parse(call) as never);
  });
  const partitioned = (file.partitions ?? []).map((partition) => partition.variable);
  const stations = permit.stations.map(({ id }) => id);
  const groups = file.groups ?? [stations];
  const limits = around.stations.filter(({ id }) => groups.flat().includes(id)).map(({ policy }) => policy.k);
  const latest = new Date(Math.min(Date.parse(permit.not_after), now.getTime() + planLife));
  return planSchema.parse({
    type: 'plan',
    id: around.id,
    title: file.title,
    permit: around.permitDigest,
    dataset: file.dataset ?? permit.datasets[0]?.id,
    dictionary: around.dictionaryDigest,
    filter: file.filter ?? [],
    complete_on: file.complete_on ?? [...new Set([...used, ...partitioned])].sort(),
    partitions: file.partitions ?? [],
    groups,
    smaller_set: file.smaller_set ?? false,
    k: Math.max(10, file.k ?? 0, ...limits),
    methods: file.methods,
    release: file.release ?? 'rounded',
    expires: file.expires ?? `${latest.toISOString().slice(0, 19)}Z`,
  });
}

/** The same questions as a file, ready to be asked again: without what belonged to one plan alone. */
export function planFileOf({
  title,
  dataset,
  filter,
  complete_on,
  partitions,
  groups,
  smaller_set,
  k,
  methods,
  release,
}: Plan): PlanFile {
  return { title, dataset, filter, complete_on, partitions, groups, smaller_set, k, methods, release };
}
