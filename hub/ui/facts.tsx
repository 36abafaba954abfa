// Names and what is so, side by side; or figures at a glance, in a row.
import type { Child } from 'hono/jsx';

export type Fact = { name: Child; value: Child };

/** What has no value is left out. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl>
      {facts
        .filter(({ value }) => value !== null && value !== undefined && value !== '')
        .map(({ name, value }) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  );
}

export function Glance({ facts }: { facts: Fact[] }) {
  return (
    <dl class="glance">
      {facts.map(({ name, value }) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
