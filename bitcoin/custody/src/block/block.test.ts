import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTransaction, ScriptedChain } from '../../test/scripted-chain.ts';
import { isCustodyError } from '../errors.ts';
import { BytesTable } from './bytes-table.ts';
import { encodeOutpoint, OUTPOINT_BYTES, scanBlock } from './scan.ts';
import { parseTransaction } from './transaction.ts';
import { findTransaction, parseHeader, verifyBlock } from './verify.ts';

const script = (n: number) => Buffer.concat([Buffer.of(0, 32), Buffer.alloc(32, n)]);
const short = Buffer.concat([Buffer.of(0, 20), Buffer.alloc(20, 1)]);
const outside = { txid: 'aa'.repeat(32), vout: 3 };

function table(width: number, ...entries: Uint8Array[]): BytesTable {
  const made = new BytesTable(width);
  for (const entry of entries) made.add(entry);
  return made;
}

// The genesis block: what the network itself calls its header, transaction and hash.
const GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c0101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000';

test('the genesis block has the hash, merkle root and coinbase everyone knows', () => {
  const bytes = Buffer.from(GENESIS, 'hex');
  const hash = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';
  const txid = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
  expect(verifyBlock(bytes, hash)).toMatchObject({ hash, merkleRoot: txid, time: 1231006505 });
  const found = findTransaction(bytes, txid);
  expect(parseTransaction(found?.bytes ?? Buffer.of())).toMatchObject({
    txid,
    isCoinbase: true,
    outputs: [{ amountSats: 5_000_000_000n }],
  });
});

describe('scanning a block', () => {
  test('finds watched outputs with their transaction, number and exact amount', () => {
    const chain = new ScriptedChain();
    const most = 2_100_000_000_000_000n;
    const pays = [script(1), short, script(2), script(9), script(1)].map((scriptPubKey, i) => ({
      scriptPubKey,
      amountSats: i === 2 ? most : BigInt(i),
    }));
    const plain = { pays: [{ scriptPubKey: script(2), amountSats: 546n }], hasWitness: false };
    const { txids } = chain.mine({ pays }, plain);
    const [first = '', second = ''] = txids;

    const found = scanBlock(
      chain.blocks[1]?.bytes ?? Buffer.of(),
      table(34, script(1), script(2)),
      table(OUTPOINT_BYTES),
    );
    expect(found.outputs).toEqual([
      { txid: first, vout: 0, amountSats: 0n, scriptId: 0, isCoinbase: false },
      { txid: first, vout: 2, amountSats: most, scriptId: 1, isCoinbase: false },
      { txid: first, vout: 4, amountSats: 4n, scriptId: 0, isCoinbase: false },
      { txid: second, vout: 0, amountSats: 546n, scriptId: 1, isCoinbase: false },
    ]);
    expect(found.spends).toEqual([]);
  });

  test('marks outputs of the coinbase', () => {
    const chain = new ScriptedChain();
    chain.mineRaw([], [{ scriptPubKey: script(1), amountSats: 5n }]);
    const { outputs } = scanBlock(chain.blocks[1]?.bytes ?? Buffer.of(), table(34, script(1)), table(OUTPOINT_BYTES));
    expect(outputs).toMatchObject([{ vout: 1, amountSats: 5n, isCoinbase: true }]);
  });

  test('finds spends of known outputs, also of one made earlier in the same block', () => {
    const chain = new ScriptedChain();
    const made = chain.transaction({ pays: [{ scriptPubKey: script(1), amountSats: 7n }] });
    const spender = chain.transaction({ spends: [outside, { txid: made.txid, vout: 0 }], pays: [] });
    const unrelated = chain.transaction({ spends: [{ ...outside, vout: 4 }], pays: [] });
    chain.mineRaw([made, spender, unrelated]);

    const known = table(OUTPOINT_BYTES, encodeOutpoint(outside));
    const { spends } = scanBlock(chain.blocks[1]?.bytes ?? Buffer.of(), table(34, script(1)), known);
    expect(spends).toEqual([
      { ...outside, by: spender.txid },
      { txid: made.txid, vout: 0, by: spender.txid },
    ]);
  });
});

