import { ByteReader, compactSize, DecodeError, varBytes } from '../encoding/bytes.ts';
import { toDisplay } from '../encoding/hash.ts';
import { buildTransaction, parseTransaction, type Transaction } from '../encoding/transaction.ts';
import { GLOBAL, IN, OUT } from './fields.ts';
import { type MapKind, validateMap, validatePrevious } from './validate.ts';

/** One map of a PSBT: what follows its type and key data, by both in hex. Unknown fields are kept as they are. */
export type PsbtMap = Map<string, Buffer>;

/** A partially signed transaction: version 0 of BIP174, or version 2 of BIP370. */
export type Psbt = {
  version: 0 | 2;
  global: PsbtMap;
  inputs: PsbtMap[];
  outputs: PsbtMap[];
  /** The unsigned transaction. */
  tx: Transaction;
};

const MAGIC = Buffer.from('70736274ff', 'hex');
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const SEQUENCE_FINAL = 0xffffffff;
const LOCKTIME_THRESHOLD = 500_000_000;

/** Throws DecodeError. */
export function parsePsbt(base64: string): Psbt {
  if (!BASE64.test(base64)) throw new DecodeError('invalid base64');
  const reader = new ByteReader(Buffer.from(base64, 'base64'));
  if (reader.remaining < MAGIC.length || !reader.bytes(MAGIC.length).equals(MAGIC)) {
    throw new DecodeError('Invalid PSBT magic bytes');
  }
  const global = readMap(reader, 'global');
  validateMap(global, 'global', 0);
  const version = global.get(GLOBAL.VERSION)?.readUInt32LE(0) ?? 0;
  if (version !== 0 && version !== 2) throw new DecodeError('Unsupported version number');
  const unsigned = version === 0 ? unsignedTransaction(global) : undefined;
  const inputCount = unsigned?.inputs.length ?? countOf(global, GLOBAL.INPUT_COUNT, 'input');
  const outputCount = unsigned?.outputs.length ?? countOf(global, GLOBAL.OUTPUT_COUNT, 'output');
  const inputs = readMaps(reader, 'input', inputCount, version);
  const outputs = readMaps(reader, 'output', outputCount, version);
  if (reader.remaining > 0) throw new DecodeError('extra data after PSBT');
  const tx = unsigned ?? transactionOf(global, inputs, outputs);
  for (const [index, map] of inputs.entries()) validatePrevious(map, tx.inputs[index]!);
  return { version, global, inputs, outputs, tx };
}

function readMaps(reader: ByteReader, kind: 'input' | 'output', count: number, version: 0 | 2): PsbtMap[] {
  const maps: PsbtMap[] = [];
  while (maps.length < count && reader.remaining > 0) {
    const map = readMap(reader, kind);
    validateMap(map, kind, version);
    maps.push(map);
  }
  if (maps.length === count) return maps;
  const sort = kind === 'input' ? 'Inputs' : 'Outputs';
  throw new DecodeError(`${sort} provided does not match the number of ${kind}s in transaction.`);
}

export function encodePsbt({ global, inputs, outputs }: Psbt): string {
  return Buffer.concat([MAGIC, ...[global, ...inputs, ...outputs].map(encodeMap)]).toString('base64');
}

/** A PSBT of version 0 that knows the unsigned transaction alone. */
export function blankPsbt(tx: Transaction): Psbt {
  return {
    version: 0,
    global: new Map([[GLOBAL.UNSIGNED_TX, tx.raw]]),
    inputs: tx.inputs.map(() => new Map()),
    outputs: tx.outputs.map(() => new Map()),
    tx,
  };
}

function readMap(reader: ByteReader, kind: MapKind): PsbtMap {
  const map: PsbtMap = new Map();
  while (reader.remaining > 0) {
    const key = reader.varBytes();
    if (key.length === 0) return map;
    const name = key.toString('hex');
    if (map.has(name)) throw new DecodeError(`Duplicate Key, ${kind} key "${name}" already provided`);
    map.set(name, reader.varBytes());
  }
  throw new DecodeError(`Separator is missing at the end of ${kind === 'global' ? 'the' : 'an'} ${kind} map`);
}

function encodeMap(map: PsbtMap): Buffer {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    ...sorted.flatMap(([key, value]) => [varBytes(Buffer.from(key, 'hex')), varBytes(value)]),
    Buffer.of(0),
  ]);
}

