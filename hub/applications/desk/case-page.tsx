// One application on the desk: what to do next, what the machine has checked, the criteria beside the answers, votes, proposal, fee, all
// that was applied for, and what has happened.
import { assessmentGaps } from '@sluss/protocol/decision.ts';
import type { FieldErrors } from '../../platform/form.ts';
import { fill } from '../../platform/texts.ts';
import { Facts } from '../../ui/facts.tsx';
import { ButtonForm, Select } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Table } from '../../ui/table.tsx';
import { CaseAppeal } from '../appeals/appeal-section.tsx';
import { contentFields } from '../form/steps.ts';
import { answerWords, labelOf, say as sayForm } from '../form/words.ts';
import { Response } from '../statistics/offer-section.tsx';
import { criteriaOfRequest, offerWaits } from '../statistics/rules.ts';
import { Timeline } from '../timeline.tsx';
import { Criteria, FactList, pointOf } from './criteria.tsx';
import { DecisionLinks } from './decision-links.tsx';
import { writeMoney } from './money.ts';
import { dayInWords, dueInWords, Errors, type Seen, StateTag, say, type Text } from './parts.tsx';
import type { CaseView } from './views.ts';

type Props = Seen & { view: CaseView; errors?: FieldErrors | undefined };

export function CasePage({ language, visitor, view, errors }: Props) {
  const text = say(language);
  const { application, due } = view;
  const { content } = application;
  const assessing = application.state === 'PROCESSING' && application.you_may.includes('application.assess');
  const title = content.title || application.reference;
  const general = view.facts.filter((one) => one.criterion === null);
  return (
    <Layout language={language} visitor={visitor} at="desk" title={title} islands={assessing ? ['desk'] : []}>
      <p class="kicker">
        <a href="/desk">{text.title}</a> / {application.reference}
      </p>
      <h1>{title}</h1>
      <p class="lead">{content.summary}</p>
      <Errors language={language} errors={errors} />
      <Facts
        facts={[
          { name: text.state, value: <StateTag state={application.state} text={text} /> },
          { name: text.due, value: due ? dueInWords(due, language) : '' },
          { name: text.applicant, value: application.organisation_name },
          { name: text.procedure, value: text[`procedure_${application.procedure}`] },
          { name: text.officer, value: <Assign language={language} view={view} text={text} me={visitor.person} /> },
        ]}
      />
      {view.untold.length ? (
        <Notice kind="attention" title={text.untold}>
          <p>{fill(text.untoldHere, { names: view.untold.join(', ') })}</p>
        </Notice>
      ) : null}
      <NextStep view={view} text={text} language={language} />
      {view.appeals ? <CaseAppeal language={language} reference={application.reference} view={view.appeals} /> : null}
      <FactList facts={general} text={text} view={view} language={language} />
      {['PROCESSING', 'AWAITING_ADDITIONAL_INFORMATION', 'DECISION_ISSUED'].includes(application.state) ? (
        <>
          <h2 id="criteria">{text.criteria}</h2>
          <p class="quiet">{assessing ? text.criteriaHow : ''}</p>
          <Criteria language={language} visitor={visitor} view={view} editable={assessing} errors={errors} />
        </>
      ) : null}
      <Committee view={view} text={text} language={language} />
      <Everything view={view} text={text} language={language} />
      <h2>{text.events}</h2>
      <Timeline language={language} application={application} />
    </Layout>
  );
}

type Part = { view: CaseView; text: Text; language: Seen['language'] };

function Assign({ view, text, me }: Part & { me: string }) {
  const { application, officers } = view;
  const action = `/desk/${application.reference}/assign`;
  if (!application.you_may.includes('application.assign')) return <>{application.officer?.name ?? text.nobody}</>;
  if (application.officer?.id !== me && application.state !== 'DECISION_ISSUED' && !application.officer)
    return <ButtonForm action={action} label={text.take} fields={{ officer: me, back: 'case' }} look="quiet" />;
  return (
    <details>
      <summary>{application.officer?.id === me ? text.you : (application.officer?.name ?? text.nobody)}</summary>
      <form method="post" action={action}>
        <input type="hidden" name="back" value="case" />
        <Select
          name="officer"
          label={text.handOver}
          options={officers.map((one) => ({ value: one.person, label: one.name || one.email }))}
          value={application.officer?.id ?? ''}
          empty={text.nobody}
        />
        <div class="actions">
          <button type="submit" class="quiet">
            {text.save}
          </button>
        </div>
      </form>
    </details>
  );
}

