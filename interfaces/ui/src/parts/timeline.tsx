import type { ReactNode } from 'react';
import { Time } from './time.tsx';

export interface TimelineStep {
  id: string;
  title: ReactNode;
  detail?: ReactNode;
  at?: string | Date;
  /** `next`: what is waited for now. */
  state: 'done' | 'next' | 'later' | 'failed';
}

/** What happened, in order, and what happens next. */
export function Timeline({ steps, label }: { steps: readonly TimelineStep[]; label: string }) {
  return (
    <ol className="timeline" aria-label={label}>
      {steps.map(({ id, title, detail, at, state }) => (
        <li key={id} className={state} aria-current={state === 'next' ? 'step' : undefined}>
          <span className="mark" aria-hidden="true" />
          <div>
            <span className="title">{title}</span>
            {detail && <div className="detail">{detail}</div>}
          </div>
          {at && (
            <span className="at num">
              <Time at={at} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
