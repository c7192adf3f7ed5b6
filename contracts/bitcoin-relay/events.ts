import { type BytesN, contractevent, type u32 } from '@istsi/soroban-sdk';

/** The best chain grew. */
@contractevent
export class ChainExtended {
  /** Of the new tip, as explorers print it. */
  hash!: BytesN<32>;
  height!: u32;
}

/** Another branch has more work: blocks above the fork are no longer of the best chain. Published before `ChainExtended`. */
@contractevent
export class ChainReorganized {
  /** The last block that both branches have. */
  fork_height!: u32;
  /** The tip that was left, as explorers print it. */
  left_hash!: BytesN<32>;
  left_height!: u32;
}
