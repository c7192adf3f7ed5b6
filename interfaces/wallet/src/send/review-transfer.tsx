import type { components, Network } from '@istsi/client';
import { Amount, Card, Facts, formatBtc, Hash, Notice } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import type { Account } from '../account/account.tsx';
import { messages } from '../messages.ts';
import { SignAndSend } from '../signing/sign-and-send.tsx';
import { termsOf } from '../signing/sponsored.ts';
import { useSigning } from '../signing/use-signing.ts';
import { NetworkFee, SignedUntil } from './network-fee.tsx';

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
  const promised = {
    networkPassphrase: network.stellar.network_passphrase,
    source: account.address,
    contract: network.contracts['istsi-token'] ?? '',
    entry: 'transfer',
    args: [account.address, order.to, order.sats],
    ...termsOf(prepared),
  };
  const what = say.line(formatBtc(order.sats), order.to);
  const signing = useSigning({ account, prepared, promised, kind: 'transfer', what });
  const { send } = signing;
  if (send.data)
    return (
      <Card isPage title={say.done}>
        <Notice tone="good" title={<Amount sats={order.sats} />}>
          {say.doneMore}
        </Notice>
        <Facts
          rows={[
            [say.to, <Hash key="to" value={order.to} what={say.to} ends={6} />],
            [say.transaction, <Hash key="tx" value={send.data.stellarTransaction} what={say.transaction} ends={8} />],
          ]}
        />
        <nav className="acts" aria-label={messages.receive.after}>
          <Link to="/withdraw" className="button main">
            {messages.home.withdraw}
          </Link>
          <Link to="/exchange" className="button">
            {messages.home.exchange}
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
          [say.to, <Hash key="to" value={order.to} what={say.to} copy={false} />],
          [say.fee, <NetworkFee key="f" prepared={prepared} />],
          [say.until, <SignedUntil key="u" prepared={prepared} />],
        ]}
      />
      <SignAndSend signing={signing} sign={say.sign} onBack={onBack} />
    </Card>
  );
}
