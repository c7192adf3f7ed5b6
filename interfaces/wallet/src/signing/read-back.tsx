import { Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import { objectionTo, type Promised, SigningError } from './sign-promised.ts';

export interface ReadBackState {
  isSame: boolean;
  /** Why it is not signed. */
  error: Error | null;
  /** How many entries of the ledger it brings back, as its signer pays for it. */
  restored: number;
}

/** What somebody else pays for, they bring back. */
async function restoredBy(envelope: string, promised: Promised): Promise<number> {
  if ('validUntilLedger' in promised) return 0;
  const signing = await import('@istsi/client/signing');
  return signing.restoredBy(envelope, promised.networkPassphrase);
}

/** Whether the envelope says just what the page says. It is read once more before it is signed. */
export function useReadBack(envelope: string, promised: Promised): ReadBackState {
  const { data, error } = useQuery({
    queryKey: [
      'read-back',
      envelope,
      JSON.stringify(promised, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ],
    queryFn: async () => {
      const found = await objectionTo(envelope, promised);
      return { objection: found, restored: found ? 0 : await restoredBy(envelope, promised) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const objection = data?.objection;
  return {
    isSame: data !== undefined && objection === undefined,
    restored: data?.restored ?? 0,
    error: objection ? new SigningError(objection.problem, objection.detail) : error,
  };
}

export function ReadBack({ isSame, error, restored }: ReadBackState) {
  if (error instanceof SigningError) return <Failure error={error} />;
  if (error) return <Notice tone="bad" title={messages.signing.unread} />;
  return (
    <>
      <p className="checked small">{isSame ? `✓ ${messages.withdraw.checked}` : ' '}</p>
      {restored > 0 && (
        <Notice tone="wait" title={messages.signing.restores(restored)}>
          {messages.signing.restoresMore}
        </Notice>
      )}
    </>
  );
}
