// A new study: says from the first step whether this browser can sign; on the last it signs the plan that the page shows, and sends it.
import { keptPair } from './key-box.ts';
import { fingerprint, publicText, type SigningPair, sealDocument } from './signing.ts';

const form = document.querySelector<HTMLFormElement>('#sign-plan');
const place = form ?? document.querySelector<HTMLElement>('#key-check');

const show = (name: string) => {
  for (const one of document.querySelectorAll<HTMLElement>('[data-when]')) one.hidden = one.dataset.when !== name;
};

async function start({ dataset }: HTMLElement): Promise<void> {
  const pair = await keptPair(dataset.person ?? '');
  if (!pair) return show('no-key');
  const listed = (dataset.keys ?? '').split(' ').includes(await fingerprint(pair));
  show(listed ? 'able' : 'other-key');
  if (form) signOnSend(form, pair);
}

function signOnSend(form: HTMLFormElement, pair: SigningPair): void {
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    if (button) button.disabled = true;
    try {
      const plan = await sealDocument('plan', JSON.parse(field('document').value), pair);
      field('plan').value = JSON.stringify(plan);
      field('planKey').value = await publicText(pair);
      form.submit();
    } catch {
      show('unable');
    }
  });
}

// Back from the study's page: the button may be pressed again, and leads there again.
addEventListener('pageshow', () => {
  const button = form?.querySelector('button');
  if (button) button.disabled = false;
});

if (place) start(place).catch(() => show('unable'));
