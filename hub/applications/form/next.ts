// What happens next with an application, who does it, and by when: in plain words, from the applicant's side.
import type { State } from '../schema.ts';

export type Next = {
  /** A key of the texts (`next_…`). */
  words: string;
  /** A day, where there is a limit. */
  by: string | null;
  /** Whether it is the applicant's move. */
  yours: boolean;
  link: { to: string; words: string } | null;
};

type Known = {
  reference: string;
  state: State;
  clock: {
    decide_by: string | null;
    answer_by: string | null;
    draft_expires: string | null;
    late: boolean;
    respond_by?: string | null;
  };
  fee?: { accepted_at: string | null } | null;
  permit?: { reference: string; state: string } | null;
  /** An answer in statistics is offered, or given: art. 68(3) and 69. */
  offered?: boolean;
  answered?: boolean;
};

export function nextOf({ reference, state, clock, fee, permit, offered, answered }: Known): Next {
  const form = `/applications/${reference}/form`;
  const waiting = (words: string, by: string | null = null): Next => ({ words, by, yours: false, link: null });
  switch (state) {
    case 'DRAFT':
      return { words: 'next_draft', by: clock.draft_expires, yours: true, link: { to: `${form}/check`, words: 'goOn' } };
    case 'DRAFT_EXPIRED':
      return { words: 'next_expired', by: null, yours: true, link: null };
    case 'SUBMITTED':
      return waiting('next_submitted');
    case 'PRE_SCREENING':
      return waiting('next_screening');
    case 'PROCESSING':
      if (fee && !fee.accepted_at) return { words: 'next_fee', by: null, yours: true, link: { to: '#fee', words: 'toFee' } };
      if (offered) return { words: 'next_offer', by: clock.decide_by, yours: true, link: { to: '#offer', words: 'toOffer' } };
      return waiting(clock.late ? 'next_processingLate' : 'next_processing', clock.decide_by);
    case 'AWAITING_ADDITIONAL_INFORMATION':
      if (clock.late) return waiting('next_answerLate', clock.answer_by);
      return { words: 'next_answer', by: clock.answer_by, yours: true, link: { to: `${form}/check`, words: 'toAnswer' } };
    case 'DECISION_ISSUED':
      if (answered) return { ...waiting('next_responded'), link: { to: '#response', words: 'toResponse' } };
      if (!permit && clock.respond_by) return waiting('next_approved');
      if (!permit) return waiting('next_refused');
      if (permit.state === 'PENDING') return waiting('next_signing');
      if (permit.state === 'REVOKED' || permit.state === 'EXPIRED')
        return { ...waiting(`next_${permit.state}`), link: { to: `/permits/${permit.reference}`, words: 'toPermit' } };
      return { words: 'next_permit', by: null, yours: true, link: { to: `/permits/${permit.reference}`, words: 'toPermit' } };
    case 'WITHDRAWN':
      return waiting('next_withdrawn');
  }
}
