import type { Wallet } from '@istsi/client/wallets';

/** What signs here: a wallet, or this browser with a key of its own. */
export type Signer = Pick<Wallet, 'signTransaction' | 'signAuthEntry'>;
