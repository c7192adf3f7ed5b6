import { Button, Notice, useNow } from '@istsi/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useAccount } from '../account/account.tsx';
import { messages } from '../messages.ts';
import { statusQuery } from '../queries.ts';
import { forgetOpen, type OpenSignature } from '../signing/open-signatures.ts';
import { sendSigned } from '../signing/send-signed.ts';
import { useOpenSignatures } from '../signing/use-signing.ts';
import { Failure } from './failure.tsx';
import { Until } from './until.tsx';

const say = messages.open;
/** What is decided at once is no news. */
const QUIET_MS = 10_000;
const LOOK_EVERY_MS = 1_000;
/** A ledger that closes now may have the time of a while ago. */
const LAG_MS = 60_000;

/** What was signed and may still happen, on every page: whoever forgets it signs it twice. */
export function StillOpen() {
  const { account } = useAccount();
  return account ? <OfAccount address={account.address} /> : null;
}

function OfAccount({ address }: { address: string }) {
  const now = useNow(LOOK_EVERY_MS).getTime();
  const open = useOpenSignatures(address).filter(({ signedAt }) => Math.abs(now - signedAt) > QUIET_MS);
  return open.map((one) => <OneOpen key={one.id} one={one} now={now} />);
}

function OneOpen({ one, now }: { one: OpenSignature; now: number }) {
  const queries = useQueryClient();
  const { data: status } = useQuery(statusQuery);
  const again = useMutation({
    mutationFn: () => sendSigned(one, true),
    onSettled: () => queries.invalidateQueries({ queryKey: ['mine'] }),
  });
  const { until } = one;
  const isOver = 'ledger' in until ? (status?.stellar.ledger ?? 0) > until.ledger : now > Date.parse(until.at) + LAG_MS;
  if (isOver)
    return (
      <Notice tone="wait" title={say.over} action={<Button onClick={() => forgetOpen(one.id)}>{say.looked}</Button>}>
        {one.what}. {say.overMore}
      </Notice>
    );
  return (
    <>
      <Notice
        tone="wait"
        title={say.title}
        action={
          <Button busy={again.isPending} onClick={() => again.mutate()}>
            {say.ask}
          </Button>
        }
      >
        {one.what}. {say.more} <Until until={until} />.
      </Notice>
      {again.isError && <Failure error={again.error} />}
    </>
  );
}
