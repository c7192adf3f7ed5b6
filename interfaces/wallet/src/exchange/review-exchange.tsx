import { answer, type components, type Network } from '@istsi/client';
import { Button, Card, Facts, Hash, Moment, Notice } from '@istsi/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Account } from '../account/account.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { NetworkFee } from '../send/network-fee.tsx';
import { sendUntilDecided } from '../send/send-until-decided.ts';
import { Failure } from '../shell/failure.tsx';
import { ReadBack, useReadBack } from '../signing/read-back.tsx';
import { signPromised } from '../signing/sign-promised.ts';
import { isSponsored, sendSponsored, termsOf, toSign } from '../signing/sponsored.ts';
import { formatUnits, type Unit } from './units.ts';

const say = messages.exchange;

export interface ReviewExchangeProps {
  account: Account;
  network: Network;
  prepared: components['schemas']['PreparedExchange'] | components['schemas']['SponsoredExchange'];
  quote: components['schemas']['ExchangeQuote'];
  /** What was asked for: what is signed is held against this, and not against what the service says. */
  order: { from_token: string; to_token: string; amount: bigint; minOut: bigint };
  give: Unit;
  get: Unit;
  onBack: () => void;
  onAnother: () => void;
}

export function ReviewExchange(props: ReviewExchangeProps) {
  const { account, network, prepared, quote, order, give, get, onBack, onAnother } = props;
  const queries = useQueryClient();
  const router = network.contracts['integration-router'] ?? '';
  const promised = {
    networkPassphrase: network.stellar.network_passphrase,
    ...{ source: account.address, contract: router, entry: 'execute_cross_token_exchange' },
    args: [account.address, order.from_token, order.to_token, order.amount, order.minOut, BigInt(prepared.deadline)],
    // What is given leaves in the holder's name: that much of that token, to the router, and nothing else.
    below: [{ contract: order.from_token, entry: 'transfer', args: [account.address, router, order.amount] }],
    ...termsOf(prepared),
  };
  const readBack = useReadBack(toSign(prepared), promised);
  const send = useMutation({
    mutationFn: async () => {
      const envelope = await signPromised(account, toSign(prepared), promised);
      return await sendUntilDecided(async () => {
        if (isSponsored(prepared)) return await sendSponsored(envelope);
        const sent = await answer(api.POST('/v1/exchanges', { body: { envelope } }));
        return sent.state === 'done' ? sent : undefined;
      });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['mine'] }),
  });
  const amount = (units: bigint, unit: Unit) => <span className="num">{formatUnits(units, unit)}</span>;
  if (send.data)
    return (
      <Card isPage title={say.done}>
        <Notice tone="good" title={amount(BigInt(send.data.amount_out ?? 0), get)}>
          {say.doneMore(formatUnits(order.amount, give))}
        </Notice>
        <Facts
          rows={[
            [
              messages.send.transaction,
              <Hash key="tx" value={send.data.stellar_transaction} what={messages.send.transaction} ends={8} />,
            ],
          ]}
        />
        <nav className="acts" aria-label={messages.receive.after}>
          <Button look="main" onClick={onAnother}>
            {say.another}
          </Button>
          <Link to="/" className="button">
            {messages.nav.home}
          </Link>
        </nav>
      </Card>
    );
  return (
    <Card isPage title={messages.send.reviewTitle}>
      <Facts
        rows={[
          [say.given, amount(order.amount, give)],
          [say.gives, amount(BigInt(prepared.amount_out), get)],
          [say.least, amount(order.minOut, get)],
          [say.fee, amount(BigInt(quote.fee), get)],
          [say.deadline, <Moment key="d" at={new Date(Number(prepared.deadline) * 1_000)} />],
          [messages.send.fee, <NetworkFee key="f" prepared={prepared} />],
        ]}
      />
      <p className="small">{say.orNothing}</p>
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
