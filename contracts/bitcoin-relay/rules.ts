import { type bool, contracttype, type Option, type u32, type u64 } from '@istsi/soroban-sdk';

/** Blocks between two changes of difficulty. */
export const EPOCH: u32 = 2_016;
/** Seconds that an epoch should take. */
export const EPOCH_SECONDS: u32 = 1_209_600;
/** Blocks whose median time the next one must be after. */
export const MEDIAN_SPAN: u32 = 11;
/** Seconds that a header may be ahead of the clock. */
export const MAX_FUTURE: u64 = 7_200;
/** Seconds after the block before from which a test network takes a block of the least difficulty. */
export const MINIMUM_AFTER: u64 = 1_200;
/** Seconds that an epoch may begin before the last block of the one before it (BIP 94). */
export const MAX_TIMEWARP: u64 = 600;

/** What a network demands of headers: the parts of Bitcoin Core's chain parameters that concern them. */
@contracttype
export class Rules {
  /** BIP 94: against timewarp, and the difficulty of an epoch goes by its first block's. */
  is_bip94!: bool;
  /** The least difficulty, as headers state it. */
  limit_bits!: u32;
  /** Whether a block that is late may have the least difficulty. */
  minimum_when_late!: bool;
  retargets!: bool;
  // Heights from which versions below 2, 3 and 4 are refused (BIP 34, 66, 65).
  version_2_height!: u32;
  version_3_height!: u32;
  version_4_height!: u32;
}

/** Those of Bitcoin itself, which no deployment can bend, unless others are given: those of a test network. */
export function mainnetUnless(given: Option<Rules>): Rules {
  if (given.isSome) return given.unwrap();
  return {
    is_bip94: false,
    limit_bits: 0x1d00ffff,
    minimum_when_late: false,
    retargets: true,
    version_2_height: 227_931,
    version_3_height: 363_725,
    version_4_height: 388_381,
  };
}
