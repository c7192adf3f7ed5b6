import { beforeEach, describe, expect, test } from 'vitest';
import { Rejection } from '../src/chain/rejection.ts';
import { hash160 } from '../src/encoding/hash.ts';
import { buildTransaction, type Transaction } from '../src/encoding/transaction.ts';
import { mineBlock } from '../src/mining/mine.ts';
import { createNode, type Node, prioritise, submitTransaction } from '../src/node.ts';
import { payToScriptHash } from '../src/script/address.ts';
import { pushData } from '../src/script/instructions.ts';
import { buildBlock, moveCoins } from './build-block.ts';
import { CODE, OPEN, spend } from './open-coins.ts';

const OPEN_SCRIPT = Buffer.from('5151', 'hex');
const COIN = 50_0000_0000n;

let node: Node;
let coins: { txid: string; vout: number }[];
beforeEach(() => {
  node = createNode();
  for (let i = 0; i < 130; i++) mineBlock(node, OPEN);
  coins = node.chain.active.slice(1, 31).map((block) => ({ txid: block.block!.transactions[0]!.txid, vout: 0 }));
});

const output = (tx: Transaction, vout = 0) => ({ txid: tx.txid, vout });

function send(tx: Transaction): string {
  try {
    submitTransaction(node, tx);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.message;
  }
}

