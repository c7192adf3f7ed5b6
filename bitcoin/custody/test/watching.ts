import { deriveAddress } from '../src/address/address.ts';
import { outpointKey } from '../src/block/transaction.ts';
import { multisigDescriptor } from '../src/descriptor/descriptor.ts';
import { networks } from '../src/networks.ts';
import type { Credit, FollowedBlock, Rescan, WatcherChange } from '../src/watcher/state.ts';
import { createWatcherState, type WatcherState } from '../src/watcher/state.ts';
import { testAccounts } from './accounts.ts';
import type { Payment } from './scripted-chain.ts';

export const custody = multisigDescriptor({ network: networks.regtest, threshold: 2, keys: testAccounts(3) });

const scripts = new Map<number, Uint8Array>();

/** A payment to the user at an index. */
export function pay(index: number, amountSats: bigint): Payment {
  const scriptPubKey = scripts.get(index) ?? deriveAddress(custody, index).scriptPubKey;
  scripts.set(index, scriptPubKey);
  return { scriptPubKey, amountSats };
}

/** What a service stores: rows written from the changes alone, as its database transactions would write them. */
export class StoredRows {
  readonly blocks = new Map<number, FollowedBlock>();
  readonly credits = new Map<string, Credit>();
  watchedThrough = -1;
  rescan: Rescan | undefined;

  store(change: WatcherChange, next: WatcherState): void {
    this.watchedThrough = next.watchedThrough;
    this.rescan = next.rescan;
    if (change.type === 'connected' || change.type === 'rescanned') {
      for (const credit of change.credits) {
        if (!this.credits.has(outpointKey(credit))) this.credits.set(outpointKey(credit), credit);
      }
      for (const { txid, vout, ...spent } of change.spends) {
        const credit = this.credits.get(outpointKey({ txid, vout }));
        if (credit) this.credits.set(outpointKey(credit), { ...credit, spent });
      }
    }
    if (change.type === 'connected') {
      const { height, hash } = change.block;
      this.blocks.set(height, { height, hash });
      for (const known of this.blocks.keys()) if (known < change.forgetBelow) this.blocks.delete(known);
    }
    if (change.type === 'disconnected') {
      for (const outpoint of change.unspent) this.#unspend(outpointKey(outpoint));
      for (const credit of change.orphaned) this.credits.delete(outpointKey(credit));
      this.blocks.delete(change.block.height);
    }
  }

  #unspend(key: string): void {
    const credit = this.credits.get(key);
    if (!credit) return;
    const { spent: _, ...unspent } = credit;
    this.credits.set(key, unspent);
  }

  /** What a restarted process begins with. */
  load(): WatcherState {
    return createWatcherState({
      blocks: this.blocks.values(),
      credits: this.credits.values(),
      watchedThrough: this.watchedThrough,
      rescan: this.rescan,
    });
  }
}