describe('a block that is not what it says', () => {
  const chain = new ScriptedChain();
  const pays = [{ scriptPubKey: script(1), amountSats: 1n }];
  const mined = chain.mine({ pays }, { pays });
  const block = chain.blocks[1]?.bytes ?? Buffer.of();

  test('a changed amount breaks the merkle root', () => {
    const forged = Buffer.from(block);
    const at = forged.indexOf(script(1)) - 9;
    forged.writeBigUInt64LE(100n, at);
    expect(() => verifyBlock(forged, mined.hash)).toThrow(expect.objectContaining({ code: 'block/wrong-merkle-root' }));
  });

  test('a changed header breaks the hash', () => {
    const forged = Buffer.from(block);
    forged[70] = (forged[70] ?? 0) ^ 1;
    expect(() => verifyBlock(forged, mined.hash)).toThrow(expect.objectContaining({ code: 'block/wrong-hash' }));
  });

  test('a repeated last transaction keeps the merkle root and is refused (CVE-2012-2459)', () => {
    const { txids, hash } = chain.mine({ pays }, { pays });
    const honest = Buffer.from(chain.blocks[2]?.bytes ?? []);
    const last = findTransaction(honest, txids[1] ?? '')?.bytes ?? Buffer.of();
    const twin = Buffer.concat([honest, last]);
    twin[80] = 4;
    expect(() => verifyBlock(twin, hash)).toThrow(expect.objectContaining({ code: 'block/wrong-merkle-root' }));
  });

  test.each([
    ['nothing', () => Buffer.of()],
    ['half a header', () => block.subarray(0, 40)],
    ['a header alone', () => block.subarray(0, 80)],
    ['no transactions', () => Buffer.concat([block.subarray(0, 80), Buffer.of(0)])],
    ['one byte missing', () => block.subarray(0, -1)],
    ['one byte too many', () => Buffer.concat([block, Buffer.of(0)])],
    ['more transactions than fit', () => Buffer.concat([block.subarray(0, 80), Buffer.of(0xfe, 255, 255, 255, 255)])],
    ['a size of 64 bits', () => Buffer.concat([block.subarray(0, 80), Buffer.alloc(9, 255)])],
    [
      'a size not minimally encoded',
      () => Buffer.concat([block.subarray(0, 80), Buffer.of(0xfd, 3, 0), block.subarray(81)]),
    ],
    ['a transaction without inputs', () => Buffer.concat([block.subarray(0, 81), Buffer.alloc(10)])],
    ['an unknown witness flag', () => Buffer.concat([block.subarray(0, 85), Buffer.of(0, 2), block.subarray(87)])],
  ])('%s is a coded error', (_, bytes) => {
    const scan = () => scanBlock(bytes(), table(34), table(OUTPOINT_BYTES));
    expect(scan).toThrow(expect.objectContaining({ code: 'block/malformed' }));
  });

  test('any corruption either parses or is a coded error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(block.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(block.length),
        (changes, end) => {
          const poisoned = Buffer.from(block.subarray(0, end));
          for (const [at, value] of changes) if (at < end) poisoned[at] = value;
          try {
            scanBlock(poisoned, table(34, script(1)), table(OUTPOINT_BYTES, encodeOutpoint(outside)));
          } catch (error) {
            expect(isCustodyError(error, 'block/malformed')).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a header needs 80 bytes', () => {
  expect(() => parseHeader(Buffer.alloc(79))).toThrow(expect.objectContaining({ code: 'block/malformed' }));
});

describe('a table of equally long byte strings', () => {
  test('agrees with a map, however it grows', () => {
    const entry = fc.uint8Array({ minLength: 12, maxLength: 12, max: 3 });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), fc.array(entry, { maxLength: 50 }), (added, asked) => {
        const ours = new BytesTable(12, 8);
        const model = new Map<string, number>();
        for (const bytes of added) {
          const key = Buffer.from(bytes).toString('hex');
          if (!model.has(key)) model.set(key, model.size);
          expect(ours.add(bytes)).toBe(model.get(key));
        }
        for (const bytes of [...added, ...asked]) {
          expect(ours.find(bytes, 0)).toBe(model.get(Buffer.from(bytes).toString('hex')) ?? -1);
        }
        expect(ours.size).toBe(model.size);
      }),
      { numRuns: 50 },
    );
  });

  test('does not read past the end of a block', () => {
    const bytes = Buffer.alloc(34, 1);
    const ours = table(34, bytes);
    expect(ours.find(bytes.subarray(0, 33), 0)).toBe(-1);
    expect(() => ours.add(bytes.subarray(1))).toThrow(RangeError);
  });
});

test('a witness does not change the id of a transaction', () => {
  const plan = { spends: [outside], pays: [{ scriptPubKey: script(1), amountSats: 1n }] };
  const [bare, signed] = [false, true].map((hasWitness) => buildTransaction({ ...plan, hasWitness }));
  expect(parseTransaction(signed?.bytes ?? Buffer.of()).txid).toBe(bare?.txid);
  expect(parseTransaction(bare?.bytes ?? Buffer.of()).txid).toBe(bare?.txid);
});
