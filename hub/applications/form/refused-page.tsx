// A small thing that could not be done beside the form: why, what was typed, and the way back.
import type { Actor } from '../../permissions/actor.ts';
import type { Language } from '../../platform/texts.ts';
import { Layout } from '../../ui/layout.tsx';
import { say } from './words.ts';

type RefusedProps = {
  language: Language;
  visitor: Actor;
  refusal: string;
  /** What a station's sandbox says of a model: in English, as it is. */
  reason?: unknown;
  address: string;
  typed: { label: string; text: string }[];
};

export function RefusedPage({ language, visitor, refusal, reason, address, typed }: RefusedProps) {
  const text = say(language);
  return (
    <Layout language={language} title={text.notDone} at="applications" visitor={visitor}>
      <h1>{text.notDone}</h1>
      <p class="lead">{refusal}</p>
      {typeof reason === 'string' ? <p lang="en">{reason}</p> : null}
      <p>{text.restKept}</p>
      {typed.map((one) => (
        <section>
          <h2>{one.label}</h2>
          <p class="as-written">{one.text}</p>
        </section>
      ))}
      <p class="actions">
        <a class="button" href={address}>
          {text.backToForm}
        </a>
      </p>
    </Layout>
  );
}