function NextStep({ view, text, language }: Part) {
  const { application, votesNeeded, trustedHolder } = view;
  const may = (verb: string) => application.you_may.includes(`application.${verb}`);
  const to = (page: string, label: string, main = false) => (
    <a class={main ? 'button' : 'button quiet'} href={`/desk/${application.reference}/${page}`}>
      {label}
    </a>
  );
  const version = { version: application.version };
  const post = (verb: string, label: string) => (
    <ButtonForm action={`/desk/${application.reference}/${verb}`} label={label} fields={version} />
  );
  if (application.state === 'DECISION_ISSUED')
    return (
      <>
        <DecisionLinks language={language} application={application} text={text} />
        {application.clock.respond_by ? (
          <section class="next">
            <p>{fill(text.nextRespond, { day: dayInWords(application.clock.respond_by, language) })}</p>
            {may('respond') ? <div class="actions">{to('respond', text.respond, true)}</div> : null}
          </section>
        ) : null}
        <Response language={language} application={application} />
      </>
    );
  if (!may('decide') && application.state !== 'WITHDRAWN') return <Notice kind="attention" title={text.apart} />;
  switch (application.state) {
    case 'SUBMITTED':
      return (
        <section class="next">
          <p>{text.nextScreen}</p>
          <div class="actions">{post('screen', text.screen)}</div>
        </section>
      );
    case 'PRE_SCREENING':
      return (
        <section class="next">
          <p>{text.nextComplete}</p>
          <div class="actions">
            {post('complete', text.complete)}
            {to('ask', text.ask)}
          </div>
        </section>
      );
    case 'AWAITING_ADDITIONAL_INFORMATION':
      return (
        <section class="next">
          <p>{application.clock.late ? text.nextLate : text.nextAwait}</p>
          {application.clock.late ? <div class="actions">{to('refuse', text.refuse)}</div> : null}
        </section>
      );
    case 'PROCESSING': {
      const request = application.procedure === 'request';
      const gaps = assessmentGaps(application.assessments);
      const open = request ? gaps.filter((one) => criteriaOfRequest.includes(one.criterion)) : gaps;
      const unmet = open.filter((gap) =>
        application.assessments.some((one) => one.criterion === gap.criterion && one.finding === 'not-fulfilled'),
      );
      const toAssess = open.filter((gap) => !unmet.includes(gap));
      const failing = unmet.some((one) => !criteriaOfRequest.includes(one.criterion));
      const offered = offerWaits(application.events as Parameters<typeof offerWaits>[0]);
      const forward = trustedHolder && !application.proposal && may('forward');
      return (
        <section class="next">
          <p>
            {unmet.length
              ? fill(unmet.length === 1 ? text.nextUnmetOne : text.nextUnmet, {
                  criteria: unmet.map((one) => pointOf(one.criterion)).join(', '),
                })
              : request
                ? text.nextRequest
                : open.length
                  ? fill(text.nextAssess, { done: 10 - open.length })
                  : fill(text.nextDecide, {
                      votes: votesNeeded ? fill(text.votesNeeded, { count: votesNeeded }) : '',
                    })}
          </p>
          {offered ? <p>{text.nextOffered}</p> : null}
          {toAssess.length ? (
            <p>
              {text.stillOpen}{' '}
              {toAssess.map(({ criterion }, at) => (
                <>
                  {at ? ', ' : ''}
                  <a href={`#criterion-${criterion}`}>{pointOf(criterion)}</a>
                </>
              ))}
            </p>
          ) : null}
          <div class="actions">
            {/* One criterion that is not met is ground enough to refuse, and assessing on a choice; while an offer waits, it waits. */}
            {unmet.length ? to('refuse', text.refuse, !offered) : null}
            {toAssess[0] ? (
              <a class={unmet.length ? 'button quiet' : 'button'} href={`#criterion-${toAssess[0].criterion}`}>
                {fill(text.assessNext, { criterion: pointOf(toAssess[0].criterion) })}
              </a>
            ) : null}
            {request ? to('approve', text.approve, open.length === 0) : to('grant', text.grant, open.length === 0)}
            {unmet.length ? null : to('refuse', text.refuse)}
            {to('ask', text.ask)}
            {may('vote') ? to('vote', text.vote) : null}
            {may('estimate') ? to('fee', text.estimate) : null}
            {application.clock.extended || application.proposal || request ? null : to('extend', text.extend)}
            {failing && !request && !offered && may('offer-statistics') ? to('offer', text.offer) : null}
            {forward ? to('forward', text.forward) : null}
          </div>
        </section>
      );
    }
    default:
      return <Notice title={text[`state_${application.state}`]} />;
  }
}

