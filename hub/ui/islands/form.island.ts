// On every page: what is wrong in a form takes the focus, a double click sends once, what takes longer than a moment says so, and a link
// into something folded opens it.

document.querySelector<HTMLElement>('.errors')?.focus();

addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  setTimeout(() => form.dataset.sent && tellWorking(form, event.submitter), 700);
});

function tellWorking(form: HTMLFormElement, button: HTMLElement | null): void {
  const words = document.createElement('p');
  words.className = 'working';
  words.setAttribute('role', 'status');
  (button?.closest('nav, .actions, p') ?? button ?? form.lastElementChild)?.after(words);
  // After it is there: what is put in together with its words is not always read out.
  words.textContent = document.body.dataset.textWorking ?? '';
}

// Back from the next page: the form may be sent again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form')) delete form.dataset.sent;
  for (const words of document.querySelectorAll('.working')) words.remove();
});

// A link into something folded: browsers that do not open it by themselves are helped, before they scroll there.
function unfold(): void {
  const place = document.querySelector(':target');
  const shut = place?.closest('details:not([open])');
  if (!shut) return;
  for (let one: Element | null | undefined = shut; one; one = one.parentElement?.closest('details'))
    (one as HTMLDetailsElement).open = true;
  place?.scrollIntoView();
}
addEventListener('hashchange', unfold);
unfold();
