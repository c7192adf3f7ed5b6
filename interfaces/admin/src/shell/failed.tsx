import { FailureNotice } from '@istsi/ui';
import { describeFailure } from '../api.ts';

/** Why it failed, in the API's own words; nothing where it did not. */
export const Failed = ({ error }: { error: unknown }) => (
  <FailureNotice failure={error ? describeFailure(error) : null} />
);
