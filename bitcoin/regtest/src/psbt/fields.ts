import { ByteReader, DecodeError } from '../encoding/bytes.ts';
import { parseTransaction, type TxOutput } from '../encoding/transaction.ts';
import type { Psbt, PsbtMap } from './codec.ts';

/** Types of keys in hex, by the names of BIP174, 370 and 371. */
export const GLOBAL = {
  UNSIGNED_TX: '00',
  XPUB: '01',
  TX_VERSION: '02',
  FALLBACK_LOCKTIME: '03',
  INPUT_COUNT: '04',
  OUTPUT_COUNT: '05',
  TX_MODIFIABLE: '06',
  VERSION: 'fb',
} as const;

export const IN = {
  NON_WITNESS_UTXO: '00',
  WITNESS_UTXO: '01',
  PARTIAL_SIG: '02',
  SIGHASH_TYPE: '03',
  REDEEM_SCRIPT: '04',
  WITNESS_SCRIPT: '05',
  BIP32_DERIVATION: '06',
  FINAL_SCRIPTSIG: '07',
  FINAL_SCRIPTWITNESS: '08',
  PREVIOUS_TXID: '0e',
  OUTPUT_INDEX: '0f',
  SEQUENCE: '10',
  REQUIRED_TIME_LOCKTIME: '11',
  REQUIRED_HEIGHT_LOCKTIME: '12',
  TAP_KEY_SIG: '13',
  TAP_SCRIPT_SIG: '14',
  TAP_LEAF_SCRIPT: '15',
  TAP_BIP32_DERIVATION: '16',
  TAP_INTERNAL_KEY: '17',
  TAP_MERKLE_ROOT: '18',
} as const;

export const OUT = {
  REDEEM_SCRIPT: '00',
  WITNESS_SCRIPT: '01',
  BIP32_DERIVATION: '02',
  AMOUNT: '03',
  SCRIPT: '04',
  TAP_INTERNAL_KEY: '05',
  TAP_BIP32_DERIVATION: '07',
} as const;

/** All fields of a type: the data in the key, and the value. */
export function fieldsOf(map: PsbtMap, type: string): { key: Buffer; value: Buffer }[] {
  return [...map]
    .filter(([name]) => name.startsWith(type) && name.length > 2)
    .map(([name, value]) => ({ key: Buffer.from(name.slice(2), 'hex'), value }));
}

/** The output an input spends, if the PSBT tells. Throws DecodeError if what it tells contradicts itself. */
export function spentOutput({ tx, inputs }: Psbt, index: number): TxOutput | undefined {
  const { prevTxid, vout } = tx.inputs[index]!;
  const whole = inputs[index]!.get(IN.NON_WITNESS_UTXO);
  if (whole) {
    const previous = parseTransaction(whole);
    if (previous.txid !== prevTxid) throw new DecodeError('Non-witness UTXO does not match outpoint hash');
    const output = previous.outputs[vout];
    if (!output) throw new DecodeError('Input specifies output index that does not exist');
    return output;
  }
  const witness = inputs[index]!.get(IN.WITNESS_UTXO);
  if (!witness) return undefined;
  const reader = new ByteReader(witness);
  return { valueSats: reader.i64(), script: reader.varBytes() };
}

export type Derivation = { fingerprint: string; path: string };

/** A key's origin as descriptors write it, with `h` for hardened steps. */
export function readDerivation(value: Buffer): Derivation {
  const steps: string[] = [];
  for (let at = 4; at + 4 <= value.length; at += 4) {
    const step = value.readUInt32LE(at);
    steps.push(step >= 0x80000000 ? `${step - 0x80000000}h` : String(step));
  }
  return { fingerprint: value.subarray(0, 4).toString('hex'), path: ['m', ...steps].join('/') };
}

/** Hashes of the leaves a taproot key signs in, and the key's origin (BIP371). */
export function readTapDerivation(value: Buffer): Derivation & { leafHashes: Buffer[] } {
  const reader = new ByteReader(value);
  const leafHashes = Array.from({ length: reader.compactSize() }, () => reader.bytes(32));
  return { leafHashes, ...readDerivation(reader.bytes(reader.remaining)) };
}
