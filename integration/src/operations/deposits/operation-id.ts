import { createHash } from 'node:crypto';
import type { Outpoint } from './deposit.ts';

/** The router's id of a deposit: sha256("bitcoin_deposit" ‖ txid as explorers print it ‖ vout as 4 bytes, big-endian), hex. */
export function depositOperationId({ txid, vout }: Outpoint): string {
  const output = Buffer.alloc(4);
  output.writeUInt32BE(vout);
  return createHash('sha256').update('bitcoin_deposit').update(Buffer.from(txid, 'hex')).update(output).digest('hex');
}
