import { answer } from '@istsi/client';
import { Amount, Badge, Blocks, Card, Facts, Hash, Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api.ts';
import { messages } from '../messages.ts';

const { payment: say, track } = messages;
const AGAIN_MS = 4_000;

/** A Bitcoin transaction of the reserve, and what it pays. */
export function Payment({ txid }: { txid: string }) {
  const { data } = useQuery({
    queryKey: ['payment', txid],
    queryFn: ({ signal }) => answer(api.GET('/v1/payments/{txid}', { params: { path: { txid } }, signal })),
    refetchInterval: AGAIN_MS,
  });
  if (!data) return <Skeleton />;
  const need = data.confirmations_required ?? 0;
  return (
    <Card title={say.title} aside={<Badge>{data.batch_state}</Badge>}>
      {need > 0 && (
        <Blocks have={data.confirmations} need={need} label={messages.deposit.blocks(data.confirmations, need)} />
      )}
      <Facts
        rows={[
          [track.bitcoin, <Hash key="h" value={txid} what={track.bitcoin} ends={10} />],
          [track.fee, <Amount key="f" sats={BigInt(data.fee_sats)} />],
          ...data.withdrawals.map(
            (id) =>
              [
                say.pays,
                <Link key={id} to="/track/$id" params={{ id }} className="hash">
                  {id.slice(0, 10)}…
                </Link>,
              ] as const,
          ),
        ]}
      />
    </Card>
  );
}
