// The holder's own limits on what its station answers: can only be tighter than the permit. A file that a steward reads and edits.
import { z } from 'zod';
import type { Permit, Plan } from './documents.ts';
import { Refusal } from './refusal.ts';

export const policySchema = z.strictObject({
  /** Smallest number of persons an answer may rest on. */
  k: z.int().min(5).max(1000),
  /** Kinds of question whose result may leave this station alone (after suppression); the rest only inside a sum. */
  alone: z.array(z.enum(['census', 'counts', 'moments', 'histogram', 'scores'])),
  /** The most that may be shown of a result. */
  release: z.enum(['rounded', 'exact']),
  /** Methods, purposes and persons' organisations that are welcome; null: whatever the permit allows. */
  methods: z.array(z.string()).nullable(),
  purposes: z.array(z.string()).nullable(),
  questions_per_day: z.int().min(1),
  models_per_study: z.int().min(0).max(3),
  /** The station is silent while true. */
  paused: z.boolean(),
});
export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = {
  k: 10,
  alone: [],
  release: 'rounded',
  methods: null,
  purposes: null,
  questions_per_day: 2000,
  models_per_study: 3,
  paused: false,
};

/** The policy's word on a plan as a whole. Throws Refusal('policy'). */
export function checkPolicy(policy: Policy, plan: Plan, permit: Pick<Permit, 'purpose'>, stationId: string): void {
  const no = (detail: string) => new Refusal('policy', detail);
  if (plan.k < policy.k) throw no(`the plan's k is ${plan.k}, ours is ${policy.k}`);
  if (plan.release === 'exact' && policy.release !== 'exact') throw no('exact release is not ours');
  if (policy.purposes && !policy.purposes.includes(permit.purpose)) throw no(`purpose ${permit.purpose}`);
  for (const { name } of plan.methods) if (policy.methods && !policy.methods.includes(name)) throw no(`method ${name}`);
  const models = new Set(plan.methods.map((call) => call.model).filter((model) => model !== undefined));
  if (models.size > policy.models_per_study) throw no(`${models.size} models`);
  const standsAlone = plan.groups.some((group) => group.length === 1 && group[0] === stationId);
  if (standsAlone && policy.alone.length === 0) throw no('nothing leaves this station alone');
}