describe('a transaction is refused', () => {
  const wsh = (size: number) => Buffer.alloc(size, 1);
  const withOutput =
    (script: Buffer, valueSats = 1_0000_0000n) =>
    (): Transaction =>
      buildTransaction({ ...spend([coins[0]!], [COIN - 2_0000_0000n]), outputs: [{ valueSats, script }] });
  test.each<[string, () => Transaction, string | RegExp]>([
    ['that is a coinbase', () => node.chain.tip.block!.transactions[0]!, 'coinbase'],
    ['of version 0', () => spend([coins[0]!], [COIN - 1000n], { version: 0 }), 'version'],
    ['of version 4', () => spend([coins[0]!], [COIN - 1000n], { version: 4 }), 'version'],
    ['heavier than 400,000', () => spend([coins[0]!], [COIN - 100_000n], { padding: 99_999 }), 'tx-size'],
    [
      'carrying more data than relay allows',
      () => spend([coins[0]!], [COIN - 100_000n], { padding: 99_998 }),
      'tx-size',
    ],
    ['paying to a script nobody knows', withOutput(Buffer.from([0x51])), 'scriptpubkey'],
    ['with two outputs of dust', () => spend([coins[0]!], [COIN - 1000n, 329n, 329n]), 'dust'],
    ['with dust and a fee', () => spend([coins[0]!], [COIN - 1000n, 329n]), 'dust, tx with dust output must be 0-fee'],
    [
      'smaller than 65 bytes',
      () =>
        buildTransaction({ ...spend([coins[0]!], []), outputs: [{ valueSats: COIN, script: Buffer.from([0x6a]) }] }),
      'tx-size-small',
    ],
    ['with a lock time ahead', () => spend([coins[0]!], [COIN - 1000n], { lockTime: 200, sequence: 0 }), 'non-final'],
    [
      'with a relative lock time ahead',
      () => spend([coins[29]!], [COIN - 1000n], { sequence: 500 }),
      'non-BIP68-final',
    ],
    [
      'spending nothing known',
      () => spend([{ txid: '11'.repeat(32), vout: 0 }], [1000n]),
      'bad-txns-inputs-missingorspent',
    ],
    [
      'spending a young reward',
      () => spend([{ txid: node.chain.tip.block!.transactions[0]!.txid, vout: 0 }], [1000n]),
      'bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 1',
    ],
    [
      'creating money',
      () => spend([coins[0]!], [COIN + 1n]),
      'bad-txns-in-belowout, value in (50.00) < value out (50.00000001)',
    ],
    ['paying less than 0.1 sat/vB', () => spend([coins[0]!], [COIN - 9n]), 'min relay fee not met, 9 < 10'],
    [
      'with a witness item above 80 bytes',
      () =>
        buildTransaction({
          ...spend([coins[0]!], [COIN - 1000n]),
          inputs: spend([coins[0]!], []).inputs.map((input) => ({ ...input, witness: [wsh(81), CODE] })),
        }),
      'bad-witness-nonstandard',
    ],
    [
      'whose script fails',
      () =>
        buildTransaction({
          ...spend([coins[0]!], [COIN - 1000n]),
          inputs: spend([coins[0]!], []).inputs.map((input) => ({ ...input, witness: [CODE] })),
        }),
      /^mempool-script-verify-flag-failed \(Operation not valid with the current stack size\), input 0 of [0-9a-f]{64} \(wtxid [0-9a-f]{64}\), spending [0-9a-f]{64}:0$/,
    ],
    [
      'with the witness of another output',
      () =>
        buildTransaction({
          ...spend([coins[0]!], [COIN - 1000n]),
          inputs: spend([coins[0]!], []).inputs.map((input) => ({ ...input, witness: [OPEN_SCRIPT] })),
        }),
      /Witness program hash mismatch/,
    ],
    [
      'with more than pushes in a scriptSig',
      () =>
        buildTransaction({
          ...spend([coins[0]!], [COIN - 1000n]),
          inputs: spend([coins[0]!], []).inputs.map((input) => ({ ...input, scriptSig: Buffer.from([0x61]) })),
        }),
      'scriptsig-not-pushonly',
    ],
    [
      'with a huge scriptSig',
      () =>
        buildTransaction({
          ...spend([coins[0]!], [COIN - 1000n]),
          inputs: spend([coins[0]!], []).inputs.map((input) => ({ ...input, scriptSig: Buffer.alloc(1651) })),
        }),
      'scriptsig-size',
    ],
  ])('%s', (_, create, reason) => {
    if (typeof reason === 'string') expect(send(create())).toBe(reason);
    else expect(send(create())).toMatch(reason);
    expect(node.mempool.entries.size).toBe(0);
  });

  test('that is there already, or confirmed', () => {
    const tx = spend([coins[0]!], [COIN - 1000n]);
    expect([send(tx), send(tx)]).toEqual(['accepted', 'txn-already-in-mempool']);
    mineBlock(node, OPEN);
    expect(send(tx)).toBe('txn-already-known');
  });

  test('that spends P2SH with more than 15 signature operations', () => {
    const redeem = Buffer.concat([Buffer.alloc(16, 0xac), Buffer.from([0x51])]);
    const parent = buildTransaction({
      ...spend([coins[0]!], []),
      outputs: [{ valueSats: COIN - 1000n, script: payToScriptHash(hash160(redeem)) }],
    });
    expect(send(parent)).toBe('accepted');
    const child = moveCoins([output(parent)], [COIN - 2000n], { script: OPEN });
    const inputs = child.inputs.map((input) => ({ ...input, scriptSig: pushData(redeem) }));
    expect(send(buildTransaction({ ...child, inputs }))).toBe(
      'bad-txns-nonstandard-inputs, p2sh redeemscript sigops exceed limit (input 0: 16 > 15)',
    );
  });
});

