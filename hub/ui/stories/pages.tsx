// Every component with all its states, in both languages: what to build pages of, and where a change of the look is judged.
import type { Child } from 'hono/jsx';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { RegionMap } from '../charts/region-map.tsx';
import { Empty } from '../empty.tsx';
import { Facts, Glance } from '../facts.tsx';
import { Filters, Fold } from '../fold.tsx';
import { CheckBox, Choice, ErrorSummary, FileField, Select, TextArea, TextField } from '../form.tsx';
import { Gate } from '../gate.tsx';
import { Layout, type Visitor } from '../layout.tsx';
import { Notice } from '../notice.tsx';
import { Pager } from '../pager.tsx';
import { Steps } from '../steps.tsx';
import { Table } from '../table.tsx';
import { Tabs } from '../tabs.tsx';
import { Tag } from '../tag.tsx';
import { ChartStories } from './charts.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
export type StoryText = ReturnType<typeof say>;

const chapters = [
  'colours',
  'type',
  'buttons',
  'forms',
  'notices',
  'tags',
  'steps',
  'gates',
  'timeline',
  'tables',
  'facts',
  'tabs',
  'folds',
  'empty',
  'charts',
  'map',
] as const;

export function ComponentsPage({ language, visitor }: { language: Language; visitor: Visitor | null }) {
  const text = say(language);
  const parts: Record<(typeof chapters)[number], Child> = {
    colours: <Colours text={text} />,
    type: <Type text={text} />,
    buttons: <Buttons text={text} />,
    forms: <Forms text={text} language={language} />,
    notices: <Notices text={text} />,
    tags: <Tags text={text} />,
    steps: <StepStories text={text} />,
    gates: <Gates text={text} />,
    timeline: <Times text={text} />,
    tables: <Tables text={text} />,
    facts: <FactStories text={text} />,
    tabs: <Ways text={text} language={language} />,
    folds: <Folds text={text} />,
    empty: (
      <Empty title={text.emptyTitle} action={{ href: '/ui#empty', label: text.emptyAction }}>
        <p>{text.emptyText}</p>
      </Empty>
    ),
    charts: <ChartStories text={text} language={language} />,
    map: <MapStory text={text} language={language} />,
  };
  return (
    <Layout language={language} title={text.title} visitor={visitor}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <nav aria-label={text.contents}>
        <ul class="contents">
          {chapters.map((chapter) => (
            <li>
              <a href={`#${chapter}`}>{text[chapter]}</a>
            </li>
          ))}
        </ul>
      </nav>
      {chapters.map((chapter) => (
        <section aria-labelledby={chapter}>
          <h2 id={chapter}>{text[chapter]}</h2>
          {parts[chapter]}
        </section>
      ))}
    </Layout>
  );
}

function Colours({ text }: { text: StoryText }) {
  const inks = ['paper', 'raised', 'soft', 'water', 'ink', 'quiet', 'action', 'attention', 'good', 'deep'] as const;
  return (
    <>
      <p>{text.coloursHow}</p>
      <ul class="swatches">
        {inks.map((ink) => (
          <li>
            <span class={`swatch ${ink}`} aria-hidden="true" />
            {text[`ink_${ink}`]}
          </li>
        ))}
      </ul>
    </>
  );
}

function Type({ text }: { text: StoryText }) {
  return (
    <>
      <p class="huge">{text.typeHuge}</p>
      <p class="like-h1">{text.typeTitle}</p>
      <p class="like-h2">{text.typeSub}</p>
      <h3>{text.typeSmall}</h3>
      <p class="lead">{text.typeLead}</p>
      <p>
        {text.typeText} <a href="#type">{text.link}</a> <code>describe@1</code>
      </p>
      <blockquote>{text.quote}</blockquote>
    </>
  );
}

function Buttons({ text }: { text: StoryText }) {
  return (
    <>
      <p>{text.buttonsHow}</p>
      <p class="actions">
        <button type="button">{text.send}</button>
        <button type="button" class="quiet">
          {text.save}
        </button>
        <a class="button quiet" href="#buttons">
          {text.asLink}
        </a>
        <button type="button" disabled>
          {text.gone}
        </button>
      </p>
    </>
  );
}

function Forms({ text, language }: { text: StoryText; language: Language }) {
  return (
    <>
      <p>{text.formsHow}</p>
      <h3>{text.errorSummary}</h3>
      <ErrorSummary language={language} errors={[{ field: 'story-why', message: text.fieldWhyError }]} />
      <form method="get" action="/ui">
        <TextField name="story-name" label={text.fieldName} hint={text.fieldNameHint} value={text.fieldNameValue} />
        <TextArea name="story-why" label={text.fieldWhy} error={text.fieldWhyError} rows={3} />
        <Select
          name="story-role"
          label={text.fieldRole}
          empty={text.fieldRoleEmpty}
          options={[
            { value: 'a', label: text.roleA },
            { value: 'b', label: text.roleB },
            { value: 'c', label: text.roleC, disabled: true },
          ]}
        />
        <Choice
          name="story-purpose"
          label={text.fieldPurpose}
          chosen={['a']}
          options={[
            { value: 'a', label: text.purposeA, hint: text.purposeAHint },
            { value: 'b', label: text.purposeB, hint: text.purposeBHint, disabled: true },
          ]}
        />
        <FileField name="story-file" label={text.fieldFile} optional={text.optional} />
        <CheckBox name="story-box" label={text.fieldBox} checked />
      </form>
    </>
  );
}

function Notices({ text }: { text: StoryText }) {
  return (
    <>
      {(['note', 'attention', 'good', 'wrong'] as const).map((kind) => (
        <Notice kind={kind} title={text[`${kind}Title`]}>
          <p>{text[`${kind}Text`]}</p>
        </Notice>
      ))}
    </>
  );
}

