// The permits that somebody may see.
import type { Actor } from '../permissions/actor.ts';
import type { Language } from '../platform/texts.ts';
import { Empty } from '../ui/empty.tsx';
import { Layout } from '../ui/layout.tsx';
import { Pager } from '../ui/pager.tsx';
import { Table } from '../ui/table.tsx';
import type { PermitView } from './actions.ts';
import { StateTag, say } from './pages.tsx';
import { writePermitDay } from './permit-day.ts';

type Listed = { permit: PermitView; title: string; organisation: string };
/** `at` of `pages`, from 1. */
type ListProps = { language: Language; visitor: Actor; permits: Listed[]; at: number; pages: number };

export function PermitsPage({ language, visitor, permits, at, pages }: ListProps) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} at="permits" visitor={visitor}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {permits.length === 0 ? (
        <Empty title={text.none}>
          <p>{text.noneHow}</p>
        </Empty>
      ) : (
        <Table
          caption={text.title}
          hideCaption
          columns={[
            { title: text.project },
            { title: text.permit },
            { title: text.holder },
            { title: text.state },
            { title: text.until },
          ]}
          rows={permits.map(({ permit, title, organisation }) => {
            const document = permit.document ?? permit.pending;
            return {
              key: <a href={`/permits/${permit.reference}`}>{title || permit.reference}</a>,
              cells: [
                permit.reference,
                organisation,
                <StateTag state={permit.state} text={text} />,
                document ? writePermitDay(document.not_after, language) : '',
              ],
            };
          })}
        />
      )}
      <Pager language={language} page={at} pages={pages} href={(number) => `/permits?page=${number}`} />
    </Layout>
  );
}
