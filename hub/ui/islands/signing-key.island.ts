// On the page of signing keys: makes a key in this browser, proves it, and says which of the listed keys lies here.
import { keepPair, keptPair } from './key-box.ts';
import { fingerprint, makePair, publicText, sealDocument } from './signing.ts';

const form = document.querySelector<HTMLFormElement>('#make-key');

const show = (name: string) => {
  for (const one of document.querySelectorAll<HTMLElement>('[data-when]')) one.hidden = one.dataset.when !== name;
};

/** A name by which people know the device: the browser says no more than its make. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : 'Safari';
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) => agent.includes(name)) ?? '';
  return [browser, system].filter(Boolean).join(', ');
}

async function start(form: HTMLFormElement): Promise<void> {
  const person = form.dataset.person ?? '';
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const kept = await keptPair(person);
  const print = kept && (await fingerprint(kept));
  const here = print ? document.querySelector<HTMLElement>(`[data-print="${print}"] .here-now`) : null;
  if (here) here.hidden = false;
  // A browser without Ed25519 says so at once, not after a click.
  if (!kept) await makePair();
  show(here ? 'here' : 'able');
  if (!field('name').value) field('name').value = deviceName();
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    if (button) button.disabled = true;
    try {
      const pair = await makePair();
      const key = await publicText(pair);
      const proof = await sealDocument('key-proof', { type: 'key-proof', person, key }, pair);
      // Kept before it is told: a key that the hub knows and nobody has would be worse than one that nobody knows.
      await keepPair(person, pair);
      field('key').value = key;
      field('proof').value = JSON.stringify(proof);
      form.submit();
    } catch {
      show('unable');
    }
  });
}

if (form) start(form).catch(() => show('unable'));
