// The report as pages: for whoever may read the result, for whoever was given a link, the owner's form, the owner's links.
import type { Child } from 'hono/jsx';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language } from '../platform/texts.ts';
import { LineChart } from '../ui/charts/line-chart.tsx';
import { Empty } from '../ui/empty.tsx';
import { Facts, Glance } from '../ui/facts.tsx';
import { Fold } from '../ui/fold.tsx';
import { writeDay } from '../ui/format.ts';
import { IntervalPlot } from '../ui/interval-plot.tsx';
import type { Keep } from '../ui/kept.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table } from '../ui/table.tsx';
import type { ReportFor, SharedReport } from './actions.ts';
import type { ReportPart, ReportPicture, ReportSection } from './document.ts';
import type { WholeReport } from './report.ts';
import { say } from './words.ts';

/** `keep`: what a report says rarely changes, so it is drawn once. */
type ReportProps = { language: Language; visitor: Actor; data: ReportFor; report: WholeReport; keep: Keep };

export function ReportPage({ language, visitor, data, report, keep }: ReportProps) {
  const text = say(language);
  const { id } = data.source.study;
  const address = `/studies/${id}/report`;
  return (
    <Layout language={language} title={`${text.report}: ${report.document.title}`} at="studies" visitor={visitor}>
      <Head report={report} />
      <Actions language={language} base={address} models={data.source.evaluations.length}>
        <a href={`/studies/${id}`}>{text.backToStudy}</a>
        {data.may.share ? <a href={`${address}/links`}>{text.shareReport}</a> : null}
        {data.may.state ? <a href={`${address}/statements`}>{text.editStatements}</a> : null}
      </Actions>
      {keep('report', [language, report.document], () => (
        <Sections language={language} report={report} />
      ))}
    </Layout>
  );
}

type SharedProps = { language: Language; shared: SharedReport; report: WholeReport; base: string; keep: Keep };

export function SharedReportPage({ language, shared, report, base, keep }: SharedProps) {
  const text = say(language);
  const { organisation } = shared.source;
  const by = fill(shared.sharedBy ? text.sharedBy : text.sharedByUnknown, {
    ...{ name: shared.sharedBy ?? '', organisation },
    day: writeDay(shared.until, language),
  });
  return (
    <Layout language={language} title={`${text.report}: ${report.document.title}`} visitor={null}>
      <Head report={report} />
      <Notice title={by}>
        <p>{text.sharedNote}</p>
      </Notice>
      <Actions language={language} base={base} models={shared.source.evaluations.length} />
      {keep('report', [language, report.document], () => (
        <Sections language={language} report={report} />
      ))}
    </Layout>
  );
}

export function LinkGonePage({ language }: { language: Language }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.linkGone} visitor={null}>
      <h1>{text.linkGone}</h1>
      <p class="lead">{text.linkGoneWhat}</p>
    </Layout>
  );
}

type NothingProps = { language: Language; visitor: Actor; data: ReportFor };

export function NothingPage({ language, visitor, data }: NothingProps) {
  const text = say(language);
  const { study } = data.source;
  return (
    <Layout language={language} title={text.report} at="studies" visitor={visitor}>
      <p class="kicker">{text.report}</p>
      <h1>{study.plan.title}</h1>
      <Empty title={text.nothingTitle} action={{ href: `/studies/${study.id}`, label: text.backToStudy }}>
        <p>{study.released ? text.nothingMethod : text.nothingState}</p>
      </Empty>
    </Layout>
  );
}

function Head({ report }: { report: WholeReport }) {
  return (
    <>
      <p class="kicker">{report.document.kicker}</p>
      <h1>{report.document.title}</h1>
    </>
  );
}

type ActionsProps = { language: Language; base: string; models: number; children?: Child };

function Actions({ language, base, models, children }: ActionsProps) {
  const text = say(language);
  const cards = Array.from({ length: models }, (_, i) => i + 1);
  return (
    <div class="report-actions">
      <a class="button" href={`${base}.pdf`} download="">
        {text.downloadPdf}
      </a>
      {cards.map((number) => (
        <a href={`${base}.xml${number === 1 ? '' : `?model=${number}`}`}>
          {models === 1 ? text.downloadXml : fill(text.downloadXmlOf, { number })}
        </a>
      ))}
      {children}
    </div>
  );
}

