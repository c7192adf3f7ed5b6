import type { PromisedCall } from '@istsi/client/signing';
import { Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { messages } from '../messages.ts';

/** Whether the envelope says just what the page says. It is read once more before it is signed. */
export function useReadBack(
  envelope: string,
  promised: PromisedCall,
): { isSame: boolean; difference: string | undefined } {
  const { data } = useQuery({
    queryKey: [
      'read-back',
      envelope,
      JSON.stringify(promised, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ],
    queryFn: async () => {
      const { differenceFrom } = await import('@istsi/client/signing');
      return { difference: differenceFrom(envelope, promised) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { isSame: data !== undefined && data.difference === undefined, difference: data?.difference };
}

export function ReadBack({ isSame, difference }: ReturnType<typeof useReadBack>) {
  if (difference !== undefined)
    return (
      <Notice tone="bad" title={messages.signing['other-transaction']}>
        {difference}
      </Notice>
    );
  return <p className="checked small">{isSame ? `✓ ${messages.withdraw.checked}` : ' '}</p>;
}
