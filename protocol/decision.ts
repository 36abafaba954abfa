// The decision record: what the deciding body found, criterion by criterion, and the permit draft that follows from it. The hub
// keeps it; the signer reads it before it signs, so both must agree on when it is complete.
import { z } from 'zod';
import { slugSchema } from './dictionary.ts';
import { digestSchema, idSchema, timeSchema } from './documents.ts';

/** Regulation (EU) 2025/327 art. 68(1)(a)-(h) and the risks of 68(2)(a)-(b), in the law's words, shortened. */
export const criteria = {
  a: 'the purposes correspond to art. 53(1)',
  b: 'the data are necessary, adequate and proportionate (minimisation, art. 66)',
  c: 'the processing complies with GDPR art. 6(1); pseudonymised data are justified',
  d: 'the applicant is qualified and has the expertise',
  e: 'technical and organisational measures against misuse are sufficient',
  f: 'the ethical assessment complies with national law, where applicable',
  g: 'the justification for an exception from opt-outs is given (art. 71(4)), where applicable',
  h: 'all other requirements of the chapter are fulfilled',
  'risk-a': 'risks for national defence, security and public order are mitigated',
  'risk-b': 'the risk for confidential data of regulatory authorities is mitigated',
} as const;
export type Criterion = keyof typeof criteria;
export const criterionSchema = z.enum(Object.keys(criteria) as [Criterion, ...Criterion[]]);

/** Criteria that may be found not to apply to an application: "where applicable" in art. 68(1)(f) and (g). */
export const mayNotApply: readonly Criterion[] = ['f', 'g'];

export const findingSchema = z.enum(['fulfilled', 'not-fulfilled', 'not-applicable']);
export type Finding = z.infer<typeof findingSchema>;

const officerSchema = z.strictObject({ id: idSchema, name: z.string().max(200) });
export const assessmentSchema = z.strictObject({
  criterion: criterionSchema,
  finding: findingSchema,
  reason: z.string().trim().min(1).max(4000),
  assessor: officerSchema,
  at: timeSchema,
});
export type Assessment = z.infer<typeof assessmentSchema>;

export const decisionSchema = z.strictObject({
  type: z.literal('decision'),
  id: idSchema,
  application: idSchema,
  reference: z.string().max(40),
  body: slugSchema,
  /** approve: a request for an answer in anonymised statistics, art. 69. It makes no permit. */
  kind: z.enum(['grant', 'amend', 'renew', 'refuse', 'approve']),
  assessments: z.array(assessmentSchema).max(10),
  reason: z.string().trim().min(1).max(10_000),
  conditions: z.array(z.string().min(1).max(2000)).max(50),
  decided_by: officerSchema,
  at: timeSchema,
  /** The permit draft that the officer approved, by the digest of its canonical bytes. Null when there is none: refused, or an answer in statistics approved. */
  permit: z.strictObject({ id: idSchema, version: z.int().min(1), draft: digestSchema }).nullable(),
});
export type DecisionRecord = z.infer<typeof decisionSchema>;

export type AssessmentGap = { criterion: Criterion; gap: 'missing' | 'not-fulfilled' | 'must-apply' };

/** What stands between these assessments and a permit; empty when every criterion is recorded and fulfilled (art. 68(3)). */
export function assessmentGaps(assessments: Pick<Assessment, 'criterion' | 'finding'>[]): AssessmentGap[] {
  return (Object.keys(criteria) as Criterion[]).flatMap((criterion): AssessmentGap[] => {
    const found = assessments.filter((one) => one.criterion === criterion);
    const finding = found[0]?.finding;
    if (finding === undefined || found.length > 1) return [{ criterion, gap: 'missing' }];
    if (finding === 'not-fulfilled') return [{ criterion, gap: 'not-fulfilled' }];
    if (finding === 'not-applicable' && !mayNotApply.includes(criterion)) return [{ criterion, gap: 'must-apply' }];
    return [];
  });
}
