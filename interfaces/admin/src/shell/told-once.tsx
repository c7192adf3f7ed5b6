import { Button, CopyButton, Notice } from '@istsi/ui';
import { messages } from '../messages.ts';

export interface ToldOnceProps {
  title: string;
  more: string;
  secret: string;
  /** What is copied, for those who listen. */
  what: string;
  /** Forgets it: from then on the page does not have it either. */
  onKept: () => void;
}

/** A secret that nobody can ask for again: it stays until somebody says that they have it, and is nowhere after that. */
export function ToldOnce({ title, more, secret, what, onKept }: ToldOnceProps) {
  return (
    <Notice tone="good" title={title} action={<Button onClick={onKept}>{messages.once.kept}</Button>}>
      <p>{more}</p>
      <p className="told-once">
        <code className="hash">{secret}</code> <CopyButton value={secret} what={what} />
      </p>
    </Notice>
  );
}
