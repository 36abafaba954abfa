// The last step of a new study: signs the plan that the page shows with this browser's key, and sends it.
import { keptPair } from './key-box.ts';
import { fingerprint, publicText, sealDocument } from './signing.ts';

const form = document.querySelector<HTMLFormElement>('#sign-plan');

const show = (name: string) => {
  for (const one of document.querySelectorAll<HTMLElement>('[data-when]')) one.hidden = one.dataset.when !== name;
};

async function start(form: HTMLFormElement): Promise<void> {
  const pair = await keptPair(form.dataset.person ?? '');
  if (!pair) return show('no-key');
  const listed = (form.dataset.keys ?? '').split(' ').includes(await fingerprint(pair));
  show(listed ? 'able' : 'other-key');
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

if (form) start(form).catch(() => show('unable'));
