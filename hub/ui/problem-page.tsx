// What a person sees when something is not for them, not there, or broken.
import type { Problem } from '../platform/problem.ts';
import { type Language, texts } from '../platform/texts.ts';
import { Layout, page } from './layout.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export function problemPage({ language, problem, requestId }: { language: Language; problem: Problem; requestId: string }) {
  const text = say(language);
  const titles: Record<string, string> = text;
  const title = titles[`problem${problem.status}`] ?? text.problemOther;
  return page(
    <Layout language={language} title={title}>
      <h1>{title}</h1>
      <p>{problem.message}</p>
      <p class="quiet">
        {text.problemId}: <code>{requestId}</code>
      </p>
      <p>
        <a href="/">{text.problemHome}</a>
      </p>
    </Layout>,
  );
}
