import { createContext, type ReactNode, useContext, useState } from 'react';
import type { Wallet } from './wallet.ts';

/** Whose wallet this is, and who keeps the key. */
export interface Account {
  address: string;
  keeper: 'browser';
}

interface AccountState {
  account: Account | undefined;
  use(account: Account): void;
  leave(): void;
}

const PLACE = 'istsi-account';
const Context = createContext<AccountState | undefined>(undefined);

/** The address is remembered; the key is where its keeper has it. */
export function AccountKept({ children }: { children: ReactNode }) {
  const [account, setAccount] = useState(remembered);
  const state: AccountState = {
    account,
    use(next) {
      localStorage.setItem(PLACE, JSON.stringify(next));
      setAccount(next);
    },
    leave() {
      localStorage.removeItem(PLACE);
      setAccount(undefined);
    },
  };
  return <Context value={state}>{children}</Context>;
}

export function useAccount(): AccountState {
  const state = useContext(Context);
  if (!state) throw new Error('outside of AccountKept');
  return state;
}

export async function walletOf(_account: Account): Promise<Wallet> {
  const { browserWallet } = await import('./browser-key.ts');
  return browserWallet;
}

function remembered(): Account | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Partial<Account> | null;
    if (kept?.keeper === 'browser' && /^G[A-Z2-7]{55}$/.test(kept.address ?? '')) return kept as Account;
  } catch {
    // Somebody else's, or damaged: the key is still there, and its secret brings it back.
  }
  return undefined;
}
