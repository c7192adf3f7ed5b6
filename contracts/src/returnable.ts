import { createHash } from 'node:crypto';
import { type BlockRef, blockArgs, blockIn } from './block-ref.ts';
import type { ReserveManager } from './generated/reserve-manager.ts';

/** What a call would make a custodian say: this output may not become tokens, and is this user's, or as yet nobody's. */
export interface ReturnableClaim {
  attestors: readonly string[];
  /** Null where nobody is registered with the address that was paid. */
  owner: string | null;
  amountSats: bigint;
  txid: string;
  vout: number;
  confirmations: number;
  /** The block of the best chain that holds it. */
  block: BlockRef;
}

export type ReturnableArgs = ReserveManager['register_returnable']['args'];

/** Arguments of the reserve manager's call, by the names of its spec. */
export const returnableArgs = (claim: ReturnableClaim): ReturnableArgs => ({
  attestors: claim.attestors,
  owner: claim.owner,
  tx_hash: Buffer.from(claim.txid, 'hex'),
  vout: claim.vout,
  amount: claim.amountSats,
  confirmations: claim.confirmations,
  ...blockArgs(claim.block),
});

export const returnableClaimIn = (args: ReturnableArgs): ReturnableClaim => ({
  attestors: args.attestors,
  // The spec's decoder says nothing in its own way.
  owner: args.owner ?? null,
  amountSats: args.amount,
  txid: Buffer.from(args.tx_hash).toString('hex'),
  vout: args.vout,
  confirmations: args.confirmations,
  block: blockIn(args),
});

/**
 * The number that payments know a returned deposit by, hex: sha256("returned_deposit" ‖ txid as explorers print it ‖ vout as
 * 4 bytes, big-endian).
 */
export function returnId({ txid, vout }: { txid: string; vout: number }): string {
  const output = Buffer.alloc(4);
  output.writeUInt32BE(vout);
  return createHash('sha256').update('returned_deposit').update(Buffer.from(txid, 'hex')).update(output).digest('hex');
}
