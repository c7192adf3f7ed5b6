import { type Bytes, type BytesN, contract, Option, type u32 } from '@istsi/soroban-sdk';
import { explorersOrder } from './byte-order.ts';
import { begin } from './checkpoint.ts';
import { LAYOUT } from './migration.ts';
import { proveTransaction } from './proof.ts';
import { mainnetUnless, type Rules } from './rules.ts';
import { loadBase, loadChain, loadRules } from './storage.ts';
import { submit } from './submission.ts';
import type { Checkpoint, ProvedTransaction, Tip, TransactionProof } from './types.ts';

/**
 * Bitcoin's best chain, as its headers alone show it: whoever brings valid ones with more work is believed, and nobody else.
 * It belongs to nobody: it cannot be paused, upgraded or corrected. Whoever relies on it chooses its checkpoint with it.
 */
@contract
export class BitcoinRelay {
  /** Without rules, Bitcoin's own. */
  __constructor(rules: Option<Rules>, checkpoint: Checkpoint): void {
    begin(mainnetUnless(rules), checkpoint);
  }

  /**
   * Takes headers, 80 bytes each, that follow a block of the window and lead to more work than the best chain has. All of
   * them or none. Returns the height of the new tip.
   */
  submit(headers: Bytes): u32 {
    return submit(headers);
  }

  /**
   * Finds that a transaction is in a block of the best chain, or fails; of any block since this relay began. What was in it
   * once may be no more after a reorganization: how deep it is, is the caller's to judge.
   */
  prove_transaction(proof: TransactionProof): ProvedTransaction {
    return proveTransaction(proof);
  }

  tip(): Tip {
    const chain = loadChain();
    return {
      hash: explorersOrder(chain.hashOf(chain.height)),
      height: chain.height,
      time: chain.timeOf(chain.height),
      work: chain.work,
    };
  }

  /** The hash of a block of the window, as explorers print it; None above the tip and for what left the window. */
  block_hash(height: u32): Option<BytesN<32>> {
    const chain = loadChain();
    if (height < chain.first || height > chain.height) return Option.none<BytesN<32>>();
    return Option.some<BytesN<32>>(explorersOrder(chain.hashOf(height)));
  }

  /** The height of the window's first block: what is below is proved with a path. */
  window_start(): u32 {
    return loadChain().first;
  }

  rules(): Rules {
    return loadRules();
  }

  /** The height at which this relay began. */
  base(): u32 {
    return loadBase();
  }

  /** The layout of the storage. */
  version(): u32 {
    return LAYOUT;
  }
}
