// What is left in the ledger: how many persons were part of an answer, how near the limits are, which groups are registered.
import type { Condition } from '@sluss/protocol/documents.ts';
import { fill } from '../../hub/platform/texts.ts';
import { ShareBar } from '../../hub/ui/bars.tsx';
import { writeCount, writeShare } from '../../hub/ui/format.ts';
import { Notice } from '../../hub/ui/notice.tsx';
import { Table } from '../../hub/ui/table.tsx';
import { Frame } from '../frame.tsx';
import type { Names } from '../names.ts';

export type LedgerFrame = {
  filter: Condition[];
  completeOn: string[];
  permit: string;
  persons: number;
  leftOut: number;
  /** Titles of the studies that it is of. */
  studies: string[];
};
export type LedgerLimit = { name: 'day' | 'cohorts' | 'leftOut'; about: string; used: number; most: number };
export type LedgerData = {
  k: number;
  /** Null where the ledger could not be read; `busy`: because the station was writing. */
  persons: { all: number; exposed: number } | null;
  why: 'busy' | string | null;
  limits: LedgerLimit[];
  mostCohorts: number;
  frames: LedgerFrame[];
};
type Props = { names: Names; data: LedgerData };

export function LedgerPage({ names, data }: Props) {
  const { text } = names;
  const { persons } = data;
  return (
    <Frame names={names} title={text.ledgerTitle} at="ledger">
      <h1>{text.ledgerTitle}</h1>
      <p class="lead">{text.ledgerLead}</p>
      {persons ? (
        <Exposed names={names} persons={persons} k={data.k} />
      ) : (
        <Notice kind="attention">
          <p>{fill(text.ledgerNot, { reason: data.why === 'busy' ? text.ledgerBusy : (data.why ?? '') })}</p>
        </Notice>
      )}
      <section aria-labelledby="limits">
        <h2 id="limits">{text.limits}</h2>
        <Limits names={names} data={data} />
      </section>
      <section aria-labelledby="frames">
        <h2 id="frames">{text.frames}</h2>
        {data.frames.length === 0 ? <p>{text.framesNone}</p> : <Frames names={names} data={data} />}
      </section>
      {persons ? <p class="quiet">{text.ledgerHow}</p> : null}
    </Frame>
  );
}

/** How many of all, as water in a lock: what has passed stands below the surface. */
function Exposed({
  names: { text, language },
  persons: { all, exposed },
  k,
}: {
  names: Names;
  persons: { all: number; exposed: number };
  k: number;
}) {
  const share = all > 0 ? exposed / all : 0;
  const words =
    exposed === 0
      ? text.exposedNone
      : fill(text.exposed, { exposed: writeCount(exposed, language), all: writeCount(all, language) });
  const [width, height] = [320, 120];
  const level = height - Math.round(share * (height - 8));
  return (
    <figure class="chamber">
      <svg viewBox={`0 0 ${width} ${height + 4}`} role="img" aria-label={words}>
        <rect class="water" x="8" width={width - 16} y={level} height={height - level} />
        <line class="surface" x1="8" x2={width - 8} y1={level} y2={level} />
        <path class="walls" d={`M8 2 V${height} H${width - 8} V2`} />
        <text x={width / 2} y={level > 40 ? level - 8 : level + 20} text-anchor="middle">
          {writeShare(share, language)}
        </text>
      </svg>
      <figcaption>
        <strong>{words}</strong> {fill(text.exposedNote, { k })}
      </figcaption>
    </figure>
  );
}

function Limits({ names, data }: Props) {
  const { text, language } = names;
  const titleOf = ({ name, about }: LedgerLimit) =>
    name === 'day'
      ? text.limitDay
      : name === 'cohorts'
        ? fill(text.limitCohorts, { permit: about.slice(0, 8) })
        : fill(text.limitLeftOut, { title: about });
  const notes = [
    text.limitDayNote,
    ...(data.limits.some(({ name }) => name === 'cohorts') ? [fill(text.limitCohortsNote, { most: data.mostCohorts })] : []),
    ...(data.limits.some(({ name }) => name === 'leftOut') ? [fill(text.limitLeftOutNote, { least: 2 * data.k })] : []),
  ];
  return (
    <>
      <Table
        caption={text.limits}
        hideCaption
        columns={[
          { title: text.limit },
          { title: text.share, aside: true },
          { title: text.used, number: true },
          { title: text.left, number: true },
        ]}
        rows={data.limits.map((limit) => ({
          key: titleOf(limit),
          cells: [
            <ShareBar share={Math.min(1, limit.used / Math.max(1, limit.most))} />,
            writeCount(limit.used, language),
            writeCount(Math.max(0, limit.most - limit.used), language),
          ],
        }))}
      />
      {notes.map((note) => (
        <p class="quiet">{note}</p>
      ))}
    </>
  );
}

function Frames({ names, data }: Props) {
  const { text, language } = names;
  const all = data.persons?.all ?? 0;
  return (
    <Table
      caption={text.frames}
      hideCaption
      columns={[
        { title: text.frame },
        { title: text.frameShare, aside: true },
        { title: text.persons, number: true },
        { title: text.frameLeftOut, number: true },
        { title: text.framePermit },
        { title: text.frameStudies },
      ]}
      rows={data.frames.map(({ filter, completeOn, persons, leftOut, permit, studies }) => ({
        key: [
          filter.length > 0 ? names.list(filter.map(names.condition)) : text.frameEverybody,
          ...(completeOn.length > 0 ? [fill(text.frameComplete, { variables: names.variables(completeOn) })] : []),
        ].join(', '),
        cells: [
          all > 0 ? <ShareBar share={persons / all} /> : null,
          writeCount(persons, language),
          writeCount(leftOut, language),
          <code>{permit.slice(0, 8)}</code>,
          studies.join('; '),
        ],
      }))}
    />
  );
}
