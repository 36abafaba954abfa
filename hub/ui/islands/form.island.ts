// On every page with a form: what is wrong takes the focus, and a double click sends once.

document.querySelector<HTMLElement>('.errors')?.focus();

addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
});

// Back from the next page: the form may be sent again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form')) delete form.dataset.sent;
});
