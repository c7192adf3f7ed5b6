import { fromDisplayHash, hash256, toDisplayHash } from '../block/hash.ts';
import { type Outpoint, readAmount, readOutpoint, spanTxid, type TransactionOutput } from '../block/transaction.ts';
import { walkTransaction } from '../block/walk.ts';
import { CustodyError } from '../errors.ts';

/** A transaction with all that signatures cover, and the signatures. */
export type SignedTransaction = {
  readonly version: number;
  readonly lockTime: number;
  readonly inputs: readonly SignedInput[];
  readonly outputs: readonly TransactionOutput[];
};

export type SignedInput = Outpoint & {
  readonly sequence: number;
  readonly scriptSig: Uint8Array;
  readonly witness: readonly Uint8Array[];
};

const OUTPOINT_BYTES = 36;
/** The highest length that takes one byte; a longer script signature belongs to no kind of coin that is read here. */
const LONGEST_SCRIPT_SIG = 0xfc;

export function parseSignedTransaction(bytes: Uint8Array): SignedTransaction & { readonly txid: string } {
  const inputs: (SignedInput & { witness: Uint8Array[] })[] = [];
  const outputs: TransactionOutput[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const span = walkTransaction(bytes, {
    input(offset) {
      const length = bytes[offset + OUTPOINT_BYTES] ?? 0;
      if (length > LONGEST_SCRIPT_SIG) throw new CustodyError('block/malformed', { reason: 'a long script', offset });
      const scriptAt = offset + OUTPOINT_BYTES + 1;
      const scriptSig = bytes.slice(scriptAt, scriptAt + length);
      const sequence = view.getUint32(scriptAt + length, true);
      inputs.push({ ...readOutpoint(bytes, offset), sequence, scriptSig, witness: [] });
    },
    output: (amountOffset, scriptOffset, length) =>
      outputs.push({
        amountSats: readAmount(bytes, amountOffset),
        scriptPubKey: bytes.slice(scriptOffset, scriptOffset + length),
      }),
    witnessItem: (offset, length, vin) => inputs[vin]?.witness.push(bytes.slice(offset, offset + length)),
  });
  const version = view.getInt32(0, true);
  const lockTime = view.getUint32(span.end - 4, true);
  return { version, lockTime, inputs, outputs, txid: toDisplayHash(spanTxid(bytes, span)) };
}

/** With witnesses where there are any (BIP-144). */
export function encodeSignedTransaction(transaction: SignedTransaction): Uint8Array {
  const { version, lockTime, inputs, outputs } = transaction;
  const hasWitness = inputs.some(({ witness }) => witness.length > 0);
  return Buffer.concat([
    int32(version),
    ...(hasWitness ? [Buffer.of(0, 1)] : []),
    compactSize(inputs.length),
    ...inputs.flatMap((input) => [encodeOutpoint(input), sized(input.scriptSig), uint32(input.sequence)]),
    compactSize(outputs.length),
    ...outputs.map(encodeOutput),
    ...(hasWitness ? inputs.map(({ witness }) => encodeWitness(witness)) : []),
    uint32(lockTime),
  ]);
}

export function transactionId(transaction: SignedTransaction): string {
  const inputs = transaction.inputs.map((input) => ({ ...input, witness: [] }));
  return toDisplayHash(hash256(encodeSignedTransaction({ ...transaction, inputs })));
}

export const encodeWitness = (witness: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([compactSize(witness.length), ...witness.map(sized)]);

export const encodeOutpoint = ({ txid, vout }: Outpoint): Uint8Array =>
  Buffer.concat([fromDisplayHash(txid), uint32(vout)]);

export const encodeOutput = ({ amountSats, scriptPubKey }: TransactionOutput): Uint8Array =>
  Buffer.concat([uint64(amountSats), sized(scriptPubKey)]);

export const sized = (bytes: Uint8Array): Uint8Array => Buffer.concat([compactSize(bytes.length), bytes]);

export function compactSize(size: number): Uint8Array {
  if (size < 0xfd) return Buffer.of(size);
  if (size <= 0xffff) return Buffer.of(0xfd, size & 0xff, size >>> 8);
  return Buffer.concat([Buffer.of(0xfe), uint32(size)]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
