// Two have changed the same field: both versions side by side, only of the fields that differ, and a choice. And a page for what came
// too late to be saved: everything that was typed, to be used otherwise.
import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { Choice } from '../../ui/form.tsx';
import { Layout } from '../../ui/layout.tsx';
import { type Inputs, inputsOf, nameOf, pick } from './inputs.ts';
import type { Seen } from './merge.ts';
import { type Field, isReply, type Step } from './steps.ts';
import type { FormView } from './views.ts';
import { inputLines, labelOf, say } from './words.ts';

type MergePageProps = {
  language: Language;
  visitor: Actor;
  form: FormView;
  step: Step;
  posted: Inputs;
  seen: Seen;
  both: Field[];
};

/** Fields whose two versions can stand one after the other. */
function isText(field: Field, mine: Inputs, theirs: Inputs): boolean {
  const longs = [mine, theirs].every((inputs) => Object.keys(inputs).every((name) => name === field));
  return (
    longs && typeof mine[field] === 'string' && typeof theirs[field] === 'string' && (isReply(field) || longFields.has(field))
  );
}
const longFields = new Set<Field>([
  'summary',
  'applicant',
  'intended_use',
  'benefit',
  'coverage',
  'format_reason',
  'legal_basis',
  'brought',
  'tools',
  'safeguards',
  'period_reason',
  'frequency',
  'ethics',
  'opt_out_exception',
]);

export function MergePage({ language, visitor, form, step, posted, seen, both }: MergePageProps) {
  const text = say(language);
  // The other fields go along as they were posted; those in dispute are now compared with what stands there.
  const known: Seen = { ...seen };
  const now = (field: Field) => inputsOf(field, form.content, form.typed);
  for (const field of both) known[field] = nameOf(now(field));
  const by = form.edited && form.edited.by !== visitor.name ? form.edited.by : text.somebody;
  return (
    <Layout language={language} title={text.mergeTitle} at="applications" visitor={visitor}>
      <p class="kicker">{form.content.title ?? form.reference}</p>
      <h1>{text.mergeTitle}</h1>
      <p class="lead">{fill(text.mergeLead, { by })}</p>
      <form method="post" action={`/applications/${form.reference}/form/${step}`}>
        <input type="hidden" name="seen" value={JSON.stringify(known)} />
        <HiddenInputs inputs={posted} />
        {both.map((field) => {
          const mine = pick(field, posted, form.ground);
          const theirs = now(field);
          return (
            <section class="versions" aria-labelledby={`differs-${field}`}>
              <h2 id={`differs-${field}`}>{labelOf(field, text)}</h2>
              <div class="side-by-side">
                <Version title={text.mine} lines={inputLines(field, mine)} empty={text.empty} />
                <Version title={fill(text.theirs, { by })} lines={inputLines(field, theirs)} empty={text.empty} />
              </div>
              <Choice
                name={`keep-${field}`}
                label={text.keepWhich}
                chosen={['mine']}
                options={[
                  { value: 'mine', label: text.keepMine },
                  { value: 'theirs', label: text.keepTheirs },
                  ...(isText(field, mine, theirs) ? [{ value: 'both', label: text.keepBoth }] : []),
                ]}
              />
            </section>
          );
        })}
        <div class="actions">
          <button type="submit" name="go" value="stay">
            {text.mergeDo}
          </button>
        </div>
      </form>
    </Layout>
  );
}

function Version({ title, lines, empty }: { title: string; lines: string[]; empty: string }) {
  return (
    <div>
      <h3>{title}</h3>
      {lines.length ? lines.map((line) => <p class="as-written">{line}</p>) : <p class="quiet">{empty}</p>}
    </div>
  );
}

function HiddenInputs({ inputs }: { inputs: Inputs }) {
  return (
    <>
      {Object.entries(inputs).flatMap(([name, value]) =>
        [value].flat().map((text) => <input type="hidden" name={Array.isArray(value) ? `${name}[]` : name} value={text} />),
      )}
    </>
  );
}

type KeptPageProps = {
  language: Language;
  visitor: Actor | null;
  reference: string;
  step: Step;
  posted: Inputs;
  seen: Seen;
  /** Why it was not saved. */
  why: 'signed-out' | 'shut';
  explanation?: string | undefined;
  /** For a copy. */
  id?: string;
};

/** What could not be saved, with every word of it. */
export function KeptPage({ language, visitor, reference, step, posted, seen, why, explanation, id }: KeptPageProps) {
  const text = say(language);
  const words = Object.entries(posted).filter(([name]) => !/^(data|limit)-\d+-.*(variable|dataset)$|^investigator$/.test(name));
  return (
    <Layout language={language} title={text.keptTitle} at="applications" visitor={visitor}>
      <h1>{why === 'signed-out' ? text.keptSignedOut : text.keptTitle}</h1>
      <p class="lead">{why === 'signed-out' ? text.keptSignedOutWhat : (explanation ?? text.keptShut)}</p>
      {why === 'signed-out' ? (
        <>
          <p>
            <a href="/sign-in" target="_blank" rel="noopener">
              {text.keptSignIn}
            </a>
          </p>
          <form method="post" action={`/applications/${reference}/form/${step}`}>
            <input type="hidden" name="seen" value={JSON.stringify(seen)} />
            <HiddenInputs inputs={posted} />
            <div class="actions">
              <button type="submit" name="go" value="stay">
                {text.keptTryAgain}
              </button>
            </div>
          </form>
        </>
      ) : (
        <form method="post" action="/applications/new">
          <input type="hidden" name="id" value={id ?? ''} />
          <input type="hidden" name="from" value="copy" />
          <input type="hidden" name="source" value={reference} />
          <div class="actions">
            <button type="submit">{text.copyDo}</button>
            <a href={`/applications/${reference}`}>{text.toApplication}</a>
          </div>
        </form>
      )}
      <h2>{text.keptWords}</h2>
      <dl>
        {words.map(([name, value]) => (
          <>
            <dt>{labelOf(name, text)}</dt>
            <dd class="as-written">{[value].flat().join(', ')}</dd>
          </>
        ))}
      </dl>
    </Layout>
  );
}
