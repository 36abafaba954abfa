// What is to be done next with a case and whose turn it is: how the desk sorts forty of them. Pure.
import { criteria } from '@sluss/protocol/decision.ts';
import type { State } from '../schema.ts';

export type Step = 'take-up' | 'check' | 'assess' | 'vote' | 'votes' | 'fee' | 'decide' | 'answer' | 'propose' | 'none';
/** `left`: criteria that are not recorded. */
export type Next = { step: Step; left: number };

/** In the order in which an officer looks. */
export const groups = ['yours', 'nobodys', 'colleagues', 'waiting'] as const;
export type Group = (typeof groups)[number];

type Progress = { assessed: number; voters: string[]; votesNeeded: number; feeOpen: boolean; me: string };

/** `atHolder`: a trusted holder has been asked for its proposal. */
export function nextOf(state: State, atHolder: boolean, { assessed, voters, votesNeeded, feeOpen, me }: Progress): Next {
  const left = Math.max(0, Object.keys(criteria).length - assessed);
  const step = (): Step => {
    if (state === 'SUBMITTED') return 'take-up';
    if (state === 'PRE_SCREENING') return 'check';
    if (state === 'AWAITING_ADDITIONAL_INFORMATION') return 'answer';
    if (state !== 'PROCESSING') return 'none';
    if (atHolder) return 'propose';
    if (left > 0) return 'assess';
    if (voters.length < votesNeeded) return voters.includes(me) ? 'votes' : 'vote';
    // Without an accepted fee no permit can be given (art. 62(5)).
    return feeOpen ? 'fee' : 'decide';
  };
  return { step: step(), left };
}

type Case = { next: Next; officer: { id: string } | null };

export function groupOf({ next, officer }: Case, me: string): Group {
  if (['answer', 'propose', 'votes', 'fee'].includes(next.step)) return 'waiting';
  // A vote is every officer's, whoever handles the case.
  if (officer?.id === me || next.step === 'vote') return 'yours';
  return officer ? 'colleagues' : 'nobodys';
}
