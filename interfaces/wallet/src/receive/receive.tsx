import { answer } from '@istsi/client';
import { Button, Card, Hash } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { encode } from 'uqr';
import { useAccount } from '../account/account.tsx';
import { Opened } from '../account/opened.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { depositAddressQuery, networkQuery, userQuery } from '../queries.ts';
import { Failure } from '../shell/failure.tsx';
import { NotYet } from '../shell/not-yet.tsx';
import { useTrouble } from '../shell/trouble.tsx';
import { FollowDeposit } from '../track/follow-deposit.tsx';
import { Verify } from '../welcome/verify.tsx';
import { Welcome } from '../welcome/welcome.tsx';
import { AddressCheck } from './address-check.tsx';
import { Arriving } from './arriving.tsx';

const say = messages.receive;
const FAUCET_SATS = '150000';

export function Receive() {
  const { account } = useAccount();
  const user = useQuery({ ...userQuery(account?.address ?? ''), enabled: account !== undefined });
  return (
    <>
      <title>{`${say.title} · ${messages.name}`}</title>
      {!account && <Welcome />}
      {account && user.data === undefined && <NotYet error={user.error} />}
      {account && user.data === null && <Verify address={account.address} />}
      {account && user.data && (
        <Opened account={account}>
          <Address user={account.address} />
        </Opened>
      )}
    </>
  );
}

function Address({ user }: { user: string }) {
  const { data: network } = useQuery(networkQuery);
  const { data: deposit, error } = useQuery(depositAddressQuery(user));
  const [isRight, setRight] = useState(false);
  const trouble = useTrouble({ paysBitcoin: true });
  const faucet = useMutation({
    mutationFn: () => answer(api.POST('/v1/local/bitcoin', { body: { user, amount_sats: FAUCET_SATS } })),
  });
  if (!deposit || !network) return <NotYet error={error} lines={6} />;
  return (
    <>
      <Card isPage title={say.title}>
        <p>{say.lead}</p>
        {isRight && (
          <div className="pay-to">
            <QrCode text={`bitcoin:${deposit.address}`} />
            <div>
              <span className="soft small">{say.address}</span>
              <Hash value={deposit.address} what={say.address} />
            </div>
          </div>
        )}
        <AddressCheck deposit={deposit} network={network} onRight={setRight} />
        {network.local && isRight && !faucet.data && (
          <>
            <Button
              look="main"
              busy={faucet.isPending}
              disabled={trouble !== undefined}
              onClick={() => faucet.mutate()}
            >
              {say.faucet}
            </Button>
            <p className="soft small">{say.faucetMore}</p>
          </>
        )}
        {faucet.isError && <Failure error={faucet.error} />}
        <details className="small">
          <summary>{say.unusual}</summary>
          <dl className="answers">
            {say.cases.map(([what, then]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{then}</dd>
              </div>
            ))}
          </dl>
        </details>
      </Card>
      {faucet.data && <FollowDeposit outpoint={faucet.data.outpoint} isMine />}
      <Arriving user={user} shown={faucet.data?.outpoint} />
    </>
  );
}

/** BIP-21. Dark on light whatever the page's colours are: many readers know no other. */
function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={say.qr} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
