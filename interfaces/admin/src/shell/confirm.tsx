import { Button, Dialog } from '@istsi/ui';
import type { ReactNode } from 'react';
import { messages } from '../messages.ts';
import { Failed } from './failed.tsx';

export interface ConfirmProps {
  open: boolean;
  title: string;
  /** What follows of it. */
  more: string;
  /** What the button says that does it. */
  act: string;
  danger?: boolean;
  busy: boolean;
  failure: Error | null;
  onDo: () => void;
  onClose: () => void;
  /** What is to be chosen about it. */
  children?: ReactNode;
}

/** What cannot be undone is asked about once more, with what follows of it; a refusal is said where it was asked for. */
export function Confirm({ open, title, more, act, danger, busy, failure, onDo, onClose, children }: ConfirmProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <p className="small soft">{more}</p>
      {children}
      <Failed error={failure} wasToBeDone />
      <div className="buttons">
        <Button look={danger ? 'danger' : 'main'} busy={busy} onClick={onDo}>
          {act}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {messages.once.sure}
        </Button>
      </div>
    </Dialog>
  );
}
