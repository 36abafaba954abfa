// Permits for people: the list, and one with what it allows and all its versions.
import { filterInWords } from '../applications/filter-words.ts';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeDay, writeMoment } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Table } from '../ui/table.tsx';
import type { PermitView } from './actions.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export function PermitsPage({ language, visitor, permits }: { language: Language; visitor: Actor; permits: PermitView[] }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} at="permits" visitor={visitor}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {permits.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <Table
          caption={text.title}
          hideCaption
          columns={[{ title: text.permit }, { title: text.holder }, { title: text.state }, { title: text.until }]}
          rows={permits.map((permit) => {
            const document = permit.document ?? permit.pending;
            return {
              key: <a href={`/permits/${permit.reference}`}>{permit.reference}</a>,
              cells: [permit.organisation, text[`state_${permit.state}`], document ? writeDay(document.not_after, language) : ''],
            };
          })}
        />
      )}
    </Layout>
  );
}

export function PermitPage({ language, visitor, permit }: { language: Language; visitor: Actor; permit: PermitView }) {
  const text = say(language);
  const document = permit.document ?? permit.pending;
  return (
    <Layout language={language} title={permit.reference} at="permits" visitor={visitor}>
      <h1>
        {text.permit} {permit.reference}
      </h1>
      <p class="lead">
        {permit.organisation}: {text[`state_${permit.state}`]}
      </p>
      {permit.pending ? <p class="notice">{fill(text.pending, { version: permit.pending.version })}</p> : null}
      {permit.objections.length ? (
        <p class="notice">
          {text.objections} {permit.objections.join('; ')}
        </p>
      ) : null}
      {permit.revoked ? <p class="notice">{fill(text.revoked, { reason: permit.revoked.reason })}</p> : null}
      {document?.plan_by === 'hub' ? <p class="notice">{text.byHub}</p> : null}
      {document ? (
        <dl>
          <dt>{text.data}</dt>
          {document.datasets.map((one) => (
            <dd>
              <a href={`/datasets/${one.id}`}>{one.id}</a>: {one.variables.join(', ')}
              {one.filter.length ? ` (${fill(text.filter, { filter: filterInWords(one.filter) })})` : ''}
            </dd>
          ))}
          <dt>{text.methods}</dt>
          <dd>{document.methods.join(', ')}</dd>
          {document.models.length ? <dt>{text.models}</dt> : null}
          {document.models.map((one) => (
            <dd>
              <code>{one}</code>
            </dd>
          ))}
          <dt>{text.stations}</dt>
          <dd>{document.stations.map((one) => one.id).join(', ')}</dd>
          <dt>{text.persons}</dt>
          {document.persons.map((one) => (
            <dd>{fill(text.person, { id: one.sub, count: one.keys.length })}</dd>
          ))}
          <dt>{text.from}</dt>
          <dd>{writeDay(document.not_before, language)}</dd>
          <dt>{text.until}</dt>
          <dd>{writeDay(document.not_after, language)}</dd>
          {permit.terms.conditions.length ? <dt>{text.conditions}</dt> : null}
          {permit.terms.conditions.map((one) => (
            <dd>{one}</dd>
          ))}
        </dl>
      ) : null}
      <h2>{text.versions}</h2>
      <Table
        caption={text.versions}
        hideCaption
        columns={[
          { title: text.version },
          { title: text.decided },
          { title: text.signed },
          { title: text.reason },
          { title: text.digest },
        ]}
        rows={permit.versions.map((one) => ({
          key: String(one.version),
          cells: [
            one.decided_at ? writeMoment(one.decided_at, language) : '',
            one.signed_at ? writeMoment(one.signed_at, language) : text.notYet,
            one.reason,
            <code>{one.digest}</code>,
          ],
        }))}
      />
    </Layout>
  );
}
