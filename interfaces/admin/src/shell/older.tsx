import { Button } from '@istsi/ui';
import { messages } from '../messages.ts';

export interface OlderProps {
  /** A list that is asked for a page at a time, newest first. */
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** Asks for the next page, as long as there is one. */
export function Older({ pages }: OlderProps) {
  if (!pages.hasNextPage) return null;
  return (
    <div className="buttons">
      <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {messages.older}
      </Button>
    </div>
  );
}
