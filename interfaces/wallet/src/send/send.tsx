import { answer } from '@istsi/client';
import { Button, Card, Field } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Account, useAccount } from '../account/account.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { networkQuery, userQuery } from '../queries.ts';
import { Failure } from '../shell/failure.tsx';
import { NotYet } from '../shell/not-yet.tsx';
import { useTrouble } from '../shell/trouble.tsx';
import { prepareEither } from '../signing/sponsored.ts';
import { Welcome } from '../welcome/welcome.tsx';
import { AmountField, readAmount } from './amount-field.tsx';
import { ReviewTransfer } from './review-transfer.tsx';

const say = messages.send;

export function Send() {
  const { account } = useAccount();
  return (
    <>
      <title>{`${say.title} · ${messages.name}`}</title>
      {account ? <SendFrom account={account} /> : <Welcome />}
    </>
  );
}

function SendFrom({ account }: { account: Account }) {
  const { data: user, error: unanswered } = useQuery(userQuery(account.address));
  const { data: network } = useQuery(networkQuery);
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [to, setTo] = useState('');
  const friend = useTestFriend(network?.local ?? false, setTo);
  const trouble = useTrouble();
  const balance = BigInt(user?.balance_sats ?? 0);
  const sats = readAmount(text, balance);
  const prepare = useMutation({
    mutationFn: async (amountSats: bigint) => {
      if (to === friend) await answer(api.POST('/v1/local/newcomers', { body: { address: to } }));
      const body = { from: account.address, to: to.trim(), amount_sats: String(amountSats) };
      return await prepareEither(
        () => answer(api.POST('/v1/transfers/prepare', { body })),
        () => answer(api.POST('/v1/sponsorship/transfers/prepare', { body })),
      );
    },
  });
  const problem =
    to === '' ? undefined : to.trim() === account.address ? say.self : isAddressLike(to.trim()) ? undefined : say.bad;
  const review = () => {
    setAsked(true);
    if (sats !== undefined && problem === undefined && to !== '') prepare.mutate(sats);
  };
  if (!user || !network) return <NotYet error={unanswered} />;
  if (prepare.data && sats !== undefined)
    return (
      <ReviewTransfer
        account={account}
        prepared={prepare.data}
        network={network}
        order={{ to: to.trim(), sats }}
        onBack={prepare.reset}
      />
    );
  return (
    <Card isPage as="form" title={say.title} onSubmit={review}>
      <p>{say.lead}</p>
      <AmountField label={say.amount} text={text} onText={setText} mostSats={balance} isAsked={isAsked} />
      <Field
        label={say.to}
        value={to}
        onText={setTo}
        hint={to !== '' && to === friend ? say.friendHint : undefined}
        problem={problem}
        code
      />
      {prepare.isError && <Failure error={prepare.error} />}
      <div className="row">
        <Button look="main" type="submit" busy={prepare.isPending} disabled={trouble !== undefined}>
          {say.review}
        </Button>
        <Link to="/" className="button quiet">
          {messages.nav.home}
        </Link>
      </div>
    </Card>
  );
}

const isAddressLike = (text: string): boolean => /^[GC][A-Z2-7]{55}$/.test(text);

/** Somebody to send to where nobody else is: registered when something is sent to them, and not before. */
function useTestFriend(isLocal: boolean, setTo: (address: string) => void): string | undefined {
  const [friend, setFriend] = useState<string>();
  useEffect(() => {
    if (!isLocal) return;
    let isOver = false;
    void import('../account/browser-key.ts').then(({ createKey }) => {
      if (isOver) return;
      const { address } = createKey();
      setFriend(address);
      setTo(address);
    });
    return () => {
      isOver = true;
    };
  }, [isLocal, setTo]);
  return friend;
}
