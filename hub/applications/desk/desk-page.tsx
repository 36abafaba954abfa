// The desk: what waits for the body, soonest first; who handles it; what else waits for an officer.
import { fill } from '../../platform/texts.ts';
import { Empty } from '../../ui/empty.tsx';
import { ButtonForm } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Tag } from '../../ui/tag.tsx';
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
        <ol class="cases">
          {desk.rows.map((row) => (
            <Case row={row} me={visitor.person} text={text} language={language} filter={desk.filter} />
          ))}
        </ol>
      ) : (
        <Empty title={text[`empty_${desk.filter}`]} />
      )}
      <p>
        <a href="/desk/settings">{text.settings}</a>
      </p>
    </Layout>
  );
}

type CaseProps = { row: DeskRow; me: string; text: Text; language: Seen['language']; filter: Desk['filter'] };

function Case({ row, me, text, language, filter }: CaseProps) {
  const late = row.due !== null && row.due.left < 0;
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
        <h2>
          <a href={`/desk/${row.reference}`}>{row.title || row.reference}</a>
        </h2>
        <p class="quiet">
          {row.reference}, {row.organisation}
        </p>
        <p>
          <StateTag state={row.state} text={text} /> {late ? <Tag tone="wrong">{text.late}</Tag> : null}{' '}
          {row.untold ? <Tag tone="attention">{text.untoldShort}</Tag> : null}
        </p>
      </div>
      <div class="who">
        <p>{row.officer ? (row.officer.id === me ? text.yours : row.officer.name) : text.nobody}</p>
        {row.officer?.id === me || filter === 'closed' ? null : (
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
