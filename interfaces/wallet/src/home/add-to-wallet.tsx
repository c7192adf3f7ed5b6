import type { WalletName } from '@istsi/client/wallets';
import { Button, Notice } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Account } from '../account/account.tsx';
import { messages } from '../messages.ts';
import { networkQuery } from '../queries.ts';

const say = messages.addToken;
/** The others show what they have found by themselves, and cannot be asked. */
const ABLE: ReadonlySet<Account['keeper']> = new Set<WalletName>(['freighter']);

/** Has the owner's wallet show iSTSi, by the contract that this browser knows. */
export function AddToWallet({ keeper }: Pick<Account, 'keeper'>) {
  const { data: network } = useQuery(networkQuery);
  const contract = network?.changes.length === 0 ? network.contracts['istsi-token'] : undefined;
  const add = useMutation({
    mutationFn: async ({
      name,
      id,
      networkPassphrase,
    }: {
      name: WalletName;
      id: string;
      networkPassphrase: string;
    }) => {
      const { wallets } = await import('@istsi/client/wallets');
      await wallets[name].addToken?.(id, { networkPassphrase });
    },
  });
  if (!ABLE.has(keeper) || !network || contract === undefined) return null;
  const name = keeper as WalletName;
  const asked = { name, id: contract, networkPassphrase: network.stellar.network_passphrase };
  return (
    <>
      <div className="row">
        <Button look="quiet" busy={add.isPending} onClick={() => add.mutate(asked)}>
          {say.act(messages.wallets.names[name])}
        </Button>
      </div>
      {add.isPending && (
        <p className="small soft" role="status">
          {messages.signing.asked(messages.wallets.names[name])}
        </p>
      )}
      {add.isSuccess && <Notice tone="good" title={say.done} />}
      {add.error && (
        <Notice tone="bad" title={say.refused}>
          {add.error.message}
        </Notice>
      )}
    </>
  );
}
