import { ApiFailure } from '@istsi/client';
import { Notice } from '@istsi/ui';
import { included } from '../included-messages.ts';
import { Failure } from '../shell/failure.tsx';

/** Why nothing was checked: that says nothing for what was asked about, and nothing against it. */
export function Unchecked({ error }: { error: Error }) {
  if (!(error instanceof ApiFailure))
    return (
      <Notice tone="bad" title={included.unchecked}>
        {error.message}
      </Notice>
    );
  return error.isUnanswered ? <Notice tone="bad" title={included.unanswered} /> : <Failure error={error} />;
}
