import type { components, Network } from '@istsi/client';
import { Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { messages } from '../messages.ts';

const say = messages.receive;

export interface AddressCheckProps {
  deposit: components['schemas']['DepositAddress'];
  network: Network;
  onRight: (isRight: boolean) => void;
}

/** The address, derived once more here, from the keys that this browser knows the custody by. */
export function AddressCheck({ deposit, network, onRight }: AddressCheckProps) {
  const known = network.descriptors.at(-1) ?? '';
  const own = useQuery({
    queryKey: ['derived', known, deposit.index],
    queryFn: async () => {
      const { deriveAddress } = await import('./derive-address.ts');
      return deriveAddress(known, network.bitcoin.network, deposit.index) ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isRight = own.data === deposit.address && network.changes.length === 0;
  useEffect(() => onRight(isRight), [isRight, onRight]);
  if (own.isPending) return <p className="soft small">{say.checking}</p>;
  if (own.data !== deposit.address)
    return (
      <Notice tone="bad" title={say.differs}>
        {say.differsMore(own.data ?? '—')}
      </Notice>
    );
  if (!isRight) return null;
  return (
    <>
      <p className="checked small">✓ {say.same(deposit.index)}</p>
      <details className="small">
        <summary>{say.custody}</summary>
        <code className="hash whole">{known}</code>
      </details>
    </>
  );
}
