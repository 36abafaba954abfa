// The desk: what waits for the body, soonest first; who handles it; what else waits for an officer.
import { fill } from '../../platform/texts.ts';
import { Empty } from '../../ui/empty.tsx';
import { ButtonForm } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Tag } from '../../ui/tag.tsx';
import { groupOf, groups, type Next } from './next.ts';
import { dayInWords, leftInWords, type Seen, StateTag, say, type Text } from './parts.tsx';
import { type Desk, type DeskRow, filters } from './views.ts';

export function DeskPage({ language, visitor, desk }: Seen & { desk: Desk }) {
  const text = say(language);
  const { counts } = desk;
  return (
    <Layout language={language} visitor={visitor} at="desk" title={text.title}>
      <h1>{text.title}</h1>
      <p class="lead">
        {counts.open === 0 ? text.nothingOpen : fill(counts.open === 1 ? text.oneOpen : text.manyOpen, { count: counts.open })}{' '}
        {counts.late ? fill(counts.late === 1 ? text.oneLate : text.manyLate, { count: counts.late }) : ''}
      </p>
      <Waiting desk={desk} text={text} language={language} />
      <Tabs
        label={text.show}
        tabs={filters.map((filter) => ({
          title: text[`filter_${filter}`],
          href: filter === 'open' ? '/desk' : `/desk?show=${filter}`,
          current: filter === desk.filter,
          ...(filter === 'closed' || (desk.filter === 'closed' && (filter === 'late' || filter === 'waiting'))
            ? {}
            : { count: counts[filter] }),
        }))}
      />
      {desk.rows.length ? (
        <Cases desk={desk} me={visitor.person} text={text} language={language} />
      ) : (
        <Empty title={text[`empty_${desk.filter}`]} />
      )}
      <p>
        <a href="/desk/settings">{text.settings}</a>
      </p>
    </Layout>
  );
}

type CasesProps = { desk: Desk; me: string; text: Text; language: Seen['language'] };

/** The open ones by whose turn it is, so that forty are read as a handful; every other choice as one list. */
function Cases({ desk, me, text, language }: CasesProps) {
  const list = (rows: DeskRow[]) => (
    <ol class="cases">
      {rows.map((row) => (
        <Case row={row} me={me} text={text} language={language} filter={desk.filter} />
      ))}
    </ol>
  );
  if (desk.filter !== 'open') return list(desk.rows);
  const grouped = Map.groupBy(desk.rows, (row) => groupOf(row, me));
  return (
    <>
      {groups.map((group) => {
        const rows = grouped.get(group);
        return rows ? (
          <section aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`} class="group">
              {text[`group_${group}`]} <span class="count">{rows.length}</span>
            </h2>
            {list(rows)}
          </section>
        ) : null;
      })}
    </>
  );
}

function nextInWords({ step, left }: Next, text: Text): string {
  if (step === 'none') return '';
  return step === 'assess' && left === 1 ? text.next_assessOne : fill(text[`next_${step}`], { count: left });
}

type CaseProps = { row: DeskRow; me: string; text: Text; language: Seen['language']; filter: Desk['filter'] };

function Case({ row, me, text, language, filter }: CaseProps) {
  const late = row.due !== null && row.due.left < 0;
  const Heading = filter === 'open' ? 'h3' : 'h2';
  return (
    <li class={late ? 'late' : undefined}>
      <div class="when">
        {row.due ? (
          <>
            <span class="what">{text[`short_${row.due.what}`]}</span>
            <time datetime={row.due.day}>{dayInWords(row.due.day, language)}</time>
            <span class="left">{leftInWords(row.due.left, text)}</span>
          </>
        ) : (
          <span class="what">{text.noDay}</span>
        )}
      </div>
      <div class="what">
        <Heading>
          <a href={`/desk/${row.reference}`}>{row.title || row.reference}</a>
        </Heading>
        <p>
          {nextInWords(row.next, text) ? <strong>{nextInWords(row.next, text)}</strong> : null}{' '}
          <span class="quiet">
            {row.reference}, {row.organisation}
          </span>
        </p>
        <p>
          {row.next.step === 'none' ? <StateTag state={row.state} text={text} /> : null}{' '}
          {late ? <Tag tone="wrong">{text.late}</Tag> : null} {row.untold ? <Tag tone="attention">{text.untoldShort}</Tag> : null}
        </p>
      </div>
      <div class="who">
        {row.officer?.id === me && filter === 'open' && row.next.step !== 'vote' ? null : (
          <p>{row.officer ? (row.officer.id === me ? text.yours : row.officer.name) : text.nobody}</p>
        )}
        {row.officer?.id === me || filter === 'closed' || !row.mayTake ? null : (
          <ButtonForm
            action={`/desk/${row.reference}/assign`}
            label={text.take}
            fields={{ officer: me, back: 'desk' }}
            look="quiet"
          />
        )}
      </div>
    </li>
  );
}

/** What waits beside applications: requests about permits, signatures, people whom no letter reaches. */
function Waiting({ desk, text, language }: { desk: Desk; text: Text; language: Seen['language'] }) {
  const objected = desk.signatures.filter((one) => one.objections?.length);
  const unsigned = desk.signatures.filter((one) => !one.objections?.length);
  return (
    <>
      {desk.appeals.length ? (
        <Notice kind="attention" title={text.appeals}>
          <ul>
            {desk.appeals.map((one) => (
              <li>
                <a href={`/desk/${one.reference}#appeal`}>{one.title || one.reference}</a>:{' '}
                {fill(text[`appeal_${one.state}`], { day: one.by ? dayInWords(one.by, language) : '' })}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {desk.hearings.length ? (
        <Notice kind={desk.hearings.some((one) => one.answered || one.over) ? 'attention' : 'note'} title={text.hearings}>
          <ul>
            {desk.hearings.map((one) => (
              <li>
                <a href={`/permits/${one.reference}#hearing`}>{one.reference}</a>:{' '}
                {fill(text[one.answered ? 'hearing_answered' : one.over ? 'hearing_over' : 'hearing_waits'], {
                  day: dayInWords(one.by, language),
                })}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {desk.results.length ? (
        <Notice kind="attention" title={text.results}>
          <ul>
            {desk.results.map((one) => (
              <li>
                <a href={`/studies/${one.study}`}>{one.title}</a>, {fill(text.resultsBy, { day: dayInWords(one.by, language) })}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {desk.requests.length ? (
        <Notice kind="attention" title={text.requests}>
          <ul>
            {desk.requests.map((one) => (
              <li>
                <a href={`/permits/${one.reference}#requests`}>{one.reference}</a>: {text[`request_${one.kind}`]},{' '}
                {writeMoment(one.made_at.toISOString(), language)}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {objected.length ? (
        <Notice kind="wrong" title={text.objected}>
          <ul>
            {objected.map((one) => (
              <li>
                <a href={`/permits/${one.reference}`}>{one.reference}</a>
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {unsigned.length ? (
        <Notice title={text.unsigned}>
          <p>
            {unsigned.map((one, at) => (
              <>
                {at ? ', ' : ''}
                <a href={`/permits/${one.reference}`}>{one.reference}</a>
              </>
            ))}
          </p>
        </Notice>
      ) : null}
      {desk.untold.length ? (
        <Notice kind="attention" title={text.untold}>
          <p>{[...new Set(desk.untold.map((one) => one.name || one.about))].join(', ')}</p>
        </Notice>
      ) : null}
    </>
  );
}
