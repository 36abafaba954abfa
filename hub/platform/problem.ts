// Not for you, not there, changed under you, not understood, refused by a rule: one thrown type, which the one handler in
// http.tsx turns into RFC 9457 problem+json or an error page. Anything else that is thrown is a bug and becomes a 500.

export class Problem extends Error {
  override name = 'Problem';
  readonly status: ProblemStatus;
  /** Kebab-case, stable, owned by the feature: what a program decides on. */
  readonly code: string;
  /** Further members of the answer: what a form shows beside its fields, or a reason's particulars. Never personal data. */
  readonly particulars: Record<string, unknown>;

  constructor(status: ProblemStatus, code: string, detail: string, particulars: Record<string, unknown> = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.particulars = particulars;
  }
}

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 410 | 411 | 413 | 415 | 422 | 429 | 500 | 503;

export const signInFirst = (detail = 'Sign in first.') => new Problem(401, 'sign-in-first', detail);
export const notForYou = (detail = 'This is not open to you.') => new Problem(403, 'not-for-you', detail);
export const notThere = (detail = 'There is nothing at this address.') => new Problem(404, 'not-there', detail);
export const changedUnderYou = (detail = 'Somebody changed this while you were working on it. Load it again.') =>
  new Problem(409, 'changed-under-you', detail);
export const notUnderstood = (detail: string, issues: { path: string; message: string }[] = []) =>
  new Problem(400, 'not-understood', detail, issues.length ? { issues } : {});
/** A rule said no: what `refuse(code, …)` returned, at the edge. */
export const refusedByRules = (code: string, detail: string, particulars?: Record<string, unknown>) =>
  new Problem(422, code, detail, particulars);

/** Paths and reasons of a zod error, never the values. */
export function issuesOf(error: { issues: { path: PropertyKey[]; message: string }[] }): { path: string; message: string }[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
}