function unsignedTransaction(global: PsbtMap): Transaction {
  const raw = global.get(GLOBAL.UNSIGNED_TX);
  if (!raw) throw new DecodeError('No unsigned transaction was provided');
  const tx = parseTransaction(raw, false);
  if (tx.inputs.some(({ scriptSig }) => scriptSig.length > 0)) {
    throw new DecodeError('Unsigned tx does not have empty scriptSigs and scriptWitnesses.');
  }
  return tx;
}

function countOf(global: PsbtMap, key: string, what: string): number {
  const value = global.get(key);
  if (!value) throw new DecodeError(`No ${what} count was provided`);
  return new ByteReader(value).compactSize();
}

/** The transaction that a PSBT of version 2 describes field by field (BIP370). */
function transactionOf(global: PsbtMap, inputs: PsbtMap[], outputs: PsbtMap[]): Transaction {
  const need = (map: PsbtMap, key: string, what: string): Buffer => {
    const value = map.get(key);
    if (!value) throw new DecodeError(`${what} is required in PSBTv2`);
    return value;
  };
  return buildTransaction({
    version: need(global, GLOBAL.TX_VERSION, 'Transaction version').readUInt32LE(0),
    lockTime: lockTimeOf(global, inputs),
    inputs: inputs.map((map) => ({
      prevTxid: toDisplay(need(map, IN.PREVIOUS_TXID, 'Previous TXID')),
      vout: need(map, IN.OUTPUT_INDEX, 'Previous output index').readUInt32LE(0),
      sequence: map.get(IN.SEQUENCE)?.readUInt32LE(0) ?? SEQUENCE_FINAL,
      scriptSig: Buffer.alloc(0),
      witness: [],
    })),
    outputs: outputs.map((map) => ({
      valueSats: need(map, OUT.AMOUNT, 'Output amount').readBigInt64LE(0),
      script: need(map, OUT.SCRIPT, 'Output script'),
    })),
  });
}

/** The highest lock that inputs ask for, by height where all can have one, else by time; else the fallback. */
function lockTimeOf(global: PsbtMap, inputs: PsbtMap[]): number {
  const asked = inputs.map((map) => ({
    height: map.get(IN.REQUIRED_HEIGHT_LOCKTIME)?.readUInt32LE(0),
    time: map.get(IN.REQUIRED_TIME_LOCKTIME)?.readUInt32LE(0),
  }));
  const asking = asked.filter(({ height, time }) => height !== undefined || time !== undefined);
  if (asking.length === 0) return global.get(GLOBAL.FALLBACK_LOCKTIME)?.readUInt32LE(0) ?? 0;
  if (asking.every(({ height }) => height !== undefined)) return Math.max(...asking.map(({ height }) => height!));
  if (asking.some(({ time }) => time === undefined)) throw new DecodeError('Inputs require conflicting lock times');
  return Math.max(LOCKTIME_THRESHOLD, ...asking.map(({ time }) => time!));
}

/** The same content in the form of version 0, whose global map holds the transaction. */
export function toVersion0(psbt: Psbt): Psbt {
  if (psbt.version === 0) return psbt;
  const moved = new Set<string>([GLOBAL.TX_VERSION, GLOBAL.FALLBACK_LOCKTIME, GLOBAL.INPUT_COUNT, GLOBAL.OUTPUT_COUNT]);
  moved.add(GLOBAL.TX_MODIFIABLE).add(GLOBAL.VERSION);
  const ofInput = new Set<string>([IN.PREVIOUS_TXID, IN.OUTPUT_INDEX, IN.SEQUENCE]);
  ofInput.add(IN.REQUIRED_HEIGHT_LOCKTIME).add(IN.REQUIRED_TIME_LOCKTIME);
  const without = (map: PsbtMap, keys: ReadonlySet<string>): PsbtMap =>
    new Map([...map].filter(([key]) => !keys.has(key)));
  return {
    version: 0,
    tx: psbt.tx,
    global: without(psbt.global, moved).set(GLOBAL.UNSIGNED_TX, psbt.tx.raw),
    inputs: psbt.inputs.map((map) => without(map, ofInput)),
    outputs: psbt.outputs.map((map) => without(map, new Set<string>([OUT.AMOUNT, OUT.SCRIPT]))),
  };
}

/** A witness as a finalized input holds it. */
export const encodeWitness = (items: Buffer[]): Buffer =>
  Buffer.concat([compactSize(items.length), ...items.map(varBytes)]);

export function decodeWitness(value: Buffer): Buffer[] {
  const reader = new ByteReader(value);
  const items = Array.from({ length: reader.compactSize() }, () => reader.varBytes());
  reader.end();
  return items;
}
