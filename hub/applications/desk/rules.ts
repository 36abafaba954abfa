// What happens on the officer's desk beside the states of rules.ts: votes, a trusted holder's proposal, the fee estimate as a gate.
import type { Happening } from '../clocks.ts';
import type { Situation } from '../rules.ts';
import { accept, refuse, type Verdict } from '../verdict.ts';

export type RefusalOnDesk =
  | 'wrong-state'
  | 'votes-missing'
  | 'not-one-trusted-holder'
  | 'forwarded-before'
  | 'not-forwarded'
  | 'proposed-before'
  | 'fee-not-accepted'
  | 'fee-differs'
  | 'no-fee-to-accept';

export type Outcome = 'grant' | 'refuse';
export type Vote = { officer: string; vote: Outcome; at: Date };

function inProcessing({ state }: Situation): Verdict<null, RefusalOnDesk> {
  return state === 'PROCESSING'
    ? accept(null)
    : refuse('wrong-state', `An application in state ${state} is not being decided.`, { state });
}

/** Votes given before the application was last changed, reopened, or turned into a request for statistics, were about another one. */
export function votesThatCount<T extends Vote>(votes: T[], events: Happening[]): T[] {
  const other = ['answered', 'reopened', 'request-agreed'];
  const changed = events.findLast((one) => other.includes(one.kind))?.at;
  return changed ? votes.filter((one) => one.at > changed) : votes;
}

export function vote(situation: Situation): Verdict<null, RefusalOnDesk> {
  return inProcessing(situation);
}

/** As many votes for the outcome as the body has set, and more than for the other. */
export function enoughVotes(votes: Vote[], events: Happening[], outcome: Outcome, needed: number): Verdict<null, RefusalOnDesk> {
  if (needed === 0) return accept(null);
  const counted = votesThatCount(votes, events);
  const given = counted.filter((one) => one.vote === outcome).length;
  if (given >= needed && given > counted.length - given) return accept(null);
  return refuse('votes-missing', `This outcome needs ${needed} votes and more than the other; it has ${given}.`, {
    needed,
    given,
    against: counted.length - given,
  });
}

type Forwarding = { situation: Situation; holders: (string | null)[]; trusted: string[]; already: boolean };

/** Art. 72(1) and (3): only where one trusted holder holds all that is applied for. Returns that holder. */
export function forward({ situation, holders, trusted, already }: Forwarding): Verdict<string, RefusalOnDesk> {
  const no = inProcessing(situation);
  if (!no.ok) return no;
  if (already) return refuse('forwarded-before', 'The holder has been asked already.');
  const [holder, ...others] = new Set(holders);
  if (!holder || others.length > 0 || !trusted.includes(holder))
    return refuse('not-one-trusted-holder', 'Art. 72 is for data that one trusted holder holds alone.');
  return accept(holder);
}

export function propose(situation: Situation, proposal: { proposed_at: Date | null } | undefined): Verdict<null, RefusalOnDesk> {
  if (!proposal) return refuse('not-forwarded', 'The body has not asked for a proposal.');
  if (proposal.proposed_at) return refuse('proposed-before', 'The proposal has been sent already.');
  const open = situation.state === 'PROCESSING' || situation.state === 'AWAITING_ADDITIONAL_INFORMATION';
  return open
    ? accept(null)
    : refuse('wrong-state', `The application is in state ${situation.state}.`, { state: situation.state });
}

export type Fee = { amount: number; currency: string };
export type Estimate = Fee & { accepted_at: Date | null };

export function estimate(situation: Situation): Verdict<null, RefusalOnDesk> {
  return inProcessing(situation);
}

export function acceptFee(situation: Situation, last: Estimate | undefined): Verdict<null, RefusalOnDesk> {
  const no = inProcessing(situation);
  if (!no.ok) return no;
  return last && !last.accepted_at ? accept(null) : refuse('no-fee-to-accept', 'There is no estimate that waits for you.');
}

/** Art. 62(5): the applicant is told the estimate before the permit and may withdraw. The fee of the permit, or a refusal. */
export function feeOfPermit(last: Estimate | undefined, fee: Fee | null): Verdict<Fee | null, RefusalOnDesk> {
  if (last && !last.accepted_at) return refuse('fee-not-accepted', 'The applicant has not accepted the fee estimate yet.');
  if (!last)
    return fee && fee.amount > 0
      ? refuse('fee-not-accepted', 'Tell the applicant the estimated fee first: art. 62(5).')
      : accept(fee);
  if (fee && (fee.amount !== last.amount || fee.currency !== last.currency))
    return refuse('fee-differs', 'The fee differs from the estimate that the applicant accepted.');
  return accept({ amount: last.amount, currency: last.currency });
}