/** Votes, a trusted holder's proposal, the fee: where there is any. */
function Committee({ view, text, language }: Part) {
  const { votes, proposal, fee } = view.application;
  return (
    <>
      {votes.length ? (
        <>
          <h2>{text.votes}</h2>
          <Table
            caption={text.votes}
            hideCaption
            columns={[{ title: text.officer }, { title: text.voteFor }, { title: text.reason }]}
            rows={votes.map((one) => ({
              key: one.name,
              cells: [`${text[`outcome_${one.vote}`]}${one.counts ? '' : `, ${text.voteOld}`}`, one.reason],
            }))}
          />
        </>
      ) : null}
      {proposal ? (
        <>
          <h2>{text.proposal}</h2>
          <p>
            {proposal.proposed_at
              ? fill(text.proposed, { holder: proposal.holder_name, at: writeMoment(proposal.proposed_at, language) })
              : fill(text.forwarded, { holder: proposal.holder_name, at: writeMoment(proposal.forwarded_at, language) })}{' '}
            {proposal.outcome ? <strong>{text[`outcome_${proposal.outcome}`]}</strong> : null}
          </p>
          {proposal.reason ? <p>{proposal.reason}</p> : null}
          <p class="quiet">{text.notBound}</p>
        </>
      ) : null}
      {fee ? (
        <>
          <h2>{text.fee}</h2>
          <Facts
            facts={[
              { name: text.amount, value: writeMoney(fee, language) },
              { name: text.covers, value: fee.covers },
              { name: text.accepted, value: fee.accepted_at ? writeMoment(fee.accepted_at, language) : text.notAcceptedYet },
            ]}
          />
        </>
      ) : null}
    </>
  );
}

/** All sections of the application, with questions, answers and attachments. */
function Everything({ view, text, language }: Part) {
  const form = sayForm(language);
  const { application, attachments, names } = view;
  const dictionaries = new Map([...names.datasets].map(([id, one]) => [id, one.dictionary]));
  const around = { language, dictionaries, organisations: names.organisations };
  const whole = application.questions.filter((one) => one.field === null);
  return (
    <>
      <h2 id="application">{text.everything}</h2>
      <details open={application.state === 'SUBMITTED' || application.state === 'PRE_SCREENING'}>
        <summary>{text.everythingShow}</summary>
        <Facts
          facts={contentFields.map((field) => {
            const words = answerWords(field, application.content, around);
            return { name: labelOf(field, form), value: words.length ? words.map((one) => <p>{one}</p>) : '' };
          })}
        />
      </details>
      {attachments.length ? (
        <>
          <h3>{text.attachments}</h3>
          <ul>
            {attachments.map((one) => (
              <li>
                <a href={`/applications/${application.reference}/attachments/${one.id}`}>{one.name}</a>{' '}
                <span class="quiet">{labelOf(one.field, form)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {whole.map((one) => (
        <blockquote>
          <p>{one.text}</p>
          <p class="quiet">{one.answer ?? text.notAnsweredYet}</p>
        </blockquote>
      ))}
    </>
  );
}
