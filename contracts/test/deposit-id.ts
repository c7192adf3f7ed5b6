import { createHash } from 'node:crypto';

/** What the router computes on chain, hex: sha256("bitcoin_deposit" ‖ txid ‖ vout as 4 bytes, big-endian). */
export function depositId(tx: Uint8Array, vout: number): string {
  const index = Buffer.alloc(4);
  index.writeUInt32BE(vout);
  return createHash('sha256').update('bitcoin_deposit').update(tx).update(index).digest('hex');
}
