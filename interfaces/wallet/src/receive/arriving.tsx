import { useQuery } from '@tanstack/react-query';
import { depositsQuery, pendingQuery } from '../queries.ts';
import { FollowDeposit } from '../track/follow-deposit.tsx';
import { PendingPayment } from '../track/pending-payment.tsx';
import { useLocalMiner } from './use-local-miner.ts';

const OVER = new Set(['minted', 'written-off', 'too-small', 'returned']);

/** Whatever is on its way to this address, from its announcement on. `shown`: what the page follows already. */
export function Arriving({ user, shown }: { user: string; shown: string | undefined }) {
  const pending = useQuery(pendingQuery(user));
  const deposits = useQuery(depositsQuery(user));
  const announced = pending.data?.items.filter(({ outpoint }) => outpoint !== shown) ?? [];
  const moving = deposits.data?.items.filter(({ outpoint, state }) => outpoint !== shown && !OVER.has(state)) ?? [];
  useLocalMiner(announced.some(({ state }) => state === 'waiting'));
  return (
    <>
      {announced.map((payment) => (
        <PendingPayment key={payment.outpoint} payment={payment} answered={pending} linked />
      ))}
      {moving.map(({ outpoint }) => (
        <FollowDeposit key={outpoint} outpoint={outpoint} isMine />
      ))}
    </>
  );
}
