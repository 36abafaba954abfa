// When an application becomes a request for an answer in anonymised statistics, and what follows: Regulation (EU) 2025/327 art. 68(3)
// and 69. "Where the requirements for issuing a data permit are not met, but the requirements to provide a response in an anonymised
// statistical format under Article 69 are, the health data access body may decide to provide such response, on condition that providing
// that response would mitigate the risks and, if the purpose … can be fulfilled in this manner, that the health data applicant agrees".
import type { Assessment, Criterion } from '@sluss/protocol/decision.ts';
import type { Happening } from '../clocks.ts';
import type { Change, RefusalOfApplication, Situation } from '../rules.ts';
import { accept, refuse, type Verdict } from '../verdict.ts';

export type RefusalOfStatistics = 'offered-before' | 'no-offer' | 'is-request' | 'not-a-request' | 'answered-before';
type Refusal = RefusalOfApplication | RefusalOfStatistics;
type Found = Pick<Assessment, 'criterion' | 'finding'>[];

/** What art. 69(1) and (3) ask for: a purpose of art. 53, and the risks of art. 68(2) taken into account. */
export const criteriaOfRequest: readonly Criterion[] = ['a', 'risk-a', 'risk-b'];

/** Whether an offer waits for the applicant; a reopened application has none. */
export function offerWaits(events: Pick<Happening, 'kind'>[]): boolean {
  const last = events.findLast((one) => ['request-offered', 'request-agreed', 'request-declined', 'decided'].includes(one.kind));
  return last?.kind === 'request-offered';
}

function inProcessing({ state }: Situation): Verdict<null, RefusalOfApplication> {
  return state === 'PROCESSING'
    ? accept(null)
    : refuse('wrong-state', `An application in state ${state} is not being decided.`, { state });
}

/** The body offers it where a criterion of a permit is not fulfilled, and those of a request may be. */
export function offer(situation: Situation, assessments: Found): Verdict<null, Refusal> {
  const no = inProcessing(situation);
  if (!no.ok) return no;
  if (situation.procedure === 'request') return refuse('is-request', 'It is a request for statistics already.');
  if (offerWaits(situation.events)) return refuse('offered-before', 'The applicant has been asked already.');
  if (!assessments.some((one) => one.finding === 'not-fulfilled' && !criteriaOfRequest.includes(one.criterion)))
    return refuse('no-ground-for-refusal', 'Record first which criterion of a permit is not fulfilled, and why.');
  return accept(null);
}

/** The applicant agrees, and its time begins: "within three months of receipt of the request" (69(4)). Or it does not. */
export function answerOffer(situation: Situation, agrees: boolean): Verdict<Change, Refusal> {
  const no = inProcessing(situation);
  if (!no.ok) return no;
  if (!offerWaits(situation.events)) return refuse('no-offer', 'There is no offer that waits for you.');
  const stays = { state: situation.state, askedIn: situation.askedIn };
  return accept(agrees ? { ...stays, event: 'request-agreed', procedure: 'request' } : { ...stays, event: 'request-declined' });
}

export function approve(situation: Situation, assessments: Found): Verdict<Change, Refusal> {
  const no = inProcessing(situation);
  if (!no.ok) return no;
  if (situation.procedure !== 'request') return refuse('not-a-request', 'The applicant has asked for a permit: art. 68.');
  const open = criteriaOfRequest.filter(
    (criterion) => !assessments.some((one) => one.criterion === criterion && one.finding === 'fulfilled'),
  );
  if (open.length)
    return refuse('criteria-open', `A request for statistics needs these criteria fulfilled: ${open.join(', ')}.`, {
      criteria: open.map((criterion) => ({ criterion })),
    });
  return accept({ state: 'DECISION_ISSUED', askedIn: null, event: 'decided' });
}

/** The answer itself, once, after the approval (69(4): where possible within a further three months). */
export function respond(situation: Situation): Verdict<null, Refusal> {
  const last = situation.events.findLast((one) => one.kind === 'approved' || one.kind === 'responded' || one.kind === 'reopened');
  if (situation.state !== 'DECISION_ISSUED' || !last || last.kind === 'reopened')
    return refuse('not-a-request', 'No request for statistics is approved here.');
  return last.kind === 'approved' ? accept(null) : refuse('answered-before', 'The answer has been given already.');
}
