import { hash256, toDisplayHash } from './hash.ts';
import { type TransactionSpan, walkTransaction } from './walk.ts';

export type Outpoint = { readonly txid: string; readonly vout: number };

export type TransactionOutput = { readonly amountSats: bigint; readonly scriptPubKey: Uint8Array };

export type Transaction = {
  readonly txid: string;
  readonly isCoinbase: boolean;
  readonly inputs: readonly Outpoint[];
  readonly outputs: readonly TransactionOutput[];
};

const NO_TXID = '0'.repeat(64);
const NO_VOUT = 0xffffffff;

export const outpointKey = ({ txid, vout }: Outpoint): string => `${txid}:${vout}`;

/** Reads what `outpointKey` wrote. */
export function parseOutpoint(text: string): Outpoint {
  const [txid = '', vout] = text.split(':');
  return { txid, vout: Number(vout) };
}

export function readOutpoint(bytes: Uint8Array, offset: number): Outpoint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 36);
  return { txid: toDisplayHash(bytes.subarray(offset, offset + 32)), vout: view.getUint32(32, true) };
}

export function readAmount(bytes: Uint8Array, offset: number): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset + offset, 8).getBigUint64(0, true);
}

/** The hash of a transaction without its witness, so that nobody can change it after signing (BIP-141). */
export function spanTxid(bytes: Uint8Array, span: TransactionSpan): Uint8Array {
  const { start, bodyStart, bodyEnd, end, hasWitness } = span;
  return hasWitness
    ? hash256(bytes.subarray(start, start + 4), bytes.subarray(bodyStart, bodyEnd), bytes.subarray(end - 4, end))
    : hash256(bytes.subarray(start, end));
}

/** Reads one serialized transaction. Amounts come from these bytes, never from a node's JSON numbers. */
export function parseTransaction(bytes: Uint8Array): Transaction {
  const inputs: Outpoint[] = [];
  const outputs: TransactionOutput[] = [];
  const span = walkTransaction(bytes, {
    input: (offset) => inputs.push(readOutpoint(bytes, offset)),
    output: (amountOffset, scriptOffset, length) =>
      outputs.push({
        amountSats: readAmount(bytes, amountOffset),
        scriptPubKey: bytes.slice(scriptOffset, scriptOffset + length),
      }),
  });
  const [first] = inputs;
  const isCoinbase = inputs.length === 1 && first?.txid === NO_TXID && first.vout === NO_VOUT;
  return { txid: toDisplayHash(spanTxid(bytes, span)), isCoinbase, inputs, outputs };
}
