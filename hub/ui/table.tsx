// A table with its caption; where it is wider than the screen it scrolls by itself, with the keyboard too.
import type { Child } from 'hono/jsx';

export type Column = { title: string; number?: true };
export type Row = { key: Child; cells: Child[]; group?: string };

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
              {columns.map(({ title, number }) => (
                <th scope="col" class={number ? 'number' : ''}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells, group }, i) => (
              <>
                {group !== undefined && group !== rows[i - 1]?.group ? (
                  <tr class="group">
                    <th scope="rowgroup" colspan={columns.length}>
                      {group}
                    </th>
                  </tr>
                ) : null}
                <tr>
                  <th scope="row">{key}</th>
                  {cells.map((cell, at) => (
                    <td class={columns[at + 1]?.number ? 'number' : ''}>{cell}</td>
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
