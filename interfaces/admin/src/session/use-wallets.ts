import type { Wallet, WalletName } from '@istsi/client/wallets';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

export interface ChosenWallet {
  name: WalletName;
  wallet: Wallet;
}

/** Of this tab: whoever signed in with a wallet signs acts with the same one. */
const PLACE = 'istsi-admin-wallet';

/** The wallets that this browser has, extensions before pages, and the one that signs here; null where there is none. */
export function useWallets() {
  const [name, setName] = useState(() => sessionStorage.getItem(PLACE));
  const { data } = useQuery({
    queryKey: ['wallets'],
    queryFn: async () => {
      const { findWallets, wallets } = await import('@istsi/client/wallets');
      return (await findWallets()).map((each): ChosenWallet => ({ name: each, wallet: wallets[each] }));
    },
    ...{ refetchInterval: false as const, staleTime: Number.POSITIVE_INFINITY },
  });
  const installed = data?.find((each) => each.name !== 'albedo');
  return {
    wallets: data ?? [],
    chosen: data && (data.find((each) => each.name === name) ?? installed ?? null),
    choose(chosen: WalletName) {
      sessionStorage.setItem(PLACE, chosen);
      setName(chosen);
    },
  };
}
