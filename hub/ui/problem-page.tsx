// What a person sees when something is not for them, not there, or broken: what happened, what was kept, what to do.
import type { KeptForm } from '../platform/kept-form.ts';
import type { Problem } from '../platform/problem.ts';
import { type Language, texts } from '../platform/texts.ts';
import codesEn from './codes.en.json' with { type: 'json' };
import codesSv from './codes.sv.json' with { type: 'json' };
import { Layout, page } from './layout.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
const sayCode = texts(codesSv, codesEn);

type ProblemPageProps = {
  language: Language;
  problem: Problem;
  requestId: string;
  /** What was typed into the form that could not be taken. */
  kept?: KeptForm | undefined;
  /** The page that was asked for, to come back to after signing in. */
  place?: string | undefined;
};

export function problemPage({ language, problem, requestId, kept, place }: ProblemPageProps) {
  const text = say(language);
  const words: Record<string, string> = text;
  const codes: Record<string, string> = sayCode(language);
  const title = kept && problem.status === 401 ? text.keptTitle : (words[`problem${problem.status}`] ?? text.problemOther);
  const known = codes[problem.code];
  const detail = known ?? words[`detail${problem.status}`];
  const signIn = place ? `/sign-in?to=${encodeURIComponent(place)}` : '/sign-in';
  return page(
    <Layout language={language} title={title} {...(problem.status === 401 ? { visitor: null } : {})}>
      <h1>{title}</h1>
      {kept ? (
        <SendAgain kept={kept} language={language} signIn={problem.status === 401} />
      ) : (
        <>
          {detail ? <p class="lead">{detail}</p> : null}
          {/* Of what is not there the English sentence says no more than the Swedish one above it. */}
          {known || (problem.status === 404 && language === 'sv') ? null : (
            <p>
              {text.problemSaid}: <span lang="en">{problem.message}</span>
            </p>
          )}
          {problem.status === 401 ? (
            <p>
              <a class="button" href={signIn}>
                {text.problemSignIn}
              </a>
            </p>
          ) : null}
          <p>
            <a href="/">{text.problemHome}</a>
          </p>
        </>
      )}
      {/* Having to sign in is no error that anybody would look up. */}
      {problem.status === 401 ? null : (
        <p class="quiet">
          {text.problemId}: <code>{requestId}</code>
        </p>
      )}
    </Layout>,
  );
}

/** The same form once more, with all that was typed in it out of sight. */
function SendAgain({ kept, language, signIn }: { kept: KeptForm; language: Language; signIn: boolean }) {
  const text = say(language);
  return (
    <>
      <p class="lead">{signIn ? text.keptLead : text.keptLeadBroken}</p>
      {kept.hadFiles ? <p>{text.keptFiles}</p> : null}
      <ol>
        {signIn ? (
          <li>
            <a href="/sign-in" target="_blank" rel="noopener">
              {text.keptSignIn}
            </a>{' '}
            {text.keptThere}
          </li>
        ) : null}
        <li>{signIn ? text.keptBack : text.keptWait}</li>
      </ol>
      <form method="post" action={kept.action} enctype={kept.multipart ? 'multipart/form-data' : undefined}>
        {kept.fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button type="submit">{text.keptSend}</button>
      </form>
    </>
  );
}
