// Passkeys: signs in with one on the page of signing in, makes one on a person's own page. Without it both pages offer the rest.
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';

async function ask<T>(address: string, body?: unknown): Promise<T> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as T;
}

/** Says what is wrong beside the button; who closes the browser's own dialogue has changed their mind, and is told nothing. */
function guard(place: HTMLElement, work: () => Promise<void>): () => Promise<void> {
  const say = (text: string) => {
    const line = place.querySelector<HTMLElement>('.error[role="alert"]');
    if (line) line.textContent = text;
  };
  return async () => {
    say('');
    try {
      await work();
    } catch (error) {
      if ((error as Error).name !== 'NotAllowedError' && (error as Error).name !== 'AbortError') say(place.dataset.wrong ?? '');
    }
  };
}

const signIn = document.querySelector<HTMLElement>('#passkey-sign-in');
const add = document.querySelector<HTMLFormElement>('#passkey-add');

if (browserSupportsWebAuthn()) {
  if (signIn) {
    signIn.hidden = false;
    const go = guard(signIn, async () => {
      const response = await startAuthentication({ optionsJSON: await ask('/sign-in/passkey/options') });
      const { to } = await ask<{ to: string }>('/sign-in/passkey', { response, to: signIn.dataset.to || undefined });
      location.assign(to);
    });
    signIn.querySelector('button')?.addEventListener('click', go);
  }
  if (add) {
    add.hidden = false;
    const make = guard(add, async () => {
      const name = (add.elements.namedItem('name') as HTMLInputElement).value.trim();
      if (!name) return void add.reportValidity();
      const response = await startRegistration({ optionsJSON: await ask('/me/passkeys/options') });
      await ask('/me/passkeys', { name, response });
      location.assign('/me#ways');
      location.reload();
    });
    add.addEventListener('submit', (event) => {
      event.preventDefault();
      void make();
    });
  }
}
