// The officer's desk: what is typed about a criterion is kept as a draft as one types, and a reader is told so.

function keepDrafts(form: HTMLFormElement): void {
  const status = document.querySelector('#draft-status');
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const keep = async () => {
    const body = new URLSearchParams();
    // Without the name of a button nothing is recorded: the desk keeps it as a draft.
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => undefined);
    // The redirect is not followed: it is the answer that all went well.
    if (status && answer?.type === 'opaqueredirect') status.textContent = form.dataset.drafts ?? '';
  };
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    if (status) status.textContent = '';
    waiting = setTimeout(() => void keep(), 1200);
  });
  form.addEventListener('submit', () => clearTimeout(waiting));
}

const form = document.querySelector<HTMLFormElement>('form[data-drafts]');
if (form) keepDrafts(form);
