import type { WalletName } from '@istsi/client/wallets';
import { Button, Card, Notice, Skeleton } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useAccount } from '../account/account.tsx';
import { messages } from '../messages.ts';

const { wallets: say } = messages;
const ADDRESS = /^G[A-Z2-7]{55}$/;

const isShut = (error: Error): boolean => ['silent', 'locked'].includes((error as { problem?: string }).problem ?? '');

/** Which wallet has the key. Nothing of them is loaded before somebody comes here, and none is asked before it is chosen. */
export function ChooseWallet({ onBack }: { onBack: () => void }) {
  const { use } = useAccount();
  const found = useQuery({
    queryKey: ['wallets'],
    queryFn: async () => await (await import('@istsi/client/wallets')).findWallets(),
    ...{ refetchInterval: false, gcTime: 0 },
  });
  const connect = useMutation({
    mutationFn: async (keeper: WalletName) => {
      const { wallets } = await import('@istsi/client/wallets');
      const address = await wallets[keeper].getAddress();
      if (!ADDRESS.test(address)) throw new Error(say.notAnAccount);
      return { address, keeper };
    },
    onSuccess: use,
  });
  return (
    <Card isPage title={say.title}>
      <p>{say.lead}</p>
      {found.isPending && (
        <p role="status">
          {say.looking} <Skeleton lines={1} />
        </p>
      )}
      {connect.error && (
        <Notice tone="bad" title={say.refused}>
          {connect.error.message} {isShut(connect.error) && say.locked}
        </Notice>
      )}
      {connect.isPending && (
        <p className="small soft" role="status">
          {messages.signing.asked(say.names[connect.variables])}
        </p>
      )}
      <ul className="wallets">
        {found.data?.map((name) => (
          <li key={name}>
            <Button busy={connect.isPending && connect.variables === name} onClick={() => connect.mutate(name)}>
              {say.names[name]}
            </Button>
            <span className="small soft">{say.more[name]}</span>
          </li>
        ))}
      </ul>
      <p className="small soft">{say.install}</p>
      <div className="row">
        <Button look="quiet" onClick={onBack}>
          {messages.welcome.back}
        </Button>
      </div>
    </Card>
  );
}
