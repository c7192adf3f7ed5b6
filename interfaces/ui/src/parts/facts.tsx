import type { ReactNode } from 'react';

/** Names and values, one a line. */
export function Facts({ rows }: { rows: readonly (readonly [name: ReactNode, value: ReactNode] | false)[] }) {
  return (
    <dl className="facts">
      {rows
        .filter((row) => row !== false)
        .map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows do not move.
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
