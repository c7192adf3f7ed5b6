import { answer, type components, type Network } from '@istsi/client';
import { Amount, Button, Card, Facts, Hash, Notice } from '@istsi/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Account } from '../account/account.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import { ReadBack, useReadBack } from '../signing/read-back.tsx';
import { signPromised } from '../signing/sign-promised.ts';
import { isSponsored, sendSponsored, termsOf, toSign } from '../signing/sponsored.ts';
import { NetworkFee, SignedUntil } from './network-fee.tsx';
import { sendUntilDecided } from './send-until-decided.ts';

const say = messages.send;

export interface ReviewTransferProps {
  account: Account;
  prepared: components['schemas']['PreparedTransfer'] | components['schemas']['SponsoredTransfer'];
  network: Network;
  /** What was asked for: what is signed is held against this, and not against what the service says. */
  order: { to: string; sats: bigint };
  onBack: () => void;
}

export function ReviewTransfer({ account, prepared, network, order, onBack }: ReviewTransferProps) {
  const queries = useQueryClient();
  const promised = {
    networkPassphrase: network.stellar.network_passphrase,
    source: account.address,
    contract: network.contracts['istsi-token'] ?? '',
    entry: 'transfer',
    args: [account.address, order.to, order.sats],
    ...termsOf(prepared),
  };
  const readBack = useReadBack(toSign(prepared), promised);
  const send = useMutation({
    mutationFn: async () => {
      const envelope = await signPromised(account, toSign(prepared), promised);
      return await sendUntilDecided(async () => {
        if (isSponsored(prepared)) return await sendSponsored(envelope);
        const sent = await answer(api.POST('/v1/transfers', { body: { envelope } }));
        return sent.state === 'done' ? sent : undefined;
      });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['mine'] }),
  });
  if (send.data)
    return (
      <Card isPage title={say.done}>
        <Notice tone="good" title={<Amount sats={order.sats} />}>
          {say.doneMore}
        </Notice>
        <Facts
          rows={[
            [say.to, <Hash key="to" value={order.to} what={say.to} ends={6} />],
            [say.transaction, <Hash key="tx" value={send.data.stellar_transaction} what={say.transaction} ends={8} />],
          ]}
        />
        <nav className="acts" aria-label={messages.receive.after}>
          <Link to="/withdraw" className="button main">
            {messages.home.withdraw}
          </Link>
          <Link to="/" className="button">
            {messages.nav.home}
          </Link>
        </nav>
      </Card>
    );
  return (
    <Card isPage title={say.reviewTitle}>
      <Facts
        rows={[
          [say.amount, <Amount key="a" sats={order.sats} />],
          [say.to, <Hash key="to" value={order.to} what={say.to} ends={10} copy={false} />],
          [say.fee, <NetworkFee key="f" prepared={prepared} />],
          [say.until, <SignedUntil key="u" prepared={prepared} />],
        ]}
      />
      <ReadBack {...readBack} />
      {send.isError && <Failure error={send.error} />}
      <div className="row">
        <Button look="main" busy={send.isPending} disabled={!readBack.isSame} onClick={() => send.mutate()}>
          {say.sign}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {messages.withdraw.again}
        </Button>
      </div>
    </Card>
  );
}
