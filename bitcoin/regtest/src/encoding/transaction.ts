import { ByteReader, compactSize, DecodeError, i64, u32, varBytes } from './bytes.ts';
import { hash256, toDisplay } from './hash.ts';

export type TxInput = {
  /** Internal byte order. */
  prevHash: Buffer;
  prevTxid: string;
  vout: number;
  scriptSig: Buffer;
  sequence: number;
  witness: Buffer[];
};

export type TxOutput = { valueSats: bigint; script: Buffer };

/** A parsed transaction with everything derived from its bytes. Never mutated. */
export type Transaction = {
  version: number;
  inputs: TxInput[];
  outputs: TxOutput[];
  lockTime: number;
  txid: string;
  /** txid in internal byte order. */
  hash: Buffer;
  wtxid: string;
  raw: Buffer;
  strippedSize: number;
  /** Weight units, BIP141. */
  weight: number;
  hasWitness: boolean;
};

export type TransactionDraft = Pick<Transaction, 'version' | 'lockTime' | 'outputs'> & {
  inputs: Pick<TxInput, 'prevTxid' | 'vout' | 'scriptSig' | 'sequence' | 'witness'>[];
};

export const COINBASE_VOUT = 0xffffffff;
const NULL_TXID = '00'.repeat(32);

export const outpointKey = (txid: string, vout: number): string => `${txid}:${vout}`;
export const inputKey = (input: TxInput): string => outpointKey(input.prevTxid, input.vout);
export const isNullOutpoint = (input: TxInput): boolean => input.vout === COINBASE_VOUT && input.prevTxid === NULL_TXID;
export const isCoinbase = (tx: Transaction): boolean => tx.inputs.length === 1 && isNullOutpoint(tx.inputs[0]!);
export const virtualSize = (weight: number): number => Math.ceil(weight / 4);
export const encodeOutput = (output: TxOutput): Buffer =>
  Buffer.concat([i64(output.valueSats), varBytes(output.script)]);

export function readTransaction(reader: ByteReader, allowWitness = true): Transaction {
  const start = reader.offset;
  const version = reader.u32();
  let bodyStart = reader.offset;
  let inputs = readInputs(reader);
  let hasWitness = false;
  if (inputs.length === 0 && allowWitness) {
    const flag = reader.u8();
    if (flag !== 0) {
      if (flag !== 1) throw new DecodeError('unknown transaction flag');
      hasWitness = true;
      bodyStart = reader.offset;
      inputs = readInputs(reader);
    } else {
      reader.offset -= 1;
    }
  }
  const outputs = readOutputs(reader);
  const bodyEnd = reader.offset;
  if (hasWitness) {
    for (const input of inputs) input.witness = Array.from({ length: reader.compactSize() }, () => reader.varBytes());
    if (inputs.every((input) => input.witness.length === 0)) throw new DecodeError('superfluous witness record');
  }
  const lockTime = reader.u32();
  const raw = reader.data.subarray(start, reader.offset);
  const stripped = hasWitness
    ? Buffer.concat([raw.subarray(0, 4), reader.data.subarray(bodyStart, bodyEnd), raw.subarray(raw.length - 4)])
    : raw;
  const hash = hash256(stripped);
  return {
    version,
    inputs,
    outputs,
    lockTime,
    hash,
    txid: toDisplay(hash),
    wtxid: hasWitness ? toDisplay(hash256(raw)) : toDisplay(hash),
    raw,
    strippedSize: stripped.length,
    weight: stripped.length * 3 + raw.length,
    hasWitness,
  };
}

function readInputs(reader: ByteReader): TxInput[] {
  return Array.from({ length: reader.compactSize() }, () => {
    const prevHash = reader.bytes(32);
    const vout = reader.u32();
    const scriptSig = reader.varBytes();
    return { prevHash, prevTxid: toDisplay(prevHash), vout, scriptSig, sequence: reader.u32(), witness: [] };
  });
}

function readOutputs(reader: ByteReader): TxOutput[] {
  return Array.from({ length: reader.compactSize() }, () => ({ valueSats: reader.i64(), script: reader.varBytes() }));
}

/** Parses exactly one transaction. Throws DecodeError. */
export function parseTransaction(data: Uint8Array, allowWitness = true): Transaction {
  const reader = new ByteReader(data);
  const tx = readTransaction(reader, allowWitness);
  reader.end();
  return tx;
}

/** Decodes hex as Bitcoin Core's DecodeHexTx: the witness form first, then the form before BIP144. */
export function parseTransactionHex(hex: string): Transaction {
  if (hex.length === 0 || hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) throw new DecodeError('not hexadecimal');
  const data = Buffer.from(hex, 'hex');
  try {
    return parseTransaction(data);
  } catch (error) {
    try {
      return parseTransaction(data, false);
    } catch {
      throw error;
    }
  }
}

/** Serializes a draft (BIP144 when any witness is present) and parses it back, so that every derived field is set. */
export function buildTransaction(draft: TransactionDraft): Transaction {
  const hasWitness = draft.inputs.some((input) => input.witness.length > 0);
  const parts: Buffer[] = [u32(draft.version)];
  if (hasWitness) parts.push(Buffer.from([0, 1]));
  parts.push(compactSize(draft.inputs.length));
  for (const input of draft.inputs) {
    const prevHash = Buffer.from(input.prevTxid, 'hex').reverse();
    parts.push(prevHash, u32(input.vout), varBytes(input.scriptSig), u32(input.sequence));
  }
  parts.push(compactSize(draft.outputs.length), ...draft.outputs.map(encodeOutput));
  if (hasWitness) {
    for (const input of draft.inputs) parts.push(compactSize(input.witness.length), ...input.witness.map(varBytes));
  }
  parts.push(u32(draft.lockTime));
  // Without inputs the witness form is ambiguous: 0 inputs reads as the BIP144 marker.
  return parseTransaction(Buffer.concat(parts), draft.inputs.length > 0);
}
