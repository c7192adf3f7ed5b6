import { answer } from '@istsi/client';
import { Button, Card, Field, formatBtc, Notice } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Account, useAccount } from '../account/account.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { networkQuery, userQuery } from '../queries.ts';
import { AmountField, readAmount } from '../send/amount-field.tsx';
import { Failure } from '../shell/failure.tsx';
import { NotYet } from '../shell/not-yet.tsx';
import { useTrouble } from '../shell/trouble.tsx';
import { prepareEither } from '../signing/sponsored.ts';
import { Welcome } from '../welcome/welcome.tsx';
import { QuoteFacts } from './quote-facts.tsx';
import { ReviewWithdrawal } from './review-withdrawal.tsx';

const say = messages.withdraw;
const LEAST_ADDRESS = 14;

export function Withdraw() {
  const { account } = useAccount();
  return (
    <>
      <title>{`${say.title} · ${messages.name}`}</title>
      {account ? <WithdrawFrom account={account} /> : <Welcome />}
    </>
  );
}

function WithdrawFrom({ account }: { account: Account }) {
  const { data: user, error: unanswered } = useQuery(userQuery(account.address));
  const { data: network } = useQuery(networkQuery);
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [to, setTo] = useState('');
  const suggested = useLocalAddress(network?.local ?? false, setTo);
  const trouble = useTrouble({ paysBitcoin: true });
  const balance = BigInt(user?.balance_sats ?? 0);
  const sats = readAmount(text, balance);
  const address = to.trim();
  const quote = useQuery({
    queryKey: ['quote', account.address, String(sats), address],
    queryFn: ({ signal }) => {
      const body = { user: account.address, amount_sats: String(sats), bitcoin_address: address };
      return answer(api.POST('/v1/withdrawals/quote', { body, signal }));
    },
    enabled: sats !== undefined && address.length >= LEAST_ADDRESS,
  });
  const prepare = useMutation({
    mutationFn: (body: { user: string; amount_sats: string; bitcoin_address: string; max_fee_sats: string }) =>
      prepareEither(
        () => answer(api.POST('/v1/withdrawals/prepare', { body })),
        () => answer(api.POST('/v1/sponsorship/withdrawals/prepare', { body })),
      ),
  });
  const review = () => {
    setAsked(true);
    if (sats === undefined || !quote.data || quote.data.refusal) return;
    const { suggested_max_fee_sats: max_fee_sats } = quote.data;
    prepare.mutate({ user: account.address, amount_sats: String(sats), bitcoin_address: address, max_fee_sats });
  };
  if (!user || !network) return <NotYet error={unanswered} />;
  if (prepare.data && quote.data && sats !== undefined) {
    const order = { address, sats, maxFeeSats: BigInt(prepare.variables.max_fee_sats) };
    return (
      <ReviewWithdrawal
        account={account}
        prepared={prepare.data}
        network={network}
        quote={quote.data}
        order={order}
        onBack={prepare.reset}
      />
    );
  }
  const refusal = quote.data?.refusal;
  return (
    <Card isPage as="form" title={say.title} onSubmit={review}>
      <p>{say.lead}</p>
      <AmountField label={say.amount} text={text} onText={setText} mostSats={balance} isAsked={isAsked} />
      <p className="soft small">{say.most(formatBtc(BigInt(quote.data?.limits.most_now_sats ?? user.balance_sats)))}</p>
      <Field
        label={say.to}
        value={to}
        onText={setTo}
        hint={to !== '' && to === suggested ? say.localHint : undefined}
        code
      />
      {quote.data && !refusal && <QuoteFacts quote={quote.data} />}
      {refusal && (
        <Notice tone="bad" title={refusal.message}>
          {refusal.action}
        </Notice>
      )}
      {quote.isError && <Failure error={quote.error} />}
      {prepare.isError && <Failure error={prepare.error} />}
      <div className="row">
        <Button
          look="main"
          type="submit"
          busy={prepare.isPending || quote.isFetching}
          disabled={trouble !== undefined || Boolean(refusal)}
        >
          {say.review}
        </Button>
        <Link to="/" className="button quiet">
          {messages.nav.home}
        </Link>
      </div>
    </Card>
  );
}

/** Where there is no other Bitcoin wallet, this machine's own has an address. */
function useLocalAddress(isLocal: boolean, setTo: (address: string) => void): string | undefined {
  const { data } = useQuery({
    queryKey: ['local-address'],
    queryFn: () => answer(api.POST('/v1/local/bitcoin-addresses', { body: {} })),
    enabled: isLocal,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const address = data?.address;
  useEffect(() => {
    if (address !== undefined) setTo(address);
  }, [address, setTo]);
  return address;
}
