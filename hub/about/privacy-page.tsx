// What is kept about those who use the hub, on what ground, for how long, and what they may ask for (GDPR art. 13).
import { fill, type Language, texts } from '../platform/texts.ts';
import { Layout, type Visitor } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table } from '../ui/table.tsx';
import { type Operator, operatorName, WithContact } from './operator.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
const authority = 'https://www.imy.se';

/** What is kept, and on which ground. */
const kept = [
  ['k1', 'g_e'],
  ['k2', 'g_e'],
  ['k3', 'g_e'],
  ['k4', 'g_ec'],
  ['k5', 'g_ec'],
  ['k6', 'g_e'],
  ['k7', 'g_e'],
  ['k8', 'g_e'],
  ['k9', 'g_e'],
] as const;
const rights = ['r13', 'r15', 'r16', 'r17', 'r18', 'r21', 'r22'] as const;

type Props = { language: Language; visitor: Visitor | null; operator: Operator; cookies: { session: string; visit: string } };

export function PrivacyPage({ language, visitor, operator, cookies }: Props) {
  const text = say(language);
  return (
    <Layout language={language} title={text.privTitle} visitor={visitor}>
      <h1>{text.privTitle}</h1>
      <p class="lead">{text.privLead}</p>

      <h2>{text.privWho}</h2>
      <Responsible language={language} operator={operator} />

      <h2>{text.privKept}</h2>
      <Table
        caption={text.privKept}
        hideCaption
        onPhone="cards"
        columns={[{ title: text.privData }, { title: text.privWhy }, { title: text.privGround }, { title: text.privLong }]}
        rows={kept.map(([what, ground]) => ({
          key: text[what],
          cells: [text[`${what}why`], text[ground], text[`${what}long`]],
        }))}
      />
      <p class="quiet">{text.privGroundNote}</p>

      <h2>{text.privPublic}</h2>
      <p>{text.privPublicIs}</p>
      <h2>{text.privNobody}</h2>
      <p>{text.privNobodyIs}</p>

      <h2>{text.privRights}</h2>
      <ul>
        {rights.map((right) => (
          <li>{text[right]}</li>
        ))}
        <li>
          {text.r77} <a href={authority}>{authority}</a>
        </li>
      </ul>

      <h2 id="cookies">{text.privCookies}</h2>
      <p>{text.privCookiesAre}</p>
      <p>{text.privCookiesTwo}</p>
      <Table
        caption={text.privCookies}
        hideCaption
        onPhone="cards"
        columns={[{ title: text.privCookie }, { title: text.privCookieWhy }, { title: text.privLong }]}
        rows={[
          { key: <code>{cookies.session}</code>, cells: [text.c1why, text.k2long] },
          { key: <code>{cookies.visit}</code>, cells: [text.c2why, text.c2long] },
        ]}
      />
      <p>{text.privKeys}</p>
    </Layout>
  );
}

function Responsible({ language, operator }: Pick<Props, 'language' | 'operator'>) {
  const text = say(language);
  if (operator.demo && !operator.name) return <p>{text.privWhoDemo}</p>;
  return (
    <>
      <p>{fill(text.privWhoIs, { operator: operatorName(operator, language) })}</p>
      {operator.contact ? (
        <p>
          <WithContact text={text.privWhoContact} contact={operator.contact} />
        </p>
      ) : (
        <Notice kind="attention">
          <p>{text.noContact}</p>
        </Notice>
      )}
    </>
  );
}
