import { ApiFailure } from '@istsi/client';
import { FailureNotice } from '@istsi/ui';
import { describeFailure } from '../api.ts';
import { messages } from '../messages.ts';

export interface FailedProps {
  error: unknown;
  /** Something was to be done, rather than read: without an answer nobody knows whether it was. */
  wasToBeDone?: boolean;
}

/** Why it failed, in the API's own words; nothing where it did not. */
export function Failed({ error, wasToBeDone = false }: FailedProps) {
  if (!error) return null;
  const { title, more } = describeFailure(error);
  const isOpen = wasToBeDone && error instanceof ApiFailure && error.mayHaveHappened;
  return (
    <FailureNotice failure={{ title, more: isOpen ? `${messages.shell.mayHaveHappened} ${more}`.trim() : more }} />
  );
}
