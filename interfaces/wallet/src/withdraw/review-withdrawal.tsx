import type { components, Network } from '@istsi/client';
import { Amount, Card, Facts, formatBtc, Hash } from '@istsi/ui';
import { useNavigate } from '@tanstack/react-router';
import type { Account } from '../account/account.tsx';
import { messages } from '../messages.ts';
import { NetworkFee, SignedUntil } from '../send/network-fee.tsx';
import { SignAndSend } from '../signing/sign-and-send.tsx';
import { termsOf } from '../signing/sponsored.ts';
import { useSigning } from '../signing/use-signing.ts';

const say = messages.withdraw;

export interface ReviewWithdrawalProps {
  account: Account;
  prepared: components['schemas']['PreparedWithdrawal'] | components['schemas']['SponsoredWithdrawal'];
  network: Network;
  quote: components['schemas']['WithdrawalQuote'];
  /** What was asked for: what is signed is held against this, and not against what the service says. */
  order: { address: string; sats: bigint; maxFeeSats: bigint };
  onBack: () => void;
}

export function ReviewWithdrawal({ account, prepared, network, quote, order, onBack }: ReviewWithdrawalProps) {
  const { address, sats, maxFeeSats } = order;
  const navigate = useNavigate();
  const promised = {
    networkPassphrase: network.stellar.network_passphrase,
    source: account.address,
    contract: network.contracts['integration-router'] ?? '',
    entry: 'execute_token_withdrawal',
    args: [account.address, sats, address, maxFeeSats],
    ...termsOf(prepared),
  };
  const signing = useSigning({
    ...{ account, prepared, promised, kind: 'withdrawal', what: say.line(formatBtc(sats), address) },
    onDone: ({ withdrawal: id }) => (id === undefined ? undefined : navigate({ to: '/track/$id', params: { id } })),
  });
  return (
    <Card isPage title={say.reviewTitle}>
      <Facts
        rows={[
          [say.burned, <Amount key="1" sats={sats} />],
          [say.to, <Hash key="2" value={address} what={say.to} copy={false} />],
          [say.fee, <Amount key="3" sats={BigInt(quote.fee_sats)} />],
          [say.feeMost, <Amount key="4" sats={maxFeeSats} />],
          [say.arrivesLeast, <Amount key="5" sats={sats - maxFeeSats} />],
          [say.stellarFee, <NetworkFee key="6" prepared={prepared} />],
          [messages.send.until, <SignedUntil key="7" prepared={prepared} />],
        ]}
      />
      <p className="small">{say.refund}</p>
      <SignAndSend signing={signing} sign={say.sign} onBack={onBack} />
    </Card>
  );
}