describe('replacement', () => {
  const vsizeFee = (tx: Transaction, satsPerVb: bigint): bigint => BigInt(Math.ceil(tx.weight / 4)) * satsPerVb;

  test('works without signalling (full RBF)', () => {
    const first = spend([coins[0]!], [COIN - 1000n], { sequence: 0xffffffff });
    const second = spend([coins[0]!], [COIN - 2000n], { sequence: 0xffffffff });
    expect([send(first), send(second)]).toEqual(['accepted', 'accepted']);
    expect([...node.mempool.entries.keys()]).toEqual([second.txid]);
  });

  test('pays what it evicts, and its own relay on top', () => {
    const first = spend([coins[0]!], [COIN - 1000n]);
    send(first);
    const less = spend([coins[0]!], [COIN - 999n], { lockTime: 1 });
    expect(send(less)).toBe(
      `insufficient fee, rejecting replacement ${less.txid}, less fees than conflicting txs; 0.00000999 < 0.00001`,
    );
    const scarce = spend([coins[0]!], [COIN - 1009n]);
    expect(send(scarce)).toBe(
      `insufficient fee, rejecting replacement ${scarce.txid}, not enough additional fees to relay; 0.00000009 < 0.0000001`,
    );
    expect(send(spend([coins[0]!], [COIN - 1010n]))).toBe('accepted');
  });

  test('counts the fees of everything that is evicted', () => {
    const parent = spend([coins[0]!], [COIN - 1000n]);
    const child = spend([output(parent)], [COIN - 5000n]);
    expect([send(parent), send(child)]).toEqual(['accepted', 'accepted']);
    expect(send(spend([coins[0]!], [COIN - 4999n]))).toMatch(/^insufficient fee, .* less fees than conflicting txs/);
    expect(send(spend([coins[0]!], [COIN - 6000n]))).toBe('accepted');
    expect(node.mempool.entries.size).toBe(1);
  });

  test('must not lower the fee rate of what miners get', () => {
    const small = spend([coins[0]!], [COIN - 1000n]);
    send(small);
    const large = spend([coins[0]!], [COIN - 1900n], { padding: 900 });
    expect(send(large)).toBe('replacement-failed, insufficient feerate: does not improve feerate diagram');
    const rich = spend([coins[0]!], [COIN - vsizeFee(large, 20n)], { padding: 900 });
    expect(send(rich)).toBe('accepted');
  });

  test('cannot spend what it replaces', () => {
    const parent = spend([coins[0]!], [COIN - 1000n]);
    send(parent);
    const both = spend([coins[0]!, output(parent)], [COIN]);
    expect(send(both)).toBe(
      `bad-txns-spends-conflicting-tx, ${both.txid} spends conflicting transaction ${parent.txid}`,
    );
  });

  test('may add unconfirmed inputs', () => {
    const other = spend([coins[1]!], [COIN - 1000n]);
    const first = spend([coins[0]!], [COIN - 1000n]);
    send(other);
    send(first);
    expect(send(spend([coins[0]!, output(other)], [2n * COIN - 100_000n]))).toBe('accepted');
  });
});

describe('families of transactions', () => {
  test('a child pays for its parent when blocks are built (CPFP)', () => {
    const poor = spend([coins[0]!], [COIN - 20n]);
    const middle = spend([coins[1]!], [COIN - 1000n]);
    const rich = spend([output(poor)], [COIN - 100_000n]);
    for (const tx of [poor, middle, rich]) expect(send(tx)).toBe('accepted');
    const mined = mineBlock(node, OPEN)
      .transactions.slice(1)
      .map((tx) => tx.txid);
    expect(mined).toEqual([poor.txid, rich.txid, middle.txid]);
  });

  test('at most 64 hang together', () => {
    let last = coins[0]!;
    for (let i = 1; i <= 64; i++) {
      const tx = spend([last], [COIN - 1000n * BigInt(i)]);
      expect(send(tx)).toBe('accepted');
      last = output(tx);
    }
    expect(send(spend([last], [1_0000_0000n]))).toBe('too-large-cluster');
    expect(mineBlock(node, OPEN).transactions).toHaveLength(65);
    expect(node.mempool.entries.size).toBe(0);
  });

  test('version 3 keeps to one parent and one small child (BIP431)', () => {
    const parent = spend([coins[0]!], [20_0000_0000n, 20_0000_0000n], { version: 3 });
    expect(send(parent)).toBe('accepted');
    expect(send(spend([output(parent)], [19_0000_0000n]))).toMatch(
      /^TRUC-violation, non-version=3 tx .* cannot spend from version=3 tx/,
    );
    const large = spend([output(parent)], [19_0000_0000n], { version: 3, padding: 1000 });
    expect(send(large)).toMatch(/^TRUC-violation, version=3 child tx .* is too big: \d+ > 1000 virtual bytes$/);
    const child = spend([output(parent)], [20_0000_0000n - 1000n], { version: 3 });
    expect(send(child)).toBe('accepted');
    const grandchild = spend([output(child)], [18_0000_0000n], { version: 3 });
    expect(send(grandchild)).toMatch(/would have too many ancestors$/);
    const sibling = spend([output(parent, 1)], [20_0000_0000n - 5000n], { version: 3 });
    expect(send(sibling)).toBe('accepted');
    expect(node.mempool.entries.has(child.txid)).toBe(false);
  });

  test('prioritised transactions are mined first', () => {
    const plain = spend([coins[0]!], [COIN - 1000n]);
    const favoured = spend([coins[1]!], [COIN - 100n]);
    send(plain);
    send(favoured);
    prioritise(node.mempool, favoured.txid, 1_000_000n);
    expect(
      mineBlock(node, OPEN)
        .transactions.slice(1)
        .map((tx) => tx.txid),
    ).toEqual([favoured.txid, plain.txid]);
  });
});

