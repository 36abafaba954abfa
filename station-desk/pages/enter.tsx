// The door: type the code that stands in the terminal. And what stands where there is nothing, or something broke.
import { fill } from '../../hub/platform/texts.ts';
import { TextField } from '../../hub/ui/form.tsx';
import { Frame } from '../frame.tsx';
import type { Names } from '../names.ts';

type EnterProps = { names: Names; code?: string; wrong?: boolean };

export function EnterPage({ names, code = '', wrong = false }: EnterProps) {
  const { text, own: station } = names;
  return (
    <Frame names={names} title={text.enter} inside={false}>
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

type WrongProps = { names: Names; what: 'notThere' | 'broken' };

export function WrongPage({ names, what }: WrongProps) {
  const { text } = names;
  return (
    <Frame names={names} title={text[what]}>
      <h1>{text[what]}</h1>
      <p class="lead">{text[`${what}Lead`]}</p>
      <p>
        <a href="/">{text.toOverview}</a>
      </p>
    </Frame>
  );
}
