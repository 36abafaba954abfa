// Saves a form as one types. Nothing is lost when the line, the session or the browser goes: what is not saved yet lies in this tab's
// own storage and is put back. A form that somebody else changed is compared on a page of its own, after an ordinary send.

type Entry = [name: string, value: string];
type Answer = {
  code?: string;
  words?: string;
  seen?: Record<string, string>;
  wrong?: Record<string, string>;
  theirs?: string[];
  both?: string[];
  again?: boolean;
};

const form = document.querySelector<HTMLFormElement>('form[data-autosave]');
if (form) keep(form);
countWords();

function keep(form: HTMLFormElement): void {
  const state = document.querySelector<HTMLElement>('[data-save-state]');
  const seen = form.elements.namedItem('seen') as HTMLInputElement;
  const words = form.dataset;
  const store = `draft ${form.action}`;
  const [quiet, longest] = [1200, 30_000];
  /** Carried by the page, or sent by a button of its own. */
  const beside = /^(seen|go|back|comment_.*|attachment_.*|upload_name)$/;
  let leaving = false;
  let saved = text(entries());
  let running = false;
  let stopped = false;
  let wait = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isUnsaved = () => text(entries()) !== saved;

  function entries(): Entry[] {
    return [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' && !beside.test(name) ? [[name, value] as Entry] : [],
    );
  }

  function text(list: Entry[]): string {
    return JSON.stringify(list);
  }

  function tell(message: string | undefined, more?: Node): void {
    if (!state) return;
    const wanted = [message ?? '', more?.textContent ?? ''].filter(Boolean).join(' ');
    state.dataset.live = '';
    if (state.textContent === wanted) return;
    state.textContent = message ?? '';
    if (more) state.append(' ', more);
  }

  function link(words: string | undefined, href: string, newTab: boolean): HTMLAnchorElement {
    const anchor = document.createElement('a');
    anchor.href = href;
    anchor.textContent = words ?? '';
    if (newTab) Object.assign(anchor, { target: '_blank', rel: 'noopener' });
    return anchor;
  }

  function remember(): void {
    try {
      if (isUnsaved()) sessionStorage.setItem(store, JSON.stringify({ seen: seen.value, entries: entries() }));
      else sessionStorage.removeItem(store);
    } catch {
      // Storage is full or shut: what is typed is still in the page.
    }
  }

  function later(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  }

  async function save(): Promise<void> {
    if (running || stopped || !isUnsaved()) return;
    running = true;
    const sent = entries();
    tell(words.textSaving);
    try {
      const response = await fetch(form.action, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams([...sent, ['seen', seen.value]]),
      });
      const answer = (await response.json().catch(() => ({}))) as Answer;
      if (response.ok && answer.seen) done(sent, answer);
      else refused(response.status, answer);
    } catch {
      tell(navigator.onLine ? words.textFailed : words.textOffline);
      again();
    } finally {
      running = false;
      remember();
    }
    if (!stopped && wait === 0 && isUnsaved()) later(quiet);
  }

  function done(sent: Entry[], answer: Answer): void {
    wait = 0;
    saved = text(sent);
    seen.value = JSON.stringify(answer.seen);
    tell(answer.words);
    mark(answer.wrong ?? {});
    if (answer.theirs?.length)
      tell(
        `${answer.words} ${(words.textOthers ?? '').replace('{fields}', answer.theirs.join(', '))}`,
        link(words.textReload, '', false),
      );
    if (answer.again && !isUnsaved()) showAgain();
  }

  /** Fields that hold what does not fit, as the next whole page will say in words. */
  function mark(wrong: Record<string, string>): void {
    for (const part of form.querySelectorAll<HTMLElement>('[data-field]')) {
      const message = wrong[part.dataset.field ?? ''];
      let note = part.querySelector<HTMLElement>('[data-wrong-note]');
      if (!message) {
        note?.remove();
        continue;
      }
      if (!note) {
        note = document.createElement('p');
        note.className = 'error';
        note.dataset.wrongNote = '';
        part.append(note);
      }
      if (!part.querySelector('.error:not([data-wrong-note])')) note.textContent = message;
    }
  }

  function refused(status: number, answer: Answer): void {
    if (status === 401) {
      tell(words.textSignedOut, link(words.textSignIn, words.signIn ?? '/sign-in', true));
      again();
      return;
    }
    if (status === 409 || status === 422 || status === 404) {
      stopped = true;
      tell(status === 409 ? (words.textConflict ?? '').replace('{fields}', (answer.both ?? []).join(', ')) : words.textRefused);
      return;
    }
    if (status === 413) {
      stopped = true;
      tell(words.textTooLarge);
      return;
    }
    tell(words.textFailed);
    again();
  }

  function again(): void {
    wait = Math.min(longest, wait === 0 ? 2000 : wait * 2);
    later(wait);
  }

  /** Rows have come or gone: the page is drawn anew, and one goes on where one was. */
  function showAgain(): void {
    try {
      sessionStorage.setItem('place', JSON.stringify({ at: location.pathname, id: document.activeElement?.id, y: scrollY }));
    } catch {
      // Then one begins at the top.
    }
    location.reload();
  }

  function changed(): void {
    if (stopped && isUnsaved()) stopped = false;
    if (isUnsaved() && !running) tell(words.textWaiting);
    remember();
    if (wait === 0) later(quiet);
  }

  /** What was typed and could not be saved, with the names of what the page showed then: the hub sees who changed what. */
  function putBack(): void {
    let kept: { seen: string; entries: Entry[] } | undefined;
    try {
      if (words.savedStep) {
        sessionStorage.removeItem(`draft ${form.action.replace(/[^/]+$/, words.savedStep)}`);
        // Loading this page once more must not forget what is typed from now on.
        history.replaceState(null, '', location.pathname + location.hash);
      }
      kept = JSON.parse(sessionStorage.getItem(store) ?? 'null') ?? undefined;
    } catch {
      return;
    }
    if (!kept || text(kept.entries) === saved) {
      sessionStorage.removeItem(store);
      return;
    }
    const values = new Map<string, string[]>();
    for (const [name, value] of kept.entries) values.set(name, [...(values.get(name) ?? []), value]);
    for (const element of form.elements) {
      const input = element as HTMLInputElement;
      if (!input.name || input.name === 'seen' || input.type === 'submit') continue;
      const own = values.get(input.name);
      if (input.type === 'checkbox' || input.type === 'radio') input.checked = own?.includes(input.value) ?? false;
      else if (own) input.value = own[0] ?? '';
    }
    for (const [name, list] of values)
      for (const value of form.elements.namedItem(name) ? [] : list) {
        const input = document.createElement('input');
        Object.assign(input, { type: 'hidden', name, value });
        form.append(input);
      }
    seen.value = kept.seen;
    tell(words.textRestored);
    later(quiet);
  }

  function backToPlace(): void {
    try {
      const place = JSON.parse(sessionStorage.getItem('place') ?? 'null');
      sessionStorage.removeItem('place');
      if (place?.at !== location.pathname) return;
      document.getElementById(place.id)?.focus({ preventScroll: true });
      scrollTo({ top: place.y, behavior: 'instant' });
    } catch {
      // Then one begins at the top.
    }
  }

  putBack();
  backToPlace();
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    stopped = true;
    leaving = true;
    saved = text(entries());
  });
  addEventListener('online', () => {
    wait = 0;
    save();
  });
  addEventListener('pageshow', (event) => {
    leaving = false;
    if (event.persisted) location.reload();
  });
  // Signed in again in another tab: this one saves as soon as it is looked at.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && wait) wait = 0;
    save();
  });
  addEventListener('beforeunload', (event) => {
    const comment = form.querySelector<HTMLTextAreaElement>('[name=comment_text]');
    if (isUnsaved() || (!leaving && comment?.value.trim())) event.preventDefault();
  });
}

/** How many words a text has, told as one types. */
function countWords(): void {
  for (const line of document.querySelectorAll<HTMLElement>('[data-count-words]')) {
    const area = document.getElementById(line.dataset.countWords ?? '') as HTMLTextAreaElement | null;
    area?.addEventListener('input', () => {
      const words = area.value.split(/\s+/).filter(Boolean).length;
      line.textContent = (line.dataset.template ?? '').replace('{words}', String(words));
    });
  }
}
