import type { ReactNode } from 'react';
import { messages } from '../messages.ts';

/** What the page is, on it and on its tab. */
export function PageTitle({ title, shown, children }: { title: string; shown?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-title">
      <title>{`${title} · ${messages.name}`}</title>
      <h1>{shown ?? title}</h1>
      {children && <div className="soft">{children}</div>}
    </header>
  );
}
