// A table with its caption; where it is wider than the screen it scrolls by itself, with the keyboard too.
import type { Child } from 'hono/jsx';

/** `aside`: a picture of what stands beside it, left out on narrow screens. */
export type Column = { title: string; number?: true; aside?: true };

const classOf = (column: Column | undefined) => (column?.number ? 'number' : column?.aside ? 'aside' : '');
export type Row = { key: Child; cells: Child[]; group?: string; id?: string };

type TableProps = { caption: string; columns: Column[]; rows: Row[]; hideCaption?: boolean };

/** The first column names the row; `group` starts a new group of rows where it changes. */
export function Table({ caption, columns, rows, hideCaption = false }: TableProps) {
  return (
    <>
      {hideCaption ? null : (
        <p class="caption" aria-hidden="true">
          {caption}
        </p>
      )}
      {/* What scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div class="wide" role="group" tabindex={0} aria-label={caption}>
        <table>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" class={classOf(column)}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells, group, id }, i) => (
              <>
                {group !== undefined && group !== rows[i - 1]?.group ? (
                  <tr class="group">
                    <th scope="rowgroup" colspan={columns.length}>
                      {group}
                    </th>
                  </tr>
                ) : null}
                <tr id={id}>
                  <th scope="row">{key}</th>
                  {cells.map((cell, at) => (
                    <td class={classOf(columns[at + 1])}>{cell}</td>
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
