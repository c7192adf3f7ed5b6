import type { Args, BytesN, u32, u64 } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import type { Outpoint } from './bitcoin/transaction.ts';

// Arguments that entries of custodians have in common, in the order in which the entries take them.

export function addOutpoint(args: Args, outpoint: Outpoint): Args {
  return args.add<BytesN<32>>(outpoint.tx_hash).add<u32>(outpoint.vout);
}

export function addBlock(args: Args, block: BitcoinBlock): Args {
  return args.add<u32>(block.height).add<BytesN<32>>(block.hash);
}

/** How deep, in which block. */
export function addDepth(args: Args, confirmations: u32, block: BitcoinBlock): Args {
  return addBlock(args.add<u32>(confirmations), block);
}

/** An output that was found confirmed. */
export function addFinding(args: Args, outpoint: Outpoint, amount: u64, confirmations: u32, block: BitcoinBlock): Args {
  return addDepth(addOutpoint(args, outpoint).add<u64>(amount), confirmations, block);
}
