import { type BytesN, contracttype, type u32 } from '@istsi/soroban-sdk';

/** A block of Bitcoin that custodians found in the best chain. Without its hash, a height means another block after a reorganization. */
@contracttype
export class BitcoinBlock {
  /** As explorers print it. */
  hash!: BytesN<32>;
  height!: u32;
}

export function blockOf(height: u32, hash: BytesN<32>): BitcoinBlock {
  return { hash, height };
}
