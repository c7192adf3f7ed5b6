import { Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { messages } from '../messages.ts';
import { differenceOf, type Promised } from './sign-promised.ts';

/** Whether the envelope says just what the page says. It is read once more before it is signed. */
export function useReadBack(envelope: string, promised: Promised): { isSame: boolean; difference: string | undefined } {
  const { data } = useQuery({
    queryKey: [
      'read-back',
      envelope,
      JSON.stringify(promised, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ],
    queryFn: async () => ({ difference: await differenceOf(envelope, promised) }),
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
