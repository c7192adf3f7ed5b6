import { SCRIPT_BYTES } from '../address/derive-native.ts';
import type { BytesTable } from './bytes-table.ts';
import { fromDisplayHash, toDisplayHash } from './hash.ts';
import { type Outpoint, readAmount, readOutpoint, spanTxid } from './transaction.ts';
import { walkBlock } from './walk.ts';

export const OUTPOINT_BYTES = 36;

export type FoundOutput = Outpoint & {
  readonly amountSats: bigint;
  /** The script's number in the table. */
  readonly scriptId: number;
  readonly isCoinbase: boolean;
};
/** An input of transaction `by` that spends a known outpoint. */
export type FoundSpend = Outpoint & { readonly by: string };
export type ScanResult = { readonly outputs: FoundOutput[]; readonly spends: FoundSpend[] };

/** An outpoint as it stands in a transaction input: the id unreversed, then the output number. */
export function encodeOutpoint({ txid, vout }: Outpoint): Uint8Array {
  const bytes = Buffer.alloc(OUTPOINT_BYTES);
  bytes.set(fromDisplayHash(txid));
  bytes.writeUInt32LE(vout, 32);
  return bytes;
}

/**
 * Finds the outputs that pay a script of the table, and the inputs that spend an outpoint of the table or an output
 * found earlier in this block. Found outpoints are added to `outpoints`, which may therefore know more than the caller
 * still cares about.
 */
export function scanBlock(block: Uint8Array, scripts: BytesTable, outpoints: BytesTable): ScanResult {
  const result: ScanResult = { outputs: [], spends: [] };
  // Hits of the transaction being walked: script offsets and the rest are read only once its id is known.
  let paid: { amountOffset: number; scriptId: number; vout: number }[] = [];
  let spent: number[] = [];
  walkBlock(block, {
    input(offset) {
      if (outpoints.size > 0 && outpoints.find(block, offset) >= 0) spent.push(offset);
    },
    output(amountOffset, scriptOffset, scriptLength, vout) {
      if (scriptLength !== SCRIPT_BYTES) return;
      const scriptId = scripts.find(block, scriptOffset);
      if (scriptId >= 0) paid.push({ amountOffset, scriptId, vout });
    },
    transaction(span, txIndex) {
      if (paid.length === 0 && spent.length === 0) return;
      const txid = toDisplayHash(spanTxid(block, span));
      for (const offset of spent) result.spends.push({ ...readOutpoint(block, offset), by: txid });
      for (const { amountOffset, scriptId, vout } of paid) {
        const amountSats = readAmount(block, amountOffset);
        result.outputs.push({ txid, vout, amountSats, scriptId, isCoinbase: txIndex === 0 });
        outpoints.add(encodeOutpoint({ txid, vout }));
      }
      paid = [];
      spent = [];
    },
  });
  return result;
}
