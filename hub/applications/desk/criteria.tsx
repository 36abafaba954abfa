// The criteria of art. 68(1)(a)-(h) and the risks of 68(2), one by one: the law's words, what the applicant answered, what the machine
// has checked, and the officer's finding with its reason. One form: whichever button is pressed, nothing that was typed is lost.
import { type Criterion, criteria, type Finding, mayNotApply } from '@sluss/protocol/decision.ts';
import { fill } from '../../platform/texts.ts';
import { Fold } from '../../ui/fold.tsx';
import { Choice, TextArea } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { answerWords, labelOf, say as sayForm } from '../form/words.ts';
import { criteriaOfRequest } from '../statistics/rules.ts';
import { evidence, type Fact } from './facts.ts';
import { errorOf, type Seen, say, type Text, wordsOf } from './parts.tsx';
import type { CaseView } from './views.ts';

export const allCriteria = Object.keys(criteria) as Criterion[];
const findings: Finding[] = ['fulfilled', 'not-fulfilled', 'not-applicable'];
const tones: Record<Finding, Tone> = { fulfilled: 'good', 'not-fulfilled': 'wrong', 'not-applicable': 'plain' };

type Props = Seen & { view: CaseView; editable: boolean; errors?: Record<string, string> | undefined };

export function Criteria({ language, visitor, view, editable, errors }: Props) {
  const text = say(language);
  // What is recorded stands shut under its finding; the first that is not is the one to read now.
  const next = editable
    ? allCriteria.find((one) => !view.application.assessments.some(({ criterion }) => criterion === one))
    : undefined;
  const list = allCriteria.map((criterion) => (
    <CriterionPart
      {...{ language, visitor, view, editable, errors, criterion }}
      open={criterion === next || Object.keys(errors ?? {}).some((field) => field.endsWith(`.${criterion}`))}
    />
  ));
  if (!editable) return <>{list}</>;
  return (
    <form method="post" action={`/desk/${view.application.reference}/assessments`} class="criteria" data-drafts={text.draftSaved}>
      {list}
      <p class="quiet" role="status" id="draft-status"></p>
    </form>
  );
}

function CriterionPart({ language, view, editable, errors, criterion, open }: Props & { criterion: Criterion; open: boolean }) {
  const text = say(language);
  const { application } = view;
  const recorded = application.assessments.find((one) => one.criterion === criterion);
  const draft = view.drafts.find((one) => one.criterion === criterion);
  const shown = draft ?? recorded;
  // An answer in statistics stands on fewer of them.
  const needed = application.procedure !== 'request' || criteriaOfRequest.includes(criterion);
  return (
    <Fold
      id={`criterion-${criterion}`}
      outside={`recorded-${criterion}`}
      level={3}
      title={text[`criterion_${criterion}`]}
      note={
        <>
          {recorded ? (
            <Tag tone={tones[recorded.finding]}>{text[`finding_${recorded.finding}`]}</Tag>
          ) : needed ? (
            <Tag tone={editable ? 'attention' : 'plain'}>{editable ? text.open : text.notAssessed}</Tag>
          ) : (
            <Tag>{text.notNeeded}</Tag>
          )}{' '}
          {articleOf(criterion, text)}
        </>
      }
      open={open || draft !== undefined}
    >
      <p class="law">{text[`law_${criterion}`]}</p>
      <div class="criterion">
        <div class="evidence">
          <Evidence language={language} view={view} criterion={criterion} />
        </div>
        <div class="judgement">
          {recorded ? (
            <p class="quiet">
              {fill(text.recordedBy, { name: recorded.assessor.name, at: writeMoment(recorded.at, language) })}
              {draft || !editable ? `: ${recorded.reason}` : ''}
            </p>
          ) : null}
          {editable ? (
            <>
              {draft ? <p class="draft">{text.draftKept}</p> : null}
              <input type="hidden" name={`seen.${criterion}`} value={recorded?.at ?? ''} />
              <Choice
                name={`finding.${criterion}`}
                label={text.finding}
                options={findings
                  .filter((one) => one !== 'not-applicable' || mayNotApply.includes(criterion))
                  .map((one) => ({ value: one, label: text[`finding_${one}`] }))}
                chosen={shown?.finding ? [shown.finding] : []}
                error={errorOf(errors, `finding.${criterion}`, text)}
              />
              <TextArea
                name={`reason.${criterion}`}
                label={text.reason}
                rows={3}
                value={shown?.reason ?? ''}
                error={errorOf(errors, `reason.${criterion}`, text)}
              />
              <button type="submit" name="save" value={criterion} class="quiet">
                {fill(text.record, { criterion: pointOf(criterion) })}
              </button>
            </>
          ) : null}
        </div>
      </div>
    </Fold>
  );
}

export function pointOf(criterion: Criterion): string {
  return criterion.startsWith('risk-') ? `2${criterion.slice(-1)}` : `1${criterion}`;
}

function articleOf(criterion: Criterion, text: Text): string {
  const risk = criterion.startsWith('risk-');
  return fill(text.article, { paragraph: risk ? 2 : 1, point: risk ? criterion.slice(-1) : criterion });
}

/** What the applicant answered that bears on it, questions included, and what the machine has checked. */
function Evidence({ language, view, criterion }: { language: Seen['language']; view: CaseView; criterion: Criterion }) {
  const text = say(language);
  const form = sayForm(language);
  const { content, questions } = view.application;
  const dictionaries = new Map([...view.names.datasets].map(([id, one]) => [id, one.dictionary]));
  const around = { language, dictionaries, organisations: view.names.organisations };
  const answers = evidence[criterion].flatMap((field) => {
    const words = answerWords(field, content, around);
    const asked = questions.filter((one) => one.field === field);
    const files = view.attachments.filter((one) => one.field === field);
    return words.length || asked.length || files.length ? [{ field, words, asked, files }] : [];
  });
  const facts = view.facts.filter((one) => one.criterion === criterion);
  return (
    <>
      {answers.length === 0 && facts.length === 0 ? <p class="quiet">{text.nothingAnswered}</p> : null}
      {answers.map(({ field, words, asked, files }) => (
        <div class="answer">
          <h4>{labelOf(field, form)}</h4>
          {words.map((one) => (
            <p>{one}</p>
          ))}
          {files.map((file) => (
            <p>
              <a href={`/applications/${view.application.reference}/attachments/${file.id}`}>{file.name}</a>
            </p>
          ))}
          {asked.map((one) => (
            <blockquote>
              <p>{one.text}</p>
              <p class="quiet">{one.answer ?? text.notAnsweredYet}</p>
            </blockquote>
          ))}
        </div>
      ))}
      <FactList facts={facts} text={text} view={view} language={language} />
    </>
  );
}

export function FactList(props: { facts: Fact[]; text: Text; view: CaseView; language: Seen['language'] }) {
  const { facts, text, view, language } = props;
  if (facts.length === 0) return null;
  const values = (fact: Fact) => {
    const { dataset } = fact.values;
    const title = view.names.datasets.get(String(dataset ?? ''))?.dictionary.title[language];
    return title ? { ...fact.values, dataset: title } : fact.values;
  };
  return (
    <ul class="facts">
      {facts.map((fact) => (
        <li class={fact.ok ? 'ok' : 'look'}>
          <span class="unseen">{fact.ok ? text.factOk : text.factLook}: </span>
          {fill(wordsOf(text)[`fact_${fact.code}_${fact.ok ? 'ok' : 'no'}`] ?? fact.code, values(fact))}
        </li>
      ))}
    </ul>
  );
}
