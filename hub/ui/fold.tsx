// A part of a page that is read by whoever asks for it: its heading, a few words of what is in it, and the rest behind them. The browser
// opens it: by hand, for a link to its place, when words in it are looked for, and on paper.
import type { Child } from 'hono/jsx';

type FoldProps = {
  /** The place that links lead to. It is inside, because a browser opens what its link leads into. */
  id: string;
  title: string;
  /** What one would find, in a few words: seen while it is shut. */
  note?: Child;
  open?: boolean;
  /** A place that leads to the heading and leaves it shut. */
  outside?: string;
  /** A part of a part. */
  level?: 2 | 3;
  children?: Child;
};

export function Fold({ id, title, note, open = false, outside, level = 2, children }: FoldProps) {
  return (
    <details class="fold" open={open} id={outside}>
      <summary>
        {level === 2 ? <h2 id={`${id}-title`}>{title}</h2> : <h3 id={`${id}-title`}>{title}</h3>}
        {note ? <span class="note">{note}</span> : null}
      </summary>
      <section id={id} class="folded" aria-labelledby={`${id}-title`}>
        {children}
      </section>
    </details>
  );
}

type FiltersProps = {
  /** What is behind it: "Filter". */
  title: string;
  /** Open where something is chosen: nobody shall wonder why so little is found. */
  chosen: boolean;
  children?: Child;
};

/** What narrows a list. On a phone it stands behind its name, so that what was found comes first; elsewhere it is always open. */
export function Filters({ title, chosen, children }: FiltersProps) {
  return (
    <details class="filters" open={chosen}>
      <summary>{title}</summary>
      <div class="within">{children}</div>
    </details>
  );
}
