// Something to know before going on: a word, a warning, a success, a failure. Each has its mark: none is told by colour alone.
import type { Child } from 'hono/jsx';

/** `note`: worth knowing. `attention`: needs a look. `good`: it worked. `wrong`: it did not. */
export type NoticeKind = 'note' | 'attention' | 'good' | 'wrong';

const marks: Record<NoticeKind, string> = {
  note: 'M12 10.5V17M12 7v.5',
  attention: 'M12 6.5V13M12 16.5v.5',
  good: 'M7 12.5l3.5 3.5L17 9',
  wrong: 'M8 8l8 8M16 8l-8 8',
};

export function Notice({ kind = 'note', title, children }: { kind?: NoticeKind; title?: string; children?: Child }) {
  // What somebody has just brought about is said at once; the rest when it is come to.
  const role = kind === 'wrong' ? 'alert' : kind === 'good' ? 'status' : undefined;
  return (
    <div class={`notice ${kind}`} role={role}>
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <circle cx="12" cy="12" r="10.5" />
        <path d={marks[kind]} />
      </svg>
      <div>
        {title ? <p class="title">{title}</p> : null}
        {children}
      </div>
    </div>
  );
}
