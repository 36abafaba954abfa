// The last step: what will be told and what never, who is asked and who is known to say no, the plan in words; then the signature.
import { canonicalText } from '@sluss/protocol/canonical-text.ts';
import type { MethodCall, Plan } from '@sluss/protocol/documents.ts';
import { pathCheckFrom } from '@sluss/protocol/scope.ts';
import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { writeCount } from '../../ui/format.ts';
import { namesOf } from '../names.ts';
import { PlanInWords } from '../plan-words.tsx';
import type { OpenDesk } from './actions.ts';
import { KeyTrouble } from './key-trouble.tsx';
import { FrameOfStep } from './pages.tsx';
import { refusalOf, termsOf } from './rules.ts';
import { say } from './words.ts';

type Props = { language: Language; visitor: Actor; desk: OpenDesk; plan: Plan; origin: string; problem?: string };

export function SignPage({ language, visitor, desk, plan, origin, problem }: Props) {
  const text = say(language);
  const words: Record<string, string> = text;
  const { ground, permit } = desk;
  const names = namesOf({ language, dictionary: ground.dictionary, plan, stations: ground.stations });
  const asked = ground.stations.filter(({ id }) => plan.groups.flat().includes(id));
  const byHub = ground.permit.plan_by === 'hub';
  return (
    <FrameOfStep
      language={language}
      visitor={visitor}
      desk={desk}
      wrong={[]}
      step="sign"
      title={text.signTitle}
      islands={['sign-plan']}
    >
      {problem ? (
        <div class="errors" role="alert" tabindex={-1}>
          <h2>{text.notStarted}</h2>
          <p>{problem}</p>
          <p>{text.notStartedKept}</p>
        </div>
      ) : null}
      <p class="lead">{plan.title}</p>
      <section aria-labelledby="plan">
        <h2 id="plan">{text.planTitle}</h2>
        <PlanInWords names={names} plan={plan} dataset={ground.dictionary.title[language]} />
      </section>
      <section aria-labelledby="tells">
        <h2 id="tells">{text.tellsTitle}</h2>
        <p>{text.tellsLead}</p>
        <ul>
          {plan.methods.map((call) => (
            <li>
              <strong>{words[`want_${call.name}`] ?? call.name}</strong>: {words[`tells_${call.name}`]}{' '}
              {needsOf(call, plan, desk, language)}
            </li>
          ))}
          <li>{fill(text.tellsAlways, { k: plan.k })}</li>
        </ul>
      </section>
      <section aria-labelledby="keeps">
        <h2 id="keeps">{text.keepsTitle}</h2>
        <ul>
          <li>{text.keepsRecords}</li>
          <li>{fill(text.keepsSmall, { k: plan.k })}</li>
          <li>{text.keepsInside}</li>
          <li>{plan.release === 'exact' ? text.keepsExact : text.keepsRounded}</li>
          {plan.groups.length === 1 ? <li>{text.keepsStations}</li> : <li>{text.keepsGroups}</li>}
        </ul>
        <p class="quiet">{text.keepsUnknown}</p>
      </section>
      <section aria-labelledby="asked">
        <h2 id="asked">{text.askedTitle}</h2>
        <p>{asked.length < pathCheckFrom ? text.askedThree : text.askedLead}</p>
        <ul>
          {asked.map((station) => {
            const no = refusalOf(station, plan);
            return (
              <li>
                {station.title}:{' '}
                {no ? <strong class="away">{fill(text[`no_${no}`], { k: station.policy.k })}</strong> : text.maySay}
              </li>
            );
          })}
        </ul>
      </section>
      <section aria-labelledby="start">
        <h2 id="start">{text.startTitle}</h2>
        {byHub ? (
          <StartByHub desk={desk} plan={plan} text={text} />
        ) : (
          <Start desk={desk} plan={plan} visitor={visitor} text={text} />
        )}
        <details>
          <summary>{text.cliTitle}</summary>
          <p>
            <a href={`/studies/new/plan.json?permit=${encodeURIComponent(permit.reference)}`} download>
              {text.cliDownload}
            </a>{' '}
            {text.cliThen}
          </p>
          <pre class="command">
            <code>
              sluss login --hub {origin} --token sluss_…{'\n'}sluss study start --permit {permit.reference} --plan plan.json
              --wait
            </code>
          </pre>
        </details>
      </section>
    </FrameOfStep>
  );
}

/** How many persons it takes, said before anybody is asked. */
function needsOf(call: MethodCall, plan: Plan, { ground }: OpenDesk, language: Language): string | null {
  const text = say(language);
  const { x } = call as { x?: string[] };
  if (!x) return null;
  const terms = termsOf(x, ground.dictionary);
  return fill(text.needs, { terms, persons: writeCount(Math.max(10 * terms, terms + 10), language), k: plan.k });
}

type StartProps = { desk: OpenDesk; plan: Plan; text: ReturnType<typeof say> };
const startAddress = ({ permit }: OpenDesk) => `/studies/new/start?permit=${encodeURIComponent(permit.reference)}`;

/** Signed by the person's key in this browser. What is shown without a script leads to the command line. */
function Start({ desk, plan, visitor, text }: StartProps & { visitor: Actor }) {
  return (
    <>
      <div data-when="able" hidden>
        <p>{text.signWhat}</p>
        <form
          method="post"
          action={startAddress(desk)}
          id="sign-plan"
          data-person={visitor.person}
          data-keys={desk.keys.join(' ')}
        >
          <input type="hidden" name="document" value={canonicalText(plan)} />
          <input type="hidden" name="plan" value="" />
          <input type="hidden" name="planKey" value="" />
          <p class="actions">
            <button type="submit">{text.signAndStart}</button>
          </p>
        </form>
      </div>
      <KeyTrouble desk={desk} text={text} step="sign" />
      <p data-when="unable">{text.unable}</p>
    </>
  );
}

function StartByHub({ desk, plan, text }: StartProps) {
  return (
    <>
      <p class="notice">{text.byHub}</p>
      <form method="post" action={startAddress(desk)}>
        <input type="hidden" name="document" value={canonicalText(plan)} />
        <p class="actions">
          <button type="submit">{text.startByHub}</button>
        </p>
      </form>
    </>
  );
}
