import type { ReactNode } from 'react';

export type Tone = 'plain' | 'good' | 'wait' | 'bad';

export interface NoticeProps {
  tone?: Tone;
  title: ReactNode;
  children?: ReactNode;
  /** What to do about it. */
  action?: ReactNode;
}

/** What happened, and what to do. Bad news interrupts whoever listens; the rest waits its turn. */
export function Notice({ tone = 'plain', title, children, action }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <div>
        <strong>{title}</strong>
        {children && <div className="more">{children}</div>}
      </div>
      {action}
    </div>
  );
}
