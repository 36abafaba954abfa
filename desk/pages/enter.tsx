// The door: type the code that stands in the terminal. And what stands where there is nothing, or something broke.
import type { Language } from '../../hub/platform/texts.ts';
import { fill } from '../../hub/platform/texts.ts';
import { TextField } from '../../hub/ui/form.tsx';
import { Frame } from '../frame.tsx';
import { say } from '../names.ts';

type EnterProps = { language: Language; station: string; code?: string; wrong?: boolean };

export function EnterPage({ language, station, code = '', wrong = false }: EnterProps) {
  const text = say(language);
  return (
    <Frame language={language} title={text.enter} station={station} inside={false}>
      <h1>{text.enter}</h1>
      <p class="lead">{fill(text.enterLead, { station })}</p>
      <form method="post" action="/enter">
        <TextField
          name="code"
          label={text.code}
          hint={text.codeHint}
          error={wrong ? text.codeWrong : undefined}
          value={code}
          size="medium"
          autocomplete="off"
          maxlength={60}
        />
        <p class="actions">
          <button type="submit">{text.open}</button>
        </p>
      </form>
    </Frame>
  );
}

type WrongProps = { language: Language; station: string; what: 'notThere' | 'broken' | 'formWrong' };

export function WrongPage({ language, station, what }: WrongProps) {
  const text = say(language);
  return (
    <Frame language={language} title={text[what]} station={station}>
      <h1>{text[what]}</h1>
      <p class="lead">{text[`${what}Lead`]}</p>
      <p>
        <a href="/">{text.toOverview}</a>
      </p>
    </Frame>
  );
}
