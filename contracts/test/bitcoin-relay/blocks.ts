import { merkleBranch, type TransactionProof } from '../../src/relay-proofs.ts';
import { type HeaderFields, hash256, mine } from './headers.ts';

export interface OutputFields {
  amount: bigint;
  script: Uint8Array;
}

const u32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
};
const u64 = (value: bigint): Buffer => {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(value);
  return out;
};
const compactSize = (value: number): Buffer => {
  if (value < 0xfd) return Buffer.of(value);
  return Buffer.of(0xfd, value & 0xff, value >> 8);
};
const withLength = (data: Uint8Array): Buffer => Buffer.concat([compactSize(data.length), data]);

interface InputFields {
  previous: Uint8Array;
  vout: number;
  script?: Uint8Array;
}

/** A transaction without witnesses, as the wire has it. */
export const transaction = (inputs: InputFields[], outputs: OutputFields[]): Buffer =>
  Buffer.concat([
    u32(2),
    compactSize(inputs.length),
    ...inputs.flatMap(({ previous, vout, script = Buffer.alloc(0) }) => [
      previous,
      u32(vout),
      withLength(script),
      u32(0xfffffffd),
    ]),
    compactSize(outputs.length),
    ...outputs.flatMap(({ amount, script }) => [u64(amount), withLength(script)]),
    u32(0),
  ]);

export const coinbase = (height: number): Buffer =>
  transaction(
    [{ previous: Buffer.alloc(32), vout: 0xffffffff, script: Buffer.from(`height ${height}, mined here`) }],
    [{ amount: 5_000_000_000n, script: Buffer.alloc(22, 1) }],
  );

/** A payment like many others, of which no two are alike. */
export const payment = (number: number): Buffer =>
  transaction(
    [{ previous: Buffer.alloc(32, 0x55), vout: number, script: Buffer.alloc(107, 2) }],
    [
      { amount: 100_000n + BigInt(number), script: Buffer.alloc(34, 3) },
      { amount: 7n, script: Buffer.alloc(22, 4) },
    ],
  );

export function rootOf(transactions: readonly Uint8Array[]): Buffer {
  let level = transactions.map(hash256);
  while (level.length > 1) {
    const pairs = level.flatMap((left, at) => (at % 2 === 0 ? [Buffer.concat([left, level[at + 1] ?? left])] : []));
    level = pairs.map(hash256);
  }
  return level[0]!;
}

export interface Block {
  header: Buffer;
  transactions: Buffer[];
}

export const mineBlock = (fields: HeaderFields, transactions: Buffer[]): Block => ({
  header: mine({ ...fields, root: rootOf(transactions) }),
  transactions,
});

export function proofOf({ header, transactions }: Block, height: number, index: number): TransactionProof {
  const txids = transactions.map(hash256);
  return {
    branch: merkleBranch(txids, index),
    coinbase: transactions[0]!,
    coinbase_branch: merkleBranch(txids, 0),
    header,
    height,
    history: Buffer.alloc(0),
    index,
    transaction: transactions[index]!,
  };
}
