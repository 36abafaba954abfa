// The front page: what this is in a sentence, what one may be trying to do, what is so right now; in the demonstration, the way into its story.
import type { RegisterEntry } from '../applications/register-views.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Newest } from '../register/newest.tsx';
import { writeCount } from '../ui/format.ts';
import { Gate } from '../ui/gate.tsx';
import { Layout, type Visitor } from '../ui/layout.tsx';
import { LockScene } from './lock-scene.tsx';
import type { StoryStudy } from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
type Text = ReturnType<typeof say>;

export type Facts = { here: number; stations: number; permits: number; results: number; answered: number };
type Props = {
  language: Language;
  visitor: Visitor | null;
  facts: Facts;
  newest: RegisterEntry[];
  demo: { study: StoryStudy | null } | null;
};

/** What one may be trying to do, and where that is done. */
const doors = [
  ['find', '/datasets'],
  ['apply', '/applications/new'],
  ['follow', '/studies'],
  ['decide', '/desk'],
  ['hold', '/stations'],
  ['see', '/register'],
] as const;

export function FrontPage({ language, visitor, facts, newest, demo }: Props) {
  const text = say(language);
  return (
    <Layout language={language} title="Sluss" visitor={visitor} bleed>
      <div class="column opening">
        <h1>
          <span>{text.title}</span> <span>{text.titleToo}</span>
        </h1>
        <p class="lead">{text.lead}</p>
        <div class="actions">
          {demo ? <Enter text={text} persona="innovator" to={placeOf(demo.study)} label={mainStep(text, demo.study)} /> : null}
          <a class={demo ? 'button quiet' : 'button'} href={demo ? '#doors' : '/datasets'}>
            {demo ? text.toDoors : text.findFirst}
          </a>
        </div>
      </div>
      <LockScene />
      <FactBand text={text} language={language} facts={facts} />

      <section class="column" aria-labelledby="doors">
        <h2 id="doors">{text.trying}</h2>
        <ul class="doors">
          {doors.map(([door, href]) => (
            <li>
              <a href={href}>{text[door]}</a>
              <p>{text[`${door}How`]}</p>
            </li>
          ))}
        </ul>
      </section>

      {demo ? <Story text={text} study={demo.study} /> : null}

      <section class="column" aria-labelledby="how">
        <h2 id="how">{text.how}</h2>
        <ol class="passage">
          {(['one', 'two', 'three'] as const).map((step, at) => (
            <li>
              <Gate state={at === 0 ? 'shut' : 'open'} level={at / 2} />
              <h3>{text[step]}</h3>
              <p>{text[`${step}How`]}</p>
            </li>
          ))}
        </ol>
        <p class="quiet">
          {text.program} <a href="/api/v1/openapi.json">{text.programHow}</a>
        </p>
      </section>

      {newest.length > 0 ? (
        <section class="column" aria-labelledby="newest">
          <h2 id="newest">{text.newest}</h2>
          <p>
            {text.newestHow} <a href="/register">{text.newestAll}</a>
          </p>
          <Newest language={language} entries={newest} />
        </section>
      ) : null}
    </Layout>
  );
}

const placeOf = (study: StoryStudy | null) => (study ? `/studies/${study.id}` : '/datasets');
const mainStep = (text: Text, study: StoryStudy | null) =>
  study ? (study.finished ? text.seeResult : text.seeRunning) : text.beginStory;

/** One click: signed in as somebody of the demonstration, and there where the story is. */
function Enter({ text, persona, to, label, quiet }: { text: Text; persona: string; to: string; label: string; quiet?: boolean }) {
  return (
    <form method="post" action={`/sign-in/persona/${persona}`}>
      <input type="hidden" name="to" value={to} />
      <button type="submit" class={quiet ? 'quiet' : undefined}>
        {label}
        <span class="unseen"> {text.signsIn}</span>
      </button>
    </form>
  );
}

/** What is so right now, counted from the records that it leads to. */
function FactBand({ text, language, facts }: { text: Text; language: Language; facts: Facts }) {
  const count = (value: number) => writeCount(value, language);
  const lines = [
    {
      href: '/stations',
      value: count(facts.here),
      name: facts.stations ? fill(text.hereNow, { all: facts.stations }) : text.noStation,
    },
    { href: '/register', value: count(facts.permits), name: facts.permits === 1 ? text.permitGiven : text.permitsGiven },
    { href: '/register', value: count(facts.results), name: facts.results === 1 ? text.resultFound : text.resultsFound },
    { href: '/register', value: count(facts.answered), name: facts.answered === 1 ? text.answeredOne : text.answered },
  ];
  return (
    <div class="depth">
      <ul class="column" aria-label={text.now}>
        {lines.map(({ href, value, name }) => (
          <li>
            <a href={href}>
              <strong>{value}</strong> <span>{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Story({ text, study }: { text: Text; study: StoryStudy | null }) {
  const people = [
    { persona: 'innovator', to: placeOf(study), who: 'ines', waits: study ? text.inesWaits : text.inesBegins },
    { persona: 'officer', to: '/desk', who: 'olle', waits: text.olleWaits },
    { persona: 'steward-budapest', to: '/stations', who: 'bence', waits: text.benceWaits },
  ] as const;
  return (
    <section class="column" aria-labelledby="story">
      <h2 id="story">{text.story}</h2>
      <p>{text.demo}</p>
      <ul class="cast">
        {people.map(({ persona, to, who, waits }) => (
          <li>
            <h3>{text[who]}</h3>
            <p>{waits}</p>
            <Enter text={text} persona={persona} to={to} label={text[`${who}Enter`]} quiet />
          </li>
        ))}
      </ul>
      {study ? null : (
        <p class="quiet">
          {text.tell} <code>npm run story</code>
        </p>
      )}
    </section>
  );
}
