// The frame of every page: one stylesheet, a way past the navigation, where one is, who one is, the choice of language.
import { html, raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Language, texts } from '../platform/texts.ts';
import { addressOf } from './assets.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

/** The places of the site; a page says with `at` to which of them it belongs. */
export type Place =
  | 'datasets'
  | 'register'
  | 'applications'
  | 'permits'
  | 'studies'
  | 'desk'
  | 'stations'
  | 'organisations'
  | 'me';

/** Who looks, as far as the navigation wants to know. */
export type Visitor = {
  name: string;
  email: string;
  memberships?: { role: string }[];
  /** The one of their organisations that they act for now. */
  actingFor?: { name: string };
};

/** Where the navigation leads for this person, in its order: what is open to all, then their own, then what a role brings. */
export function placesFor(visitor: Visitor | null | undefined): Exclude<Place, 'me'>[] {
  const has = (role: string) => visitor?.memberships?.some((membership) => membership.role === role) ?? false;
  // Whoever has another role, and never applies, has no applications of their own to look for.
  const applies = has('innovator') || !visitor?.memberships?.length;
  return [
    'datasets',
    'register',
    ...(has('officer') ? (['desk'] as const) : []),
    ...(visitor && applies ? (['applications'] as const) : []),
    ...(visitor ? (['permits', 'studies'] as const) : []),
    ...(has('steward') ? (['stations'] as const) : []),
    ...(has('advisor') ? (['organisations'] as const) : []),
  ];
}

/** What a place is called in the navigation. */
const names = {
  datasets: 'findData',
  register: 'register',
  applications: 'applications',
  permits: 'permits',
  studies: 'studies',
  desk: 'desk',
  stations: 'myStation',
  organisations: 'organisations',
} as const;

/** What is reached from every page: the accessibility statement and privacy, as a public body must; the rest for whoever builds on it. */
const foot = [
  ['accessibility', '/accessibility'],
  ['privacy', '/privacy'],
  ['stations', '/stations'],
  ['components', '/ui'],
  ['api', '/api/v1/openapi.json'],
  ['health', '/healthz'],
] as const;

type LayoutProps = {
  language: Language;
  title: string;
  children?: Child;
  /** Which entry of the navigation this page belongs to. */
  at?: Place;
  /** Who looks, where the page knows it: null is nobody. */
  visitor?: Visitor | null;
  /** Scripts that this page gets livelier with, by the name of their file in islands/. It works without them. */
  islands?: string[];
  /** The page's parts reach from edge to edge; text in them stands in `.column`. */
  bleed?: boolean;
};

export function Layout({ language, title, children, at, visitor, islands = [], bleed = false }: LayoutProps) {
  const text = say(language);
  const other = language === 'sv' ? 'en' : 'sv';
  const places = placesFor(visitor);
  // More than a row on a phone: there they fold behind a button, which the browser opens by itself, without a script.
  const folds = places.length > 2;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === 'Sluss' ? title : `${title} · Sluss`}</title>
        <link rel="icon" href={addressOf('logo.svg')} type="image/svg+xml" />
        <link rel="preload" href="/ui/public-sans-400.woff2" as="font" type="font/woff2" crossorigin="" />
        <link rel="preload" href="/ui/newsreader-500.woff2" as="font" type="font/woff2" crossorigin="" />
        <link rel="stylesheet" href={addressOf('style.css')} />
        {['form', ...islands].map((island) => (
          <script type="module" src={addressOf(`${island}.js`)} />
        ))}
      </head>
      <body data-text-working={text.working}>
        <a class="skip" href="#main">
          {text.skip}
        </a>
        <header class="top">
          <a class="mark" href="/">
            <img src={addressOf('logo.svg')} alt="" width="28" height="28" /> Sluss
          </a>
          {folds ? (
            <button type="button" class="quiet menu" popovertarget="places">
              {text.menu}
            </button>
          ) : null}
          <div class="places" id="places" popover={folds ? 'auto' : undefined}>
            <nav aria-label={text.navigation}>
              {places.map((place) => (
                <a href={`/${place}`} aria-current={place === at ? 'true' : undefined}>
                  {text[names[place]]}
                </a>
              ))}
            </nav>
            <div class="account">
              <a href={visitor === null ? '/sign-in' : '/me'} aria-current={at === 'me' ? 'true' : undefined}>
                {visitor === null ? text.signIn : visitor ? visitor.name || visitor.email : text.me}
                {visitor?.actingFor ? <span class="acting-for">{visitor.actingFor.name}</span> : null}
              </a>
              <a href={`?language=${other}`} lang={other} hreflang={other}>
                {text.otherLanguage}
              </a>
            </div>
          </div>
        </header>
        <main id="main" class={bleed ? 'bleed' : undefined} tabindex={-1}>
          {children}
        </main>
        <footer class="bottom">
          <div>
            <p class="promise">{text.promise}</p>
            <ul>
              {foot.map(([name, href]) => (
                <li>
                  <a href={href}>{text[name]}</a>
                </li>
              ))}
            </ul>
            <p class="operator">{text.free}</p>
          </div>
        </footer>
      </body>
    </html>
  );
}

/** A whole HTML document from a page. */
export function page(content: unknown) {
  return html`${raw('<!doctype html>')}${content}`;
}
