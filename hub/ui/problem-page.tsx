// What a person sees when something is not for them, not there, or broken: what happened, what was kept, what to do.
import type { Problem } from '../platform/problem.ts';
import { type Language, texts } from '../platform/texts.ts';
import { Layout, page } from './layout.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
/** Codes whose detail says no more than the page itself does. */
const plain = ['sign-in-first', 'not-for-you', 'not-there', 'changed-under-you', 'bug', 'stopping'];

export function problemPage({ language, problem, requestId }: { language: Language; problem: Problem; requestId: string }) {
  const text = say(language);
  const words: Record<string, string> = text;
  const title = words[`problem${problem.status}`] ?? text.problemOther;
  const detail = words[`detail${problem.status}`];
  return page(
    <Layout language={language} title={title}>
      <h1>{title}</h1>
      {detail ? <p class="lead">{detail}</p> : null}
      {detail && plain.includes(problem.code) ? null : (
        <p lang="en">
          {text.problemSaid}: {problem.message}
        </p>
      )}
      <p>
        {problem.status === 401 ? (
          <a class="button" href="/sign-in">
            {text.problemSignIn}
          </a>
        ) : (
          <a href="/">{text.problemHome}</a>
        )}
      </p>
      <p class="quiet">
        {text.problemId}: <code>{requestId}</code>
      </p>
    </Layout>,
  );
}
