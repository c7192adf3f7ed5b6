import { answer, type components, type Network } from '@istsi/client';
import { Amount, Button, Card, Facts, Hash, Moment, Notice } from '@istsi/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Account } from '../account/account.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import { ReadBack, useReadBack } from '../signing/read-back.tsx';
import { signPromised } from '../signing/sign-promised.ts';
import { LumenFee } from './lumen-fee.tsx';
import { sendUntilDecided } from './send-until-decided.ts';

const say = messages.send;

export interface ReviewTransferProps {
  account: Account;
  prepared: components['schemas']['PreparedTransfer'];
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
    ...{ feeStroops: prepared.stellar_fee_stroops, validUntil: prepared.valid_until },
  };
  const readBack = useReadBack(prepared.envelope, promised);
  const send = useMutation({
    mutationFn: async () => {
      const envelope = await signPromised(account, prepared.envelope, promised);
      return await sendUntilDecided(async () => {
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
          [say.fee, <LumenFee key="f" stroops={prepared.stellar_fee_stroops} />],
          [say.until, <Moment key="u" at={prepared.valid_until} />],
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
