import { albedo } from './albedo.ts';
import { freighter, isFreighterThere } from './freighter.ts';
import { isLobstrThere, lobstr } from './lobstr.ts';
import type { Wallet, WalletName } from './wallet.ts';
import { isXBullThere, xbull } from './xbull.ts';

export { type Wallet, WalletError, type WalletName, type WalletProblem, walletNames } from './wallet.ts';

/** By their names; each does nothing before it is asked for something. */
export const wallets: Readonly<Record<WalletName, Wallet>> = { freighter, lobstr, xbull, albedo };

/** Which of them this browser has. Albedo is a page, and everywhere. */
export async function findWallets(): Promise<WalletName[]> {
  const there = await Promise.all([isFreighterThere(), isLobstrThere(), isXBullThere()]);
  const extensions = (['freighter', 'lobstr', 'xbull'] as const).filter((_, place) => there[place]);
  return [...extensions, 'albedo'];
}
