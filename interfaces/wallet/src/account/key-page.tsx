import { Button, Card, Dialog, Hash } from '@istsi/ui';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { messages } from '../messages.ts';
import { Welcome } from '../welcome/welcome.tsx';
import { useAccount } from './account.tsx';
import { forgetKey } from './key-store.ts';

const say = messages.key;

export function KeyPage() {
  const { account, leave } = useAccount();
  const [asks, setAsks] = useState(false);
  const navigate = useNavigate();
  if (!account) return <Welcome />;
  const isPasskey = account.keeper === 'passkey';
  const wallet =
    account.keeper === 'browser' || account.keeper === 'passkey' ? undefined : messages.wallets.names[account.keeper];
  const forget = async () => {
    if (account.keeper === 'browser') await forgetKey(account.address);
    leave();
    await navigate({ to: '/' });
  };
  return (
    <Card isPage title={say.title}>
      <title>{`${say.title} · ${messages.name}`}</title>
      <p>{isPasskey ? messages.passkey.key : wallet === undefined ? say.lead : say.inWallet(wallet)}</p>
      <span className="soft small">{say.address}</span>
      <Hash value={account.address} what={say.address} />
      <Button onClick={() => setAsks(true)}>{say.leave}</Button>
      <Dialog open={asks} onClose={() => setAsks(false)} title={say.leave}>
        <p>{isPasskey ? messages.passkey.leave : wallet === undefined ? say.leaveMore : say.disconnectMore(wallet)}</p>
        <div className="row">
          <Button look="danger" onClick={() => void forget()}>
            {wallet === undefined && !isPasskey ? say.sure : say.disconnect}
          </Button>
          <Button look="quiet" onClick={() => setAsks(false)}>
            {say.cancel}
          </Button>
        </div>
      </Dialog>
    </Card>
  );
}
