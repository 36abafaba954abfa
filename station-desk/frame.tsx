// The frame of the desk's pages: the look of the hub's, with the desk's own few places and none of the hub's.
import type { Child } from 'hono/jsx';
import type { Language } from '../hub/platform/texts.ts';
import { addressOf } from '../hub/ui/assets.ts';
import type { Names } from './names.ts';

/** Where the navigation leads, in its order. */
const places = {
  overview: '/',
  log: '/log',
  ledger: '/ledger',
  policy: '/policy',
  journal: '/journal',
  credit: '/credit',
} as const;
export type Place = keyof typeof places;

type FrameProps = {
  names: Names;
  title: string;
  at?: Place;
  /** Whether somebody has come in: without, there is nowhere to go. */
  inside?: boolean;
  children?: Child;
};

export function Frame({ names, title, at, inside = true, children }: FrameProps) {
  const { language, text, own: station, address } = names;
  const other = language === 'sv' ? 'en' : 'sv';
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${station}`}</title>
        <link rel="icon" href={addressOf('logo.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={addressOf('style.css')} />
        <script type="module" src={addressOf('form.js')} />
      </head>
      <body class="station-desk">
        <a class="skip" href="#main">
          {text.skip}
        </a>
        <header class="top">
          <a class="mark" href="/">
            <img src={addressOf('logo.svg')} alt="" width="28" height="28" /> {station}
          </a>
          {inside ? (
            <nav aria-label={text.navigation}>
              {Object.entries(places).map(([place, path]) => (
                <a href={path} aria-current={place === at ? 'true' : undefined}>
                  {text[`nav_${place as Place}`]}
                </a>
              ))}
            </nav>
          ) : null}
          <div class="account">
            {inside ? (
              <form method="post" action="/leave" class="leave">
                <button type="submit" class="quiet">
                  {text.leave}
                </button>
              </form>
            ) : null}
            <a href={inLanguage(address, other)} lang={other} hreflang={other}>
              {text.otherLanguage}
            </a>
          </div>
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="bottom">
          <div>
            <p class="promise">{text.promiseShort}</p>
            <p>{text.promise}</p>
          </div>
        </footer>
      </body>
    </html>
  );
}

/** The same page in another language, with what was asked of it. */
function inLanguage(address: string, language: Language): string {
  const { pathname, searchParams } = new URL(address);
  searchParams.set('language', language);
  return `${pathname}?${searchParams}`;
}