function Tags({ text }: { text: StoryText }) {
  return (
    <>
      <p>
        <Tag>{text.tagPlain}</Tag> <Tag tone="water">{text.tagWater}</Tag> <Tag tone="good">{text.tagGood}</Tag>{' '}
        <Tag tone="attention">{text.tagAttention}</Tag> <Tag tone="wrong">{text.tagWrong}</Tag>
      </p>
      <p>
        <span class="here">{text.here}</span> · <span class="away">{text.away}</span>
      </p>
    </>
  );
}

function StepStories({ text }: { text: StoryText }) {
  const states = { done: text.state_done, now: text.state_now, ahead: text.state_ahead, wrong: text.state_wrong };
  return (
    <>
      <p>{text.stepsHow}</p>
      <Steps
        label={text.stepsLabel}
        states={states}
        steps={[
          { title: text.step1, state: 'done', href: '#steps' },
          { title: text.step2, state: 'wrong', href: '#steps', note: text.stepNote },
          { title: text.step3, state: 'now', href: '#steps' },
          { title: text.step4, state: 'ahead', href: '#steps' },
          { title: text.step5, state: 'ahead' },
        ]}
      />
    </>
  );
}

function Gates({ text }: { text: StoryText }) {
  return (
    <>
      <p>{text.gatesHow}</p>
      <ol class="gates">
        {(['open', 'open', 'waiting', 'shut', 'gone'] as const).map((state, at) => (
          <li class={state === 'waiting' ? 'waiting' : ''}>
            <Gate state={state} level={(at + 1) / 5} />
            <strong>{text[`gate_${state}`]}</strong>
          </li>
        ))}
      </ol>
    </>
  );
}

function Times({ text }: { text: StoryText }) {
  return (
    <ol class="timeline">
      <li>
        <time datetime="2026-03-02">2026-03-02</time>
        <strong>{text.time1}</strong>
      </li>
      <li class="pause">{text.time2}</li>
      <li class="due">
        <time datetime="2026-06-05">2026-06-05</time>
        <strong>{text.time3}</strong>
      </li>
    </ol>
  );
}

function Tables({ text }: { text: StoryText }) {
  return (
    <>
      <p>{text.tablesHow}</p>
      <Table
        caption={text.tableWords}
        columns={[{ title: text.station }, { title: text.holder }, { title: text.state }, { title: text.note }]}
        rows={[
          { key: 'Budapest', cells: ['Hungarian Institute of Cardiology', <span class="here">{text.here}</span>, text.noteText] },
          { key: 'Zürich', cells: ['University Hospitals Zürich and Basel', <span class="away">{text.away}</span>, ''] },
        ]}
      />
      <Table
        caption={text.tableNumbers}
        columns={[
          { title: text.station },
          { title: text.persons, number: true },
          { title: 'AUROC', number: true },
          { title: text.low, number: true },
          { title: text.high, number: true },
        ]}
        rows={[
          { key: 'Cleveland', group: text.built, cells: ['303', '0.90', '0.87', '0.94'] },
          { key: 'Budapest', group: text.elsewhere, cells: ['294', '0.84', '0.79', '0.88'] },
          { key: 'Zürich', group: text.elsewhere, cells: ['123', '0.71', '0.58', '0.83'] },
        ]}
      />
    </>
  );
}

function FactStories({ text }: { text: StoryText }) {
  return (
    <>
      <Glance
        facts={[
          { name: text.glancePersons, value: '920' },
          { name: text.glanceStations, value: '4' },
          { name: text.glanceAuroc, value: '0.79' },
        ]}
      />
      <Facts
        facts={[
          { name: text.reference, value: <code>P-2026-0001</code> },
          { name: text.valid, value: <time datetime="2027-03-02">2027-03-02</time> },
          { name: text.decidedBy, value: 'Olle Bergström' },
        ]}
      />
    </>
  );
}

function Ways({ text, language }: { text: StoryText; language: Language }) {
  return (
    <>
      <Tabs
        label={text.tabsLabel}
        tabs={[
          { title: text.tabResult, href: '#tabs', current: true },
          { title: text.tabPlan, href: '#tabs' },
          { title: text.tabEvents, href: '#tabs', count: 13 },
        ]}
      />
      <h3>{text.pager}</h3>
      <Pager language={language} page={2} pages={7} href={() => '#tabs'} />
    </>
  );
}

function MapStory({ text, language }: { text: StoryText; language: Language }) {
  const counts: Record<string, number> = { '01': 12, '03': 5, '12': 9, '14': 7, '24': 2, '09': 1, '20': 0 };
  const regions = Object.entries(counts).map(([code, count]) => ({ code, count, href: '#map', current: code === '12' }));
  return (
    <RegionMap
      language={language}
      label={text.mapLabel}
      regions={regions}
      elsewhere={[{ name: text.abroad, count: 4, href: '#map' }]}
      counted={(count) => fill(text.mapCounted, { count })}
    />
  );
}

function Folds({ text }: { text: StoryText }) {
  return (
    <>
      <Fold id="fold-shut" level={3} title={text.foldTitle} note={text.foldNote}>
        <p>{text.foldText}</p>
      </Fold>
      <Fold id="fold-open" level={3} title={text.foldOpen} open>
        <p>{text.foldText}</p>
      </Fold>
      <form method="get" action="/ui">
        <Filters title={text.filtersTitle} chosen={false}>
          <TextField name="near" label={text.filtersField} value="" />
        </Filters>
      </form>
    </>
  );
}
