// Follows a running study: replaces the part of the page that says where it stands, whenever the hub sends it anew. Survives reload, a
// closed lid and a lost line: then it asks again and again, and says so.

type Shown = { id: string; title: string; says: string; html: string; over: boolean };

const place = document.querySelector<HTMLElement>('#progress[data-study]');
const says = document.querySelector<HTMLElement>('#progress-says');
const line = document.querySelector<HTMLElement>('#progress-line');
const byHand = document.querySelector<HTMLElement>('.by-hand');

/** Milliseconds: between two looks without a stream, and until a stream is tried again. */
const lookEvery = 5000;
const streamAgain = 30_000;
/** A stream that fails so often in a row is given up for a while. */
const mostFailures = 3;

function follow(place: HTMLElement): void {
  const address = (what: string) => `/studies/${place.dataset.study}/${what}?language=${document.documentElement.lang}`;
  let stream: EventSource | undefined;
  let timer = 0;
  let failures = 0;
  let seen = '';
  let finished = false;

  const tell = (state: 'live' | 'lost' | 'ended' | 'done') => {
    if (!line) return;
    const words = line.dataset[state] ?? '';
    // A screen reader hears of a lost line once, and that it is back.
    if (line.textContent !== words) line.textContent = words;
    line.className = state === 'live' ? 'quiet' : 'notice';
    line.setAttribute('role', 'status');
    line.hidden = false;
    if (byHand) byHand.hidden = state === 'live' || state === 'done';
  };

  const show = (shown: Shown) => {
    tell('live');
    if (shown.id !== seen) replace(place, shown);
    seen = shown.id;
    if (!shown.over || finished) return;
    finished = true;
    stop();
    tell('done');
    // The last gate is seen to open first. Whoever is in the middle of something is not taken away from it.
    const reading = document.activeElement?.closest('main form, main details');
    if (!reading) setTimeout(() => location.reload(), 1600);
  };

  const stop = () => {
    stream?.close();
    stream = undefined;
    clearTimeout(timer);
  };

  const listen = () => {
    stop();
    if (finished) return;
    stream = new EventSource(address('events'));
    stream.addEventListener('open', () => {
      failures = 0;
      tell('live');
    });
    stream.addEventListener('progress', (event) => show(JSON.parse((event as MessageEvent<string>).data)));
    stream.addEventListener('ended', () => {
      stop();
      tell('ended');
    });
    stream.addEventListener('error', () => {
      failures += 1;
      tell('lost');
      // The browser tries again by itself, until the hub refuses it outright.
      if (stream?.readyState === EventSource.CLOSED || failures >= mostFailures) look();
    });
  };

  /** Without a stream: asks every few seconds, and tries a stream again after a while. */
  const look = (since = Date.now()) => {
    stop();
    timer = window.setTimeout(async () => {
      try {
        const answer = await fetch(address('progress'), { headers: { accept: 'application/json' }, cache: 'no-store' });
        if ([401, 403, 404].includes(answer.status)) return tell('ended');
        if (!answer.ok) throw new Error(String(answer.status));
        show(await answer.json());
      } catch {
        tell('lost');
      }
      if (finished) return;
      if (Date.now() - since > streamAgain) {
        failures = 0;
        listen();
      } else look(since);
    }, lookEvery);
  };

  // A page that nobody sees holds no line: a browser has few. Seen again, also after sleep, it hears at once what it missed.
  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : listen()));
  addEventListener('online', listen);
  addEventListener('pagehide', stop);
  addEventListener('pageshow', (event) => event.persisted && listen());
  listen();
}

/** Puts the new part in place; gates that have opened since are seen to open; the focus stays where it was. */
function replace(place: HTMLElement, shown: Shown): void {
  const before = place.querySelectorAll('.gate.open').length;
  const focusable = () => [...place.querySelectorAll<HTMLElement>('a, button, summary, [tabindex]')];
  const focused = focusable().indexOf(document.activeElement as HTMLElement);
  const fresh = document.createElement('template');
  fresh.innerHTML = shown.html;
  place.replaceChildren(fresh.content);
  for (const gate of [...place.querySelectorAll('.gate.open')].slice(before)) gate.classList.add('opening');
  if (focused >= 0) focusable()[focused]?.focus({ preventScroll: true });
  const state = document.querySelector('#progress-state');
  if (state) state.textContent = shown.title;
  if (says && says.textContent !== shown.says) says.textContent = shown.says;
}

if (place) follow(place);
