// Everything that a report rests on, read once: the study with its permit, the application, and what the owner has stated.
import { applicationForReport } from '../applications/for-report.ts';
import { listOrganisations } from '../organisations/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { type StudyForReport, studyForReport } from '../studies/for-report.ts';
import type { Evaluation, Fit } from '../studies/result/shapes.ts';
import { type Figures, figuresOf } from './figures.ts';
import { statementsOf } from './store.ts';

export type Statement = { field: string; version: number; text: string; stated_at: string };
export type EvaluationSource = { at: number; evaluation: Evaluation; figures: Figures; call: EvaluateCall };
export type FitSource = { at: number; fit: Fit };
/** How the plan asked; read by its method's own schema before it ran. */
export type EvaluateCall = {
  model: string;
  inputs: ({ variable: string; level?: string } | Record<string, unknown>)[];
  trained_on: string[];
  partitions: string[];
  thresholds: string[];
  bins?: number;
};
export type Source = {
  study: StudyForReport;
  evaluations: EvaluationSource[];
  fits: FitSource[];
  application: Awaited<ReturnType<typeof applicationForReport>>;
  organisation: string;
  body: string;
  /** The newest of each field that says something. */
  statements: Map<string, Statement>;
  /** Every version of every field. */
  history: Statement[];
};

const regressions = ['logistic@1', 'poisson@1', 'linear@1'];

/** Undefined where there is no such study. Asks nobody's permission. */
export async function readSource(hub: Hub, id: string): Promise<Source | undefined> {
  const study = await studyForReport(hub, id);
  if (!study) return undefined;
  const [application, organisations, rows] = await Promise.all([
    study.permit ? applicationForReport(hub, study.permit.application) : undefined,
    listOrganisations(hub),
    statementsOf(hub.db, id),
  ]);
  const results = study.released?.results ?? [];
  const history = rows.map(({ field, version, text, stated_at }) => ({
    field,
    version,
    text,
    stated_at: stated_at.toISOString(),
  }));
  const newest = new Map(history.map((one) => [one.field, one]));
  const name = (of: string) => organisations.find((one) => one.id === of)?.name ?? of;
  return {
    study,
    evaluations: results.flatMap(({ name, result }, at) => {
      if (name !== 'evaluate@1') return [];
      const evaluation = result as Evaluation;
      return [{ at, evaluation, figures: figuresOf(evaluation), call: study.plan.methods[at] as unknown as EvaluateCall }];
    }),
    fits: results.flatMap(({ name, result }, at) => (regressions.includes(name) ? [{ at, fit: result as Fit }] : [])),
    application,
    organisation: name(study.organisation),
    body: name(study.body),
    statements: new Map([...newest].filter(([, one]) => one.text !== '')),
    history,
  };
}
