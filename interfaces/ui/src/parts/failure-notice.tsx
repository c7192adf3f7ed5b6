import type { ReactNode } from 'react';
import { Notice } from './notice.tsx';

export interface FailureNoticeProps {
  /** What went wrong, and what to do about it. Nothing is shown where nothing did. */
  failure: { title: string; more: string } | null | undefined;
  /** Beside it: trying again, where that may help. */
  action?: ReactNode;
}

/** Why what was asked for has not happened, below what asked for it. */
export function FailureNotice({ failure, action }: FailureNoticeProps) {
  if (!failure) return null;
  return (
    <Notice tone="bad" title={failure.title} action={action}>
      {failure.more}
    </Notice>
  );
}
