// A table with its caption. On a phone a table of words becomes cards, one a row; a table of numbers, whose columns are compared, scrolls
// by itself, with the keyboard too.
import type { Child } from 'hono/jsx';

/** `aside`: a picture of what stands beside it, left out on narrow screens. */
export type Column = { title: string; number?: true; aside?: true };

const classOf = (column: Column | undefined) => (column?.number ? 'number' : column?.aside ? 'aside' : '');
export type Row = { key: Child; cells: Child[]; group?: string; id?: string };

type TableProps = {
  caption: string;
  columns: Column[];
  rows: Row[];
  hideCaption?: boolean;
  /** How it stands on a phone, where the choice by its columns is not the right one. */
  onPhone?: 'cards' | 'scroll';
};

/** Written out, because browsers forget them where a table is laid out as cards. */
const as = {
  table: { role: 'table' },
  part: { role: 'rowgroup' },
  row: { role: 'row' },
  title: { role: 'columnheader' },
  name: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

/** The first column names the row; `group` starts a new group of rows where it changes. */
export function Table({ caption, columns, rows, hideCaption = false, onPhone = bestOnPhone(columns) }: TableProps) {
  return (
    <>
      {hideCaption ? null : (
        <p class="caption" aria-hidden="true">
          {caption}
        </p>
      )}
      {/* What scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div class={onPhone === 'cards' ? 'wide cards' : 'wide'} role="group" tabindex={0} aria-label={caption}>
        <table {...as.table}>
          <caption class="unseen">{caption}</caption>
          <thead {...as.part}>
            <tr {...as.row}>
              {columns.map((column) => (
                <th scope="col" {...as.title} class={classOf(column)}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody {...as.part}>
            {rows.map(({ key, cells, group, id }, i) => (
              <>
                {group !== undefined && group !== rows[i - 1]?.group ? (
                  <tr class="group" {...as.row}>
                    <th scope="rowgroup" {...as.name} colspan={columns.length}>
                      {group}
                    </th>
                  </tr>
                ) : null}
                <tr id={id} {...as.row}>
                  <th scope="row" {...as.name}>
                    {key}
                  </th>
                  {cells.map((cell, at) => (
                    <td
                      class={`${classOf(columns[at + 1])}${isBlank(cell) ? ' blank' : ''}`.trim()}
                      {...as.cell}
                      data-title={columns[at + 1]?.title ?? ''}
                    >
                      {onPhone === 'cards' ? <div>{cell}</div> : cell}
                    </td>
                  ))}
                </tr>
              </>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Numbers are compared down a column: a card would take them apart. */
function bestOnPhone(columns: Column[]): 'cards' | 'scroll' {
  const values = columns.slice(1);
  return values.length > 1 && values.filter((column) => column.number || column.aside).length * 2 <= values.length
    ? 'cards'
    : 'scroll';
}

const isBlank = (cell: Child) => cell === '' || cell === null || cell === undefined || cell === false;
