// A changed policy before it holds: what differs, in which direction, and what it would have refused.
import type { Policy } from '@sluss/protocol/policy.ts';
import { fill } from '../../hub/platform/texts.ts';
import { CheckBox, ErrorSummary, TextArea } from '../../hub/ui/form.tsx';
import { writeCount, writeMoment } from '../../hub/ui/format.ts';
import { Notice } from '../../hub/ui/notice.tsx';
import { Table } from '../../hub/ui/table.tsx';
import { Frame } from '../frame.tsx';
import type { Names } from '../names.ts';
import type { Change, Direction, Preview } from '../policy-rules.ts';
import { explain } from '../refusal-words.ts';
import type { TypedPolicy } from '../typed-policy.ts';
import { inWords } from './policy.tsx';

export type PreviewData = {
  now: Policy;
  next: Policy;
  typed: TypedPolicy;
  base: string;
  changes: Change[];
  preview: Preview;
  titles: Map<string, string>;
  /** Open studies that would get a final no. */
  openRefused: string[];
  note: string;
  unsure: boolean;
};

export function PreviewPage({ names, data }: { names: Names; data: PreviewData }) {
  const { text, language } = names;
  const { changes, preview, openRefused } = data;
  const looser = changes.some(({ direction }) => direction !== 'stricter');
  const again = `/policy?${addressOf(data.typed)}#change`;
  return (
    <Frame names={names} title={text.previewTitle} at="policy">
      <h1>{text.previewTitle}</h1>
      {data.unsure ? <ErrorSummary language={language} errors={[{ field: 'sure', message: text.looserSureMissing }]} /> : null}
      {changes.length === 0 ? (
        <p class="lead">{text.previewSame}</p>
      ) : (
        <>
          <Table
            caption={text.changed}
            columns={[{ title: text.limit }, { title: text.before }, { title: text.after }, { title: text.direction }]}
            rows={changes.map(({ field, direction }) => ({
              key: text[`field_${field}`],
              cells: [
                inWords(names, data.now, field),
                inWords(names, data.next, field),
                <WhichWay text={text} direction={direction} />,
              ],
            }))}
          />
          <section aria-labelledby="refused">
            <h2 id="refused">{text.wouldRefuse}</h2>
            <Refused names={names} data={data} />
          </section>
          {preview.allowed.length > 0 ? (
            <section aria-labelledby="allowed">
              <h2 id="allowed">{text.wouldAllow}</h2>
              <Judged names={names} judged={preview.allowed} titles={data.titles} />
              <p class="quiet">{text.wouldAllowNote}</p>
            </section>
          ) : null}
          {openRefused.length > 0 ? (
            <Notice kind="attention">
              <p>{fill(text.openWarning, { titles: names.list(openRefused) })}</p>
            </Notice>
          ) : null}
          <form method="post" action="/policy">
            {fieldsOf(data.typed).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <input type="hidden" name="base" value={data.base} />
            {looser ? (
              <>
                <Notice kind="attention">
                  <p>{text.looserWarning}</p>
                </Notice>
                <CheckBox name="sure" label={text.looserSure} />
              </>
            ) : null}
            <TextArea
              name="note"
              label={text.noteLabel}
              hint={text.noteHint}
              optional={text.optional}
              rows={2}
              maxlength={500}
              value={data.note}
            />
            <p class="actions">
              <button type="submit">{text.save}</button>{' '}
              <a class="button quiet" href={again}>
                {text.goOnChanging}
              </a>
            </p>
          </form>
        </>
      )}
      {changes.length === 0 ? (
        <p>
          <a class="button quiet" href={again}>
            {text.goOnChanging}
          </a>
        </p>
      ) : null}
    </Frame>
  );
}

function WhichWay({ text, direction }: { text: Names['text']; direction: Direction }) {
  return <span class={direction === 'stricter' ? 'here' : 'away'}>{text[`direction_${direction}`]}</span>;
}

function Refused({ names, data }: { names: Names; data: PreviewData }) {
  const { text, language } = names;
  const { refused, of, already, overLimit } = data.preview;
  const count = (number: number) => writeCount(number, language);
  return (
    <>
      <p>
        {refused.length === 0
          ? fill(text.wouldRefuseNone, { of: count(of) })
          : fill(text.wouldRefuseSome, { count: count(refused.length), of: count(of) })}
      </p>
      <Judged names={names} judged={refused} titles={data.titles} />
      {overLimit.first ? (
        <p>
          {fill(text.wouldLimit, {
            count: count(overLimit.count),
            of: count(overLimit.of),
            at: writeMoment(overLimit.first.at, language),
          })}
        </p>
      ) : null}
      {already > 0 ? <p class="quiet">{fill(text.wouldAlready, { count: count(already) })}</p> : null}
      <p class="quiet">{text.wouldUnknown}</p>
    </>
  );
}

function Judged({
  names,
  judged,
  titles,
}: {
  names: Names;
  judged: { hash: string; reason: string }[];
  titles: Map<string, string>;
}) {
  return (
    <ul class="judged">
      {judged.map(({ hash, reason }) => (
        <li>
          <a href={`/studies/${hash}`}>{titles.get(hash)}</a>
          <br />
          {explain(names, reason.startsWith('fewer persons') ? 'too_few' : 'policy', reason).why}
        </li>
      ))}
    </ul>
  );
}

/** The form's fields as they were typed. */
function fieldsOf(typed: TypedPolicy): [string, string][] {
  return Object.entries(typed).flatMap(([name, value]): [string, string][] =>
    Array.isArray(value) ? value.map((one): [string, string] => [`${name}[]`, one]) : [[name, value]],
  );
}
const addressOf = (typed: TypedPolicy) => new URLSearchParams(fieldsOf(typed)).toString();