function Sections({ language, report }: { language: Language; report: WholeReport }) {
  const text = say(language);
  const { sections } = report.document;
  const [first, ...rest] = sections;
  return (
    <article class="report">
      {first ? <Section section={first} /> : null}
      <nav aria-label={text.contents}>
        <ul class="contents">
          {rest
            .filter(({ level }) => level === 2)
            .map(({ id, title }) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
        </ul>
      </nav>
      {chaptersOf(rest).map(({ head, under }) =>
        under.length > 0 || isBehind(head) ? (
          <Fold
            id={head.id}
            level={head.level === 2 ? 2 : 3}
            title={head.title}
            note={under.length > 0 ? fill(text.chapterNote, { filled: filledOf(under), all: under.length }) : undefined}
          >
            {head.parts.map((part) => (
              <Part part={part} />
            ))}
            {under.map((section) => (
              <Section section={section} />
            ))}
          </Fold>
        ) : (
          <Section section={head} />
        ),
      )}
    </article>
  );
}

type Chapter = { head: ReportSection; under: ReportSection[] };

/** Items stand under the heading of their group. */
function chaptersOf(sections: ReportSection[]): Chapter[] {
  return sections.reduce<Chapter[]>((chapters, section) => {
    const last = chapters.at(-1);
    if (section.level === 4 && last) last.under.push(section);
    else chapters.push({ head: section, under: [] });
    return chapters;
  }, []);
}

/** What is looked up rather than read: tables of thresholds, the rule, where it comes from. What the result does not show stays in sight. */
const isBehind = ({ id }: ReportSection) => /^(acting|rule|provenance)\b/.test(id);

const filledOf = (sections: ReportSection[]) =>
  sections.filter(({ parts }) => parts.every(({ kind }) => kind !== 'missing')).length;

function Section({ section: { id, level, title, parts } }: { section: ReportSection }) {
  const heading = level === 2 ? <h2 id={id}>{title}</h2> : level === 3 ? <h3 id={id}>{title}</h3> : <h4 id={id}>{title}</h4>;
  return (
    <section class={`level-${level}`} aria-labelledby={id}>
      {heading}
      {parts.map((part) => (
        <Part part={part} />
      ))}
    </section>
  );
}

function Part({ part }: { part: ReportPart }) {
  switch (part.kind) {
    case 'text':
      return <p class={part.as === 'lead' ? 'lead' : part.as === 'quiet' ? 'quiet' : undefined}>{part.text}</p>;
    case 'list':
      return (
        <ul>
          {part.items.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      );
    case 'facts':
      return <Facts facts={part.facts} />;
    case 'glance':
      return <Glance facts={part.facts} />;
    case 'table':
      return <PageTable table={part} />;
    case 'pictures':
      return part.pictures.length > 1 ? (
        <div class="pictures">
          {part.pictures.map((picture) => (
            <Picture picture={picture} />
          ))}
        </div>
      ) : (
        part.pictures.map((picture) => <Picture picture={picture} />)
      );
    case 'folded':
      return (
        <details>
          <summary>{part.title}</summary>
          {part.parts.map((inner) => (
            <Part part={inner} />
          ))}
        </details>
      );
    case 'notice':
      return (
        <Notice title={part.title ?? ''}>
          <p>{part.text}</p>
        </Notice>
      );
    case 'statement':
      return (
        <div class="stated">
          <p class="by">{part.title}</p>
          {part.text.split(/\n{2,}/).map((paragraph) => (
            <p class="as-typed">{paragraph}</p>
          ))}
        </div>
      );
    case 'missing':
      return <p class="not-reported">{part.text}</p>;
  }
}

type TablePart = Extract<ReportPart, { kind: 'table' }>;

function PageTable({ table }: { table: TablePart }) {
  return <Table {...forPage(table)} />;
}

function forPage({ caption, columns, rows }: TablePart) {
  let group: string | undefined;
  return {
    caption,
    columns: columns.map(({ title, number }) => (number ? { title, number: true as const } : { title })),
    rows: rows.flatMap((row) => {
      if (!Array.isArray(row)) {
        group = row.group;
        return [];
      }
      const [key, ...cells] = row;
      return [{ key: key ?? '', cells, ...(group === undefined ? {} : { group }) }];
    }),
  };
}

const noTable: TablePart = { kind: 'table', caption: '', columns: [], rows: [] };

function Picture({ picture: { drawn, words, caption, table } }: { picture: ReportPicture }) {
  if (drawn.form === 'lines')
    return <LineChart {...drawn.spec} summary={words} caption={caption} table={forPage(table ?? noTable)} />;
  const { rows, scale, tick } = drawn;
  return (
    <figure>
      <IntervalPlot summary={words} rows={rows} scale={scale} tick={tick} />
      <figcaption>{caption}</figcaption>
    </figure>
  );
}
