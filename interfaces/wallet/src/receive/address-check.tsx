import type { components } from '@istsi/client';
import { Button, Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { messages } from '../messages.ts';

const say = messages.receive;
const PLACE = 'istsi-custody';

export interface AddressCheckProps {
  deposit: components['schemas']['DepositAddress'];
  network: components['schemas']['NetworkInfo'];
  onRight: (isRight: boolean) => void;
}

/** The address, derived once more here; and the keys that it is of, held against those that this browser saw before. */
export function AddressCheck({ deposit, network, onRight }: AddressCheckProps) {
  const newest = network.descriptors.at(-1) ?? '';
  const place = `${PLACE} ${network.contracts['kyc-registry']}`;
  const [known, setKnown] = useState(() => localStorage.getItem(place) ?? newest);
  const own = useQuery({
    queryKey: ['derived', newest, deposit.index],
    queryFn: async () => {
      const { deriveAddress } = await import('./derive-address.ts');
      return deriveAddress(newest, network.bitcoin.network, deposit.index);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isRight = own.data === deposit.address && known === newest;
  useEffect(() => {
    if (isRight) localStorage.setItem(place, newest);
    onRight(isRight);
  }, [isRight, newest, place, onRight]);
  if (own.isPending) return <p className="soft small">{say.checking}</p>;
  if (own.data !== deposit.address)
    return (
      <Notice tone="bad" title={say.differs}>
        {say.differsMore(own.data ?? '—')}
      </Notice>
    );
  if (known !== newest)
    return (
      <Notice
        tone="bad"
        title={say.keysChanged}
        action={<Button onClick={() => setKnown(newest)}>{say.accept}</Button>}
      >
        {say.keysChangedMore}
      </Notice>
    );
  return (
    <>
      <p className="checked small">✓ {say.same(deposit.index)}</p>
      <details className="small">
        <summary>{say.custody}</summary>
        <code className="hash whole">{newest}</code>
      </details>
    </>
  );
}
