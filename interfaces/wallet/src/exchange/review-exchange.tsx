import type { components, Network } from '@istsi/client';
import { Button, Card, Facts, Hash, Moment, Notice } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import type { Account } from '../account/account.tsx';
import { messages } from '../messages.ts';
import { NetworkFee, SignedUntil } from '../send/network-fee.tsx';
import { SignAndSend } from '../signing/sign-and-send.tsx';
import { termsOf } from '../signing/sponsored.ts';
import { useSigning } from '../signing/use-signing.ts';
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
  const router = network.contracts['integration-router'] ?? '';
  const promised = {
    networkPassphrase: network.stellar.network_passphrase,
    ...{ source: account.address, contract: router, entry: 'execute_cross_token_exchange' },
    args: [account.address, order.from_token, order.to_token, order.amount, order.minOut, BigInt(prepared.deadline)],
    // What is given leaves in the holder's name: that much of that token, to the router, and nothing else.
    below: [{ contract: order.from_token, entry: 'transfer', args: [account.address, router, order.amount] }],
    ...termsOf(prepared),
  };
  const what = say.line(formatUnits(order.amount, give), formatUnits(order.minOut, get));
  const signing = useSigning({ account, prepared, promised, kind: 'exchange', what });
  const { send } = signing;
  const amount = (units: bigint, unit: Unit) => <span className="num">{formatUnits(units, unit)}</span>;
  if (send.data)
    return (
      <Card isPage title={say.done}>
        <Notice tone="good" title={amount(BigInt(send.data.amountOut ?? 0), get)}>
          {say.doneMore(formatUnits(order.amount, give))}
        </Notice>
        <Facts
          rows={[
            [
              messages.send.transaction,
              <Hash key="tx" value={send.data.stellarTransaction} what={messages.send.transaction} ends={8} />,
            ],
          ]}
        />
        <nav className="acts" aria-label={messages.receive.after}>
          <Button look="main" onClick={onAnother}>
            {say.another}
          </Button>
          <Link to="/withdraw" className="button">
            {messages.home.withdraw}
          </Link>
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
          [messages.send.until, <SignedUntil key="u" prepared={prepared} />],
        ]}
      />
      <p className="small">{say.orNothing}</p>
      <SignAndSend signing={signing} sign={say.sign} onBack={onBack} />
    </Card>
  );
}
