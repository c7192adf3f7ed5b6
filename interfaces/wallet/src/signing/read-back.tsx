import { Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import { objectionTo, type Promised, SigningError } from './sign-promised.ts';

export interface ReadBackState {
  isSame: boolean;
  /** Why it is not signed. */
  error: Error | null;
}

/** Whether the envelope says just what the page says. It is read once more before it is signed. */
export function useReadBack(envelope: string, promised: Promised): ReadBackState {
  const { data, error } = useQuery({
    queryKey: [
      'read-back',
      envelope,
      JSON.stringify(promised, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ],
    queryFn: async () => ({ objection: await objectionTo(envelope, promised) }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const objection = data?.objection;
  return {
    isSame: data !== undefined && objection === undefined,
    error: objection ? new SigningError(objection.problem, objection.detail) : error,
  };
}

export function ReadBack({ isSame, error }: ReadBackState) {
  if (error instanceof SigningError) return <Failure error={error} />;
  if (error) return <Notice tone="bad" title={messages.signing.unread} />;
  return <p className="checked small">{isSame ? `✓ ${messages.withdraw.checked}` : ' '}</p>;
}
