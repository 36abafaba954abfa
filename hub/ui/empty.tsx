// Where there is nothing yet: what would stand here, and what to do so that it does.
import type { Child } from 'hono/jsx';

export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: Child;
  action?: { href: string; label: string };
}) {
  return (
    <div class="empty">
      <svg viewBox="0 0 120 40" width="120" height="40" aria-hidden="true">
        <path class="leaf" d="M2 4v32M118 4v32M60 4v32" />
        <path class="brim" d="M2 12h58M60 30h58" />
        <rect class="water" x="3" y="32" width="114" height="5" />
      </svg>
      <p class="title">{title}</p>
      {children}
      {action ? (
        <p>
          <a class="button" href={action.href}>
            {action.label}
          </a>
        </p>
      ) : null}
    </div>
  );
}
