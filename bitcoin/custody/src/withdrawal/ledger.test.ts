import { beforeAll, describe, expect, test } from 'vitest';
import { type Custody, startCustody } from '../../test/withdrawal-world.ts';
import { outpointKey } from '../block/transaction.ts';
import { type Credit, createWatcherState, type WatcherState } from '../watcher/state.ts';
import { type OwnTransaction, spendableCoins } from './ledger.ts';

const id = (n: number) => n.toString(16).padStart(64, '0');
const TIP = 200;
const policy = { depositConfirmations: 3, mostUnconfirmedAncestors: 2 };

let custody: Custody;
beforeAll(async () => {
  custody = await startCustody('wsh');
  return () => custody.remove();
});

const credit = (n: number, changes: Partial<Credit> = {}): Credit => ({
  txid: id(n),
  vout: 0,
  amountSats: 1_000n,
  index: n,
  height: 100,
  blockHash: id(0),
  isCoinbase: false,
  ...changes,
});

function stateOf(...credits: Credit[]): WatcherState {
  return createWatcherState({ blocks: [{ height: TIP, hash: id(1) }], credits, watchedThrough: 0 });
}

const own = (n: number, inputs: string[], lanes = [0]): OwnTransaction => ({
  txid: id(n),
  inputs: inputs.map((txid) => ({ txid, vout: 0 })),
  change: lanes.map((index, vout) => ({ vout, amountSats: 500n, index, branch: 'change' })),
});

const spendable = (state: WatcherState, options: { own?: OwnTransaction[]; reserved?: string[] } = {}) =>
  spendableCoins({
    epochs: [custody.descriptor],
    state,
    own: options.own ?? [],
    reserved: new Set(options.reserved),
    policy,
  }).map((coin) => `${Number.parseInt(coin.txid, 16)}:${coin.vout}`);

describe('coins that may be spent', () => {
  test.each<[string, Partial<Credit>, boolean]>([
    ['a deposit deep enough', { height: TIP - 2 }, true],
    ['a deposit one block too young', { height: TIP - 1 }, false],
    ['change in the latest block', { height: TIP, branch: 'change' }, true],
    ['a mined coin of 100 confirmations', { height: TIP - 99, isCoinbase: true }, true],
    ['a mined coin of 99 confirmations', { height: TIP - 98, isCoinbase: true }, false],
    ['a coin already spent', { spent: { by: id(9), height: TIP, blockHash: id(0) } }, false],
  ])('%s', (_, changes, isSpendable) => {
    expect(spendable(stateOf(credit(7, changes)))).toEqual(isSpendable ? ['7:0'] : []);
  });

  test('are not those reserved, nor those a transaction of ours spends', () => {
    const state = stateOf(credit(7), credit(8), credit(9));
    expect(spendable(state, { reserved: [outpointKey({ txid: id(8), vout: 0 })] })).toEqual(['7:0', '9:0']);
    expect(spendable(state, { own: [{ ...own(20, [id(9)]), change: [] }] })).toEqual(['7:0', '8:0']);
  });

  test('include our own unconfirmed change, up to a chain of allowed length', () => {
    const state = stateOf(credit(7));
    const chain = [own(20, [id(7)], [0, 1]), own(21, [id(20)]), own(22, [id(21)])];
    // 20:0 is spent by 21, 21:0 by 22; 22:0 hangs on three transactions.
    expect(spendable(state, { own: chain })).toEqual(['20:1']);
    expect(spendable(state, { own: chain.slice(0, 2) })).toEqual(['20:1', '21:0']);
  });

  test('count a mined transaction of ours as no ancestor', () => {
    const mined = credit(7, { spent: { by: id(20), height: TIP, blockHash: id(0) } });
    const state = stateOf(mined, credit(20, { branch: 'change', height: TIP }));
    const coins = spendableCoins({
      epochs: [custody.descriptor],
      state,
      own: [own(20, [id(7)]), own(21, [id(20)])],
      reserved: new Set(),
      policy,
    });
    expect(coins).toMatchObject([{ txid: id(21), unconfirmedAncestors: 1 }]);
  });
});
