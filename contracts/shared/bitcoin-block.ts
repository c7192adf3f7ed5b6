import { type BytesN, contracttype, type u32 } from '@istsi/soroban-sdk';

/** A block of Bitcoin. Only with its hash a height means one block for good. */
@contracttype
export class BitcoinBlock {
  /** As explorers print it. */
  hash!: BytesN<32>;
  height!: u32;
}

export function blockOf(height: u32, hash: BytesN<32>): BitcoinBlock {
  return { hash, height };
}