describe('blocks and reorgs', () => {
  test('a block evicts what it makes impossible, with all that depends on it', () => {
    const loser = spend([coins[0]!], [COIN - 1000n]);
    const child = spend([output(loser)], [COIN - 2000n]);
    send(loser);
    send(child);
    const winner = spend([coins[0]!], [COIN - 3000n]);
    node.chain.submitBlock(buildBlock(node.chain.tip, { transactions: [winner] }));
    expect(node.mempool.entries.size).toBe(0);
  });

  test('transactions of an abandoned block come back, and their children stay', () => {
    const parent = spend([coins[0]!], [COIN - 1000n]);
    send(parent);
    mineBlock(node, OPEN);
    const child = spend([output(parent)], [COIN - 2000n]);
    send(child);
    node.chain.invalidate(node.chain.tip);
    expect([...node.mempool.entries.keys()]).toEqual([parent.txid, child.txid]);
    expect(mineBlock(node, OPEN).transactions).toHaveLength(3);
  });

  test('a reorg that confirms a rival drops the old payment', () => {
    const fork = node.chain.tip;
    const paid = spend([coins[0]!], [COIN - 1000n]);
    send(paid);
    mineBlock(node, OPEN);
    const rival = spend([coins[0]!], [COIN - 5000n]);
    const first = buildBlock(fork, { transactions: [rival] });
    node.chain.submitBlock(first);
    node.chain.submitBlock(buildBlock(node.chain.nodes.get(first.header.hash)!));
    expect(node.mempool.entries.size).toBe(0);
    expect(node.chain.transactionIndex.has(paid.txid)).toBe(false);
    expect(send(paid)).toBe('bad-txns-inputs-missingorspent');
  });

  test('what depends on an abandoned reward goes with it', () => {
    const early = spend([coins[29]!], [COIN - 1000n]);
    expect(send(early)).toBe('accepted');
    node.chain.invalidate(node.chain.active[129]!);
    expect(node.mempool.entries.size).toBe(0);
  });

  test('transactions expire after two weeks', () => {
    const tx = spend([coins[0]!], [COIN - 1000n]);
    send(tx);
    node.mockTime = node.nowSeconds() + 336 * 3600 + 1;
    mineBlock(node, Buffer.from([0x51]));
    expect(node.chain.transactionIndex.has(tx.txid)).toBe(true);
    const other = spend([coins[1]!], [COIN - 1000n]);
    send(other);
    node.mockTime += 336 * 3600 + 1;
    send(spend([coins[2]!], [COIN - 1000n]));
    expect(node.mempool.entries.has(other.txid)).toBe(false);
  });
});
