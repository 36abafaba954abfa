// The accessibility statement of a public body, made of its data file.
import { fill, type Language, texts } from '../platform/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { writeDay } from '../ui/format.ts';
import { Layout, type Visitor } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table } from '../ui/table.tsx';
import { levelWords, type Statement } from './accessibility.ts';
import { type Operator, operatorName, WithContact } from './operator.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
/** Where complaints go: the address that Digg asks statements to carry. */
const complaints = 'https://www.digg.se/tdosanmalan';

type Props = { language: Language; visitor: Visitor | null; statement: Statement; operator: Operator; stale: boolean };

export function AccessibilityPage({ language, visitor, statement, operator, stale }: Props) {
  const text = say(language);
  const { service, standard } = statement;
  const day = (at: string) => <time datetime={at}>{writeDay(`${at}T12:00:00Z`, language)}</time>;
  return (
    <Layout language={language} title={text.accTitle} visitor={visitor}>
      <h1>{text.accTitle}</h1>
      <p class="lead">{fill(text.accLead, { operator: operatorName(operator, language), service })}</p>

      <h2>{text.accLevelTitle}</h2>
      <p>{fill(text.accLevel, { service, standard, level: levelWords[statement.level][language] })}</p>

      <h2>{text.accList}</h2>
      <Shortcomings language={language} list={statement.inaccessible} none={text.accNone} caption={text.accList} />
      <h3>{text.accBurden}</h3>
      <Shortcomings language={language} list={statement.disproportionate} none={text.accBurdenNone} caption={text.accBurden} />
      <h3>{text.accOutside}</h3>
      {statement.outside.length === 0 ? <p>{text.accOutsideNone}</p> : null}
      {statement.outside.map((one) => (
        <p>{one[language]}</p>
      ))}

      <h2 id="contact">{text.accContact}</h2>
      {operator.contact ? (
        <p>
          <WithContact text={text.accContactHow} contact={operator.contact} />
        </p>
      ) : (
        <Notice kind="attention">
          <p>{text.noContact}</p>
        </Notice>
      )}
      <h3>{text.accSupervision}</h3>
      <p>
        {text.accSupervisionHow} <a href={complaints}>{complaints}</a>
      </p>

      <h2>{text.accMethodTitle}</h2>
      <p>{text[`accMethod_${statement.method}`]}</p>
      <Facts
        facts={[
          { name: text.accAssessed, value: day(statement.assessed) },
          { name: text.accUpdated, value: day(statement.updated) },
        ]}
      />
      {stale ? (
        <Notice kind="attention">
          <p>{text.accStale}</p>
        </Notice>
      ) : null}
    </Layout>
  );
}

type ListProps = { language: Language; list: Statement['inaccessible']; none: string; caption: string };

function Shortcomings({ language, list, none, caption }: ListProps) {
  const text = say(language);
  if (list.length === 0) return <p>{none}</p>;
  return (
    <Table
      caption={caption}
      hideCaption
      columns={[{ title: text.accWhat }, { title: text.accWhy }, { title: text.accInstead }]}
      rows={list.map(({ what, why, instead }) => ({ key: what[language], cells: [why[language], instead?.[language] ?? ''] }))}
    />
  );
}
