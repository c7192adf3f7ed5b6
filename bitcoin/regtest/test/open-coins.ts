import { sha256 } from '../src/encoding/hash.ts';
import { buildTransaction, type Transaction } from '../src/encoding/transaction.ts';
import { payToWitness } from '../src/script/address.ts';
import { pushData } from '../src/script/instructions.ts';

/** A script that anyone satisfies with one item. */
export const CODE = Buffer.concat([Buffer.from([0x75]), Buffer.from([0x51])]);
/** Pays to its hash: standard, and needs no keys. */
export const OPEN = payToWitness(0, sha256(CODE));

export type Fields = { sequence?: number; version?: number; lockTime?: number; padding?: number };

/** Spends OPEN outputs. `padding` makes it larger by an output that carries data. */
export function spend(from: { txid: string; vout: number }[], amounts: bigint[], fields: Fields = {}): Transaction {
  const data = Buffer.concat([Buffer.from([0x6a]), pushData(Buffer.alloc(fields.padding ?? 0))]);
  return buildTransaction({
    version: fields.version ?? 2,
    lockTime: fields.lockTime ?? 0,
    inputs: from.map(({ txid, vout }) => ({
      prevTxid: txid,
      vout,
      scriptSig: Buffer.alloc(0),
      sequence: fields.sequence ?? 0xfffffffd,
      witness: [Buffer.from([1]), CODE],
    })),
    outputs: [
      ...amounts.map((valueSats) => ({ valueSats, script: OPEN })),
      ...(fields.padding === undefined ? [] : [{ valueSats: 0n, script: data }]),
    ],
  });
}
