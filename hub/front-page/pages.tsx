// The front page: what this is, what runs, where to go.
import { type Language, texts } from '../platform/texts.ts';
import { Layout } from '../ui/layout.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export function FrontPage({ language, demo }: { language: Language; demo: boolean }) {
  const text = say(language);
  return (
    <Layout language={language} title="Sluss">
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {demo ? <p class="notice">{text.demo}</p> : null}
    </Layout>
  );
}
