// Where a result comes from: who planned it under which permit, from which stations, by what rules, and what protected the path.
import { pathCheckFrom, smallestSum } from '@sluss/protocol/scope.ts';
import about from '../package.json' with { type: 'json' };
import { fill } from '../platform/texts.ts';
import { writeList } from '../ui/format.ts';
import { Moment } from './gates.tsx';
import type { Names } from './names.ts';
import type { StudyPageData } from './study-page.ts';

const { version } = about;

export function Provenance({ names, data }: { names: Names; data: StudyPageData }) {
  const { text, language } = names;
  const { study, permit, planner, digests, set, origin } = data;
  const { plan } = study;
  const words: Record<string, string> = text;
  const stations = set ?? study.stations.map(({ station }) => station);
  const models = [...new Set(plan.methods.flatMap((call) => (typeof call.model === 'string' ? [call.model] : [])))];
  return (
    <>
      <p>{text.provenanceLead}</p>
      <dl>
        <dt>{text.plannedBy}</dt>
        <dd>
          {planner.key === null ? (
            text.plannedByHub
          ) : (
            <Signed template={text.plannedBySigned} name={planner.name ?? ''} signingKey={planner.key} />
          )}
        </dd>
        <dt>{text.permit}</dt>
        <dd>
          {permit ? (
            <>
              <a href={`/permits/${permit.reference}`}>
                {fill(text.permitVersion, { reference: permit.reference, version: permit.version, body: permit.body })}
              </a>
              , {words[`permitNow_${permit.state}`]}
            </>
          ) : (
            text.notTold
          )}
        </dd>
        <dt>{text.dataset}</dt>
        <dd>
          <a href={`/datasets/${study.dataset}`}>{data.dictionary.title[language]}</a>
        </dd>
        <dt>{text.stationList}</dt>
        <dd>{names.stations(stations)}</dd>
        <dt>{text.methods}</dt>
        <dd>
          <code>{plan.methods.map(({ name }) => name).join(', ')}</code>
        </dd>
        <dt>{text.smallest}</dt>
        <dd>{fill(text.smallestSays, { k: plan.k })}</dd>
        <dt>{text.release}</dt>
        <dd>{text[`release_${plan.release}`]}</dd>
        <dt>{text.policies}</dt>
        <dd>
          <ul>
            {data.stations.map(({ title, policy }) => (
              <li>
                {fill(policy.alone.length > 0 ? text.policySaysAlone : text.policySays, {
                  station: title,
                  k: policy.k,
                  release: text[`release_${policy.release}`],
                  alone: writeList(
                    policy.alone.map((kind) => words[`ask_${kind}`] ?? kind),
                    language,
                  ),
                })}
              </li>
            ))}
          </ul>
        </dd>
        <dt>{text.path}</dt>
        <dd>{pathWords(names, data, stations)}</dd>
        <dt>{text.begun}</dt>
        <dd>
          <Moment at={study.created_at} language={language} />
        </dd>
        {study.finished_at ? (
          <>
            <dt>{text.ended}</dt>
            <dd>
              <Moment at={study.finished_at} language={language} />
            </dd>
          </>
        ) : null}
        {[
          [text.planHash, digests.plan],
          [text.permitDigest, digests.permit],
          [text.dictionaryDigest, plan.dictionary],
          ...models.map((model) => [text.modelDigest, model]),
        ].map(([title, digest]) => (
          <>
            <dt>{title}</dt>
            <dd>
              <code>{digest}</code>
            </dd>
          </>
        ))}
        <dt>{text.versionsTitle}</dt>
        <dd>
          <code>
            Sluss {version}; sluss/plan/v1; {plan.methods.map(({ name }) => name).join(', ')}
          </code>
        </dd>
        <dt>{text.machine}</dt>
        <dd>
          <a href={`/api/v1/studies/${study.id}`}>{text.machineJson}</a>
        </dd>
      </dl>
      <h3>{text.repeatTitle}</h3>
      <p>{text.repeatLead}</p>
      <pre class="command">
        <code>
          sluss login --hub {origin} --token sluss_…{'\n'}sluss study start --permit {permit?.reference ?? 'PERMIT'} --plan plan-
          {study.id}.json --wait
        </code>
      </pre>
      <p>
        <a href={`/studies/${study.id}/plan.json`} download>
          {text.repeatPlan}
        </a>
      </p>
    </>
  );
}

/** From four stations on each recomputes the path; with three only guards protect it. */
function pathWords(names: Names, { study }: StudyPageData, stations: string[]): string {
  const { text } = names;
  if (stations.length < pathCheckFrom) return text.pathGuarded;
  const unseen = study.plan.groups.filter(
    (group) => group.length >= smallestSum && group.length < pathCheckFrom && study.plan.groups.length > 1,
  );
  return [text.pathChecked, ...unseen.map((group) => fill(text.pathPartly, { stations: names.stations(group) }))].join(' ');
}

function Signed({ template, name, signingKey }: { template: string; name: string; signingKey: string }) {
  const [before, after] = fill(template, { name }).split('{key}');
  return (
    <>
      {before}
      <code>{signingKey}</code>
      {after}
    </>
  );
}
