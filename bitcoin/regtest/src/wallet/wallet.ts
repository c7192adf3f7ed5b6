import type { HDKey } from '@scure/bip32';
import { scriptToAddress } from '../script/address.ts';
import { type AddressType, deriveBranch, deriveKey, type KeyPath, type WalletKey, walletRoot } from './keys.ts';

export type WalletRecord =
  | { type: 'walletSeed'; seedHex: string }
  | { type: 'walletCreated'; wallet: string }
  | { type: 'walletLoaded' | 'walletUnloaded'; wallet: string }
  | { type: 'walletKey'; wallet: string; path: KeyPath; label: string };

/** A small hierarchical wallet that pays for people's tests. Its coins are read off the chain, so it stores nothing but its keys' paths. */
export type Wallet = {
  name: string;
  root: HDKey;
  branches: Map<string, { key: HDKey; next: number }>;
  /** Issued keys by output script (hex). */
  keys: Map<string, WalletKey & { label: string }>;
};

export const createWallet = (seed: Buffer, name: string): Wallet => ({
  name,
  root: walletRoot(seed, name),
  branches: new Map(),
  keys: new Map(),
});

function branchOf(wallet: Wallet, type: AddressType, branch: 0 | 1): { key: HDKey; next: number } {
  const id = `${type}/${branch}`;
  let state = wallet.branches.get(id);
  if (!state) {
    state = { key: deriveBranch(wallet.root, type, branch), next: 0 };
    wallet.branches.set(id, state);
  }
  return state;
}

/** The next unused key of a branch. `issueKey` makes it the wallet's. */
export function nextKeyPath(wallet: Wallet, type: AddressType, branch: 0 | 1): KeyPath {
  return { type, branch, index: branchOf(wallet, type, branch).next };
}

/** Derives a key without making it the wallet's. */
export const previewKey = (wallet: Wallet, path: KeyPath): WalletKey =>
  deriveKey(branchOf(wallet, path.type, path.branch).key, path);

export function issueKey(wallet: Wallet, path: KeyPath, label: string): WalletKey {
  const branch = branchOf(wallet, path.type, path.branch);
  const key = deriveKey(branch.key, path);
  branch.next = Math.max(branch.next, path.index + 1);
  wallet.keys.set(key.script.toString('hex'), { ...key, label });
  return key;
}

export const keyForScript = (wallet: Wallet, script: Buffer): (WalletKey & { label: string }) | undefined =>
  wallet.keys.get(script.toString('hex'));

export const addressOfKey = (key: WalletKey): string => scriptToAddress(key.script)!;
