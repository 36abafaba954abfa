// The plan that follows from a plan file, with an id of its own.
import { randomUUID } from 'node:crypto';
import type { PlanFile } from '@sluss/methods/plan-file.ts';
import { type Around, planFrom as planWithId } from '@sluss/methods/plan-file.ts';
import type { Plan } from '@sluss/protocol/documents.ts';

export function planFrom(file: PlanFile, around: Omit<Around, 'id'>): Plan {
  return planWithId(file, { ...around, id: randomUUID() });
}
