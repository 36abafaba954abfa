// Who used our data, for what: from permits and plans that the station itself has verified. Results are where the public finds them.
import { fill } from '../../hub/platform/texts.ts';
import { writeCount, writeDay } from '../../hub/ui/format.ts';
import { Frame } from '../frame.tsx';
import type { StudyHere } from '../memory-store.ts';
import type { Names } from '../names.ts';

export type CreditData = {
  hub: string;
  dataset: string;
  /** Studies that took part and have not been refused, the latest first. */
  studies: StudyHere[];
};

export function CreditPage({ names, data }: { names: Names; data: CreditData }) {
  const { text, language } = names;
  const { studies, hub } = data;
  const finished = studies.filter(({ standing }) => standing === 'finished');
  const organisations = [...new Set(finished.map(({ permit }) => permit?.holder_org ?? ''))].sort();
  const purposes = [...new Set(finished.map(({ permit }) => names.purpose(permit?.purpose ?? '')))];
  const of = (count: number, one: string, many: string) =>
    count === 1 ? one : fill(many, { count: writeCount(count, language) });
  return (
    <Frame names={names} title={text.creditTitle} at="credit">
      <h1>{text.creditTitle}</h1>
      <p class="lead">
        {finished.length === 0
          ? text.creditNone
          : fill(text.creditCount, {
              organisations: of(organisations.length, text.creditOne, text.creditMany),
              studies: of(finished.length, text.creditStudyOne, text.creditStudyMany),
              purposes: names.list(purposes),
            })}
      </p>
      {organisations.map((organisation) => (
        <section aria-labelledby={`by-${organisation}`}>
          <h2 id={`by-${organisation}`}>{organisation}</h2>
          {finished
            .filter(({ permit }) => permit?.holder_org === organisation)
            .map((study) => (
              <StudyCredit names={names} study={study} data={data} />
            ))}
        </section>
      ))}
      <p class="quiet">{fill(text.creditSource, { hub })}</p>
    </Frame>
  );
}

function StudyCredit({ names, study, data }: { names: Names; study: StudyHere; data: CreditData }) {
  const { text, language } = names;
  const { document: plan, permit } = study;
  if (!plan || !permit) return null;
  return (
    <article>
      <h3>
        <a href={`/studies/${study.hash}`}>{study.title}</a>
      </h3>
      <dl>
        <dt>{text.purpose}</dt>
        <dd>{names.purpose(permit.purpose)}</dd>
        <dt>{text.methods}</dt>
        <dd>{names.list(names.methodsOf(plan))}</dd>
        <dt>{text.creditUsed}</dt>
        <dd>{fill(text.aboutAll, { dataset: data.dataset, variables: names.variables(plan.complete_on) })}</dd>
        <dt>{text.when}</dt>
        <dd>
          <time datetime={study.lastAt}>{writeDay(study.lastAt, language)}</time>
        </dd>
        <dt>{text.creditResult}</dt>
        <dd>
          <a href={new URL(`/register?dataset=${encodeURIComponent(plan.dataset)}`, data.hub).href} rel="noreferrer">
            {text.creditRegister}
          </a>
        </dd>
      </dl>
    </article>
  );
}
