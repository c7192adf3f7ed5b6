import { fromDisplayHash, hash256, toDisplayHash } from '../block/hash.ts';
import { type Outpoint, readAmount, readOutpoint, spanTxid, type TransactionOutput } from '../block/transaction.ts';
import { walkTransaction } from '../block/walk.ts';
import { concatBytes } from '../bytes.ts';
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
  return concatBytes(
    int32(version),
    ...(hasWitness ? [Uint8Array.of(0, 1)] : []),
    compactSize(inputs.length),
    ...inputs.flatMap((input) => [encodeOutpoint(input), sized(input.scriptSig), uint32(input.sequence)]),
    compactSize(outputs.length),
    ...outputs.map(encodeOutput),
    ...(hasWitness ? inputs.map(({ witness }) => encodeWitness(witness)) : []),
    uint32(lockTime),
  );
}

export function transactionId(transaction: SignedTransaction): string {
  const inputs = transaction.inputs.map((input) => ({ ...input, witness: [] }));
  return toDisplayHash(hash256(encodeSignedTransaction({ ...transaction, inputs })));
}

export const encodeWitness = (witness: readonly Uint8Array[]): Uint8Array =>
  concatBytes(compactSize(witness.length), ...witness.map(sized));

export const encodeOutpoint = ({ txid, vout }: Outpoint): Uint8Array =>
  concatBytes(fromDisplayHash(txid), uint32(vout));

export const encodeOutput = ({ amountSats, scriptPubKey }: TransactionOutput): Uint8Array =>
  concatBytes(uint64(amountSats), sized(scriptPubKey));

export const sized = (bytes: Uint8Array): Uint8Array => concatBytes(compactSize(bytes.length), bytes);

export function compactSize(size: number): Uint8Array {
  if (size < 0xfd) return Uint8Array.of(size);
  if (size <= 0xffff) return Uint8Array.of(0xfd, size & 0xff, size >>> 8);
  return concatBytes(Uint8Array.of(0xfe), uint32(size));
}

export const int32 = (value: number): Uint8Array =>
  written(4, (view) => view.setInt32(0, checkedBits(value | 0, value), true));
export const uint32 = (value: number): Uint8Array =>
  written(4, (view) => view.setUint32(0, checkedBits(value >>> 0, value), true));

export function uint64(value: bigint): Uint8Array {
  if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${value} does not fit into 64 bits`);
  return written(8, (view) => view.setBigUint64(0, value, true));
}

/** A DataView would cut off what does not fit. */
function checkedBits(cut: number, value: number): number {
  if (cut !== value) throw new RangeError(`${value} does not fit into 32 bits`);
  return value;
}

function written(bytes: number, write: (view: DataView) => void): Uint8Array {
  const buffer = new Uint8Array(bytes);
  write(new DataView(buffer.buffer));
  return buffer;
}
