import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildTransaction, type Transaction } from '../src/encoding/transaction.ts';
import { scriptToAddress } from '../src/script/address.ts';
import { type RunningNode, startNode } from './node-client.ts';
import { CODE, OPEN, spend } from './open-coins.ts';

type Json = Record<string, unknown>;
const COIN = 50_0000_0000n;
const FEE = 10_000n;

let node: RunningNode;
let coins: { txid: string; vout: number }[];
beforeEach(async () => {
  node = await startNode();
  const hashes = await node.call<string[]>('generatetoaddress', [120, scriptToAddress(OPEN)]);
  coins = await Promise.all(
    hashes.slice(0, 15).map(async (hash) => {
      const { tx } = await node.call<{ tx: [string] }>('getblock', [hash]);
      return { txid: tx[0], vout: 0 };
    }),
  );
});
afterEach(() => node.node.stop());

const nextCoin = () => coins.shift()!;
const raw = (tx: Transaction): string => tx.raw.toString('hex');
const out = (tx: Transaction, vout = 0) => ({ txid: tx.txid, vout });
const ids = ({ txid, wtxid }: Transaction) => ({ txid, wtxid });
const name = (tx: Transaction) => `${tx.txid} (wtxid=${tx.wtxid})`;
const send = (tx: Transaction) => node.call('sendrawtransaction', [raw(tx), 0]);
const judge = (transactions: Transaction[], maxFeeRate = 0) =>
  node.call<Json[]>('testmempoolaccept', [transactions.map(raw), maxFeeRate]);
const good = (from = nextCoin(), fields: object = {}) => spend([from], [COIN - FEE], fields);
const childOf = (parent: Transaction, fields: object = {}) => spend([out(parent)], [COIN - 2n * FEE], fields);
const withBadScript = (tx: Transaction) =>
  buildTransaction({ ...tx, inputs: tx.inputs.map((input) => ({ ...input, witness: [CODE] })) });

describe('of several transactions that testmempoolaccept judges', () => {
  test('those before one that breaks a rule are undecided, as are those after it', async () => {
    const [first, third] = [good(), good()];
    const second = spend([nextCoin()], [COIN + 1n]);
    expect(await judge([first, second, third])).toEqual([
      ids(first),
      {
        ...ids(second),
        allowed: false,
        'reject-reason': 'bad-txns-in-belowout',
        'reject-details': expect.stringMatching(/^bad-txns-in-belowout, value in/),
      },
      ids(third),
    ]);
  });

  test('those before one whose script fails are allowed, because scripts come last', async () => {
    const first = good();
    const second = withBadScript(childOf(first));
    const third = good();
    const [before, failed, after] = await judge([first, second, third]);
    expect(before).toMatchObject({ ...ids(first), allowed: true, fees: { base: 0.0001 } });
    expect(failed).toMatchObject({ ...ids(second), allowed: false });
    expect(failed!['reject-reason']).toMatch(/^mempool-script-verify-flag-failed/);
    expect(after).toEqual(ids(third));
  });

  test('those after one that pays more than the caller allows are undecided', async () => {
    const [first, second] = [good(), spend([nextCoin()], [COIN - 100_0000n])];
    const third = childOf(first);
    expect(await judge([first, second, third], 0.01)).toEqual([
      expect.objectContaining({ ...ids(first), allowed: true }),
      { ...ids(second), allowed: false, 'reject-reason': 'max-fee-exceeded' },
      ids(third),
    ]);
  });

  test('none replaces what is in the mempool', async () => {
    const coin = nextCoin();
    await send(good(coin));
    const rival = spend([coin], [COIN - 5n * FEE]);
    const [verdict] = await judge([rival, good()]);
    expect(verdict).toMatchObject({ allowed: false, 'reject-reason': 'bip125-replacement-disallowed' });
    expect((await judge([rival]))[0]).toMatchObject({ allowed: true });
  });

  test('none stays', async () => {
    const parent = good();
    expect(await judge([parent, childOf(parent)])).toMatchObject([{ allowed: true }, { allowed: true }]);
    expect(await node.call('getrawmempool')).toEqual([]);
  });

  test('a cluster of more than 64 is an error of the package', async () => {
    let last = good();
    await send(last);
    for (let i = 2; i <= 63; i++) {
      last = spend([out(last)], [COIN - BigInt(i) * FEE]);
      await send(last);
    }
    const next = spend([out(last)], [COIN - 64n * FEE]);
    const tooMany = spend([out(next)], [COIN - 65n * FEE]);
    const packageError = 'too-large-cluster';
    expect(await judge([next, tooMany])).toEqual(
      [next, tooMany].map((tx) => ({ ...ids(tx), 'package-error': packageError })),
    );
  });
});

