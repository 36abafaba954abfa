// Several views of one thing, each with an address of its own: links, so that they work everywhere and can be sent to others.
import type { Child } from 'hono/jsx';

export type Tab = { title: Child; href: string; current?: boolean; count?: number };

export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ title, href, current, count }) => (
        <a href={href} aria-current={current ? 'page' : undefined}>
          {title}
          {count === undefined ? null : <span class="count"> {count}</span>}
        </a>
      ))}
    </nav>
  );
}
