import { answer, type components, type Network } from '@istsi/client';
import { Amount, Button, Card, Facts, Hash } from '@istsi/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Account } from '../account/account.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { NetworkFee, SignedUntil } from '../send/network-fee.tsx';
import { sendUntilDecided } from '../send/send-until-decided.ts';
import { Failure } from '../shell/failure.tsx';
import { ReadBack, useReadBack } from '../signing/read-back.tsx';
import { signPromised } from '../signing/sign-promised.ts';
import { isSponsored, sendSponsored, termsOf, toSign } from '../signing/sponsored.ts';

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
  const queries = useQueryClient();
  const navigate = useNavigate();
  const promised = {
    networkPassphrase: network.stellar.network_passphrase,
    source: account.address,
    contract: network.contracts['integration-router'] ?? '',
    entry: 'execute_token_withdrawal',
    args: [account.address, sats, address, maxFeeSats],
    ...termsOf(prepared),
  };
  const readBack = useReadBack(toSign(prepared), promised);
  const send = useMutation({
    mutationFn: async () => {
      const envelope = await signPromised(account, toSign(prepared), promised);
      return await sendUntilDecided(async () => {
        if (isSponsored(prepared)) return (await sendSponsored(envelope))?.withdrawal_id ?? undefined;
        const { withdrawal } = await answer(api.POST('/v1/withdrawals', { body: { envelope } }));
        return withdrawal?.id;
      });
    },
    async onSuccess(id) {
      void queries.invalidateQueries({ queryKey: ['mine'] });
      await navigate({ to: '/track/$id', params: { id } });
    },
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
      <ReadBack {...readBack} />
      {send.isError && <Failure error={send.error} />}
      <div className="row">
        <Button look="main" busy={send.isPending} disabled={!readBack.isSame} onClick={() => send.mutate()}>
          {say.sign}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {say.again}
        </Button>
      </div>
    </Card>
  );
}
