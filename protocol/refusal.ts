// Refusal codes: all that a station ever says about why it does not answer. What depends on data has one code only.
export const refusalCodes = [
  'permit_invalid',
  'permit_expired',
  'permit_revoked',
  'status_stale',
  'not_permitted',
  'policy',
  'plan_mismatch',
  'set_changed',
  'limit',
  'malformed',
  'too_few',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Thrown where a rule says no. `detail` stays where it was thrown (the station's own log): it never travels. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: RefusalCode;
  readonly detail: string;
  constructor(code: RefusalCode, detail = '') {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}
