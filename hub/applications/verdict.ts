// What a rule returns: yes with what follows, or no with a reason code that the feature owns.

export type Refused<Code extends string = string> = {
  ok: false;
  code: Code;
  detail: string;
  particulars?: Record<string, unknown>;
};
export type Verdict<T, Code extends string = string> = { ok: true; value: T } | Refused<Code>;

export function accept<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function refuse<Code extends string>(code: Code, detail: string, particulars?: Record<string, unknown>): Refused<Code> {
  return { ok: false, code, detail, ...(particulars ? { particulars } : {}) };
}
