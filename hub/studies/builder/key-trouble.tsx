// What keeps a person from signing in this browser, said before they have planned anything and again at the end; a script shows it.
import type { OpenDesk } from './actions.ts';
import { addressOf, type Step, type say } from './words.ts';

type Props = { desk: OpenDesk; text: ReturnType<typeof say>; step: Step };

export function KeyTrouble({ desk, text, step }: Props) {
  const { permit, keys } = desk;
  const makeKey = <a href={`/me/signing-key?back=${encodeURIComponent(addressOf(permit, step))}`}>{text.keyPage}</a>;
  const amend = <a href={`/permits/${permit.reference}/request`}>{text.keyAmend}</a>;
  return (
    <>
      <div data-when="no-key" hidden>
        <p class="notice attention">
          {keys.length > 0 ? text.keyElsewhere : text.keyNone} {makeKey} · {amend}
        </p>
      </div>
      <div data-when="other-key" hidden>
        <p class="notice attention">
          {text.keyOther} {amend}
        </p>
      </div>
    </>
  );
}