describe('BIP431 over a package', () => {
  type Case = [string, () => { transactions: Transaction[]; error: string }];
  const truc = { version: 3 };
  test.each<Case>([
    [
      'a version 3 child of a version 2 parent',
      () => {
        const parent = good();
        const child = childOf(parent, truc);
        return {
          transactions: [parent, child],
          error: `version=3 tx ${name(child)} cannot spend from non-version=3 tx ${name(parent)}`,
        };
      },
    ],
    [
      'a version 2 child of a version 3 parent',
      () => {
        const parent = good(nextCoin(), truc);
        const child = childOf(parent);
        return {
          transactions: [parent, child],
          error: `non-version=3 tx ${name(child)} cannot spend from version=3 tx ${name(parent)}`,
        };
      },
    ],
    [
      'three generations',
      () => {
        const first = good(nextCoin(), truc);
        const second = childOf(first, truc);
        const third = spend([out(second)], [COIN - 3n * FEE], truc);
        return { transactions: [first, second, third], error: `tx ${name(third)} would have too many ancestors` };
      },
    ],
    [
      'two parents',
      () => {
        const [first, second] = [good(nextCoin(), truc), good(nextCoin(), truc)];
        const child = spend([out(first), out(second)], [COIN], truc);
        return { transactions: [first, second, child], error: `tx ${name(child)} would have too many ancestors` };
      },
    ],
    [
      'two children',
      () => {
        const parent = spend([nextCoin()], [COIN / 2n, COIN / 2n - FEE], truc);
        const [one, two] = [0, 1].map((vout) => spend([out(parent, vout)], [COIN / 2n - 2n * FEE], truc));
        return {
          transactions: [parent, one!, two!],
          error: `tx ${name(parent)} would exceed descendant count limit`,
        };
      },
    ],
    [
      'a child that is too big',
      () => {
        const parent = good(nextCoin(), truc);
        const child = childOf(parent, { ...truc, padding: 1_000 });
        const size = Math.ceil(child.weight / 4);
        return {
          transactions: [parent, child],
          error: `version=3 child tx ${name(child)} is too big: ${size} > 1000 virtual bytes`,
        };
      },
    ],
  ])('%s is an error of the package, told of every member', async (_, make) => {
    const { transactions, error } = make();
    expect(await judge(transactions)).toEqual(
      transactions.map((tx) => ({ ...ids(tx), 'package-error': `TRUC-violation, ${error}` })),
    );
    expect(await node.call('getrawmempool')).toEqual([]);
  });

  test('a violation against what was in the mempool before is the fault of that member', async () => {
    const parent = good();
    await send(parent);
    const child = childOf(parent, truc);
    const [verdict, other] = await judge([child, good()]);
    expect(verdict).toMatchObject({ allowed: false, 'reject-reason': 'TRUC-violation' });
    expect(Object.keys(other!)).toEqual(['txid', 'wtxid']);
  });

  test('a submitted package that violates it says so, and keeps what was said of each member alone', async () => {
    const parent = spend([nextCoin()], [COIN], truc);
    const child = spend([out(parent)], [COIN - FEE]);
    const result = await node.call<{ package_msg: string; 'tx-results': Json }>('submitpackage', [
      [raw(parent), raw(child)],
    ]);
    const error = `non-version=3 tx ${name(child)} cannot spend from version=3 tx ${name(parent)}`;
    expect(result.package_msg).toBe(`TRUC-violation, ${error}`);
    expect(result['tx-results']).toEqual({
      [parent.wtxid]: { txid: parent.txid, error: expect.stringMatching(/^min relay fee not met, 0 < /) },
      [child.wtxid]: { txid: child.txid, error: 'bad-txns-inputs-missingorspent' },
    });
  });
});

describe('dust that a parent left', () => {
  test('is spent by every later child too', async () => {
    const dusty = spend([nextCoin()], [COIN / 2n, COIN / 2n - 300n, 300n]);
    const all = [0, 2].map((vout) => out(dusty, vout));
    const sweep = spend(all, [COIN / 2n - FEE]);
    await node.call('submitpackage', [[raw(dusty), raw(sweep)]]);
    expect(await node.call('getrawmempool')).toHaveLength(2);
    const other = spend([out(dusty, 1)], [COIN / 2n - FEE]);
    expect((await node.failure('sendrawtransaction', [raw(other)])).message).toBe(
      `missing-ephemeral-spends, tx ${name(other)} did not spend parent's ephemeral dust`,
    );
  });
});

describe('unbroadcast', () => {
  const flags = async () => {
    const entries = await node.call<Record<string, { unbroadcast: boolean }>>('getrawmempool', [true]);
    const { unbroadcastcount } = await node.call<{ unbroadcastcount: number }>('getmempoolinfo');
    return [Object.values(entries).map(({ unbroadcast }) => unbroadcast), unbroadcastcount];
  };

  test('is what a client sent here, not what a reorganization brought back', async () => {
    const tx = good();
    await send(tx);
    expect(await flags()).toEqual([[true], 1]);
    const [hash] = await node.call<string[]>('generatetoaddress', [1, scriptToAddress(OPEN)]);
    await node.call('invalidateblock', [hash]);
    expect(await flags()).toEqual([[false], 0]);
    await send(tx);
    expect(await flags()).toEqual([[true], 1]);
  });
});
