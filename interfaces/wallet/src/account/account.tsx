import type { WalletName } from '@istsi/client/wallets';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { forgetLastKnown } from '../offline/last-known.ts';
import type { Signer } from './wallet.ts';

/** Whose wallet this is, and who keeps the key. */
export interface Account {
  address: string;
  keeper: 'browser' | 'passkey' | WalletName;
  /** Of an account whose key is a passkey. */
  passkey?: Passkey;
}

export interface Passkey {
  /** Base64url, as the browser names it. */
  credential: string;
  /** Hex. */
  publicKey: string;
  /** Hex: what makes the account, in the browser where the passkey was made. */
  salt?: string;
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
      forgetLastKnown(localStorage);
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

/** Loaded when it is needed; of the wallets of others, the one that was chosen is asked. */
export async function walletOf({ keeper }: Account): Promise<Signer> {
  // It is no transaction's source: what it signs are authorizations, which `signPromised` has it do.
  if (keeper === 'passkey') throw new Error('an account of a passkey signs no transactions');
  if (keeper === 'browser') return (await import('./browser-key.ts')).browserWallet;
  return (await import('@istsi/client/wallets')).wallets[keeper];
}

const KEEPERS: readonly string[] = ['browser', 'freighter', 'lobstr', 'xbull', 'albedo'] satisfies Account['keeper'][];

function remembered(): Account | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Partial<Account> | null;
    if (KEEPERS.includes(kept?.keeper ?? '') && /^G[A-Z2-7]{55}$/.test(kept?.address ?? '')) return kept as Account;
    const isPasskey = kept?.keeper === 'passkey' && /^C[A-Z2-7]{55}$/.test(kept.address ?? '');
    if (isPasskey && kept.passkey?.credential && kept.passkey.publicKey) return kept as Account;
  } catch {
    // Somebody else's, or damaged: the key is still there, and its secret brings it back.
  }
  return undefined;
}
