import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Custody, startCustody } from '../../test/withdrawal-world.ts';
import { type ConsolidationPolicy, nextConsolidation } from './consolidation.ts';
import type { LedgerCoin } from './ledger.ts';

const policy: ConsolidationPolicy = {
  fees: { floorSatsPerKvb: 1_000n, capSatsPerKvb: 100_000n, marginBps: 0n, fallbackSatsPerKvb: 5_000n },
  rotationBlocks: 6,
  smallCoins: { belowSats: 100_000n, leastCoins: 3, blocks: 144, mostSatsPerKvb: 2_000n, leaveCoins: 1 },
  mostInputs: 4,
};
const quiet = new Map([
  [6, 8_000n],
  [144, 2_000n],
]);
const busy = new Map([...quiet, [144, 2_001n]]);

let custodies: Custody[];
beforeAll(async () => {
  custodies = [await startCustody('wsh', 1), await startCustody('wsh')];
});
afterAll(async () => {
  await Promise.all(custodies.map((custody) => custody.remove()));
});

const coin = (n: number, amountSats: bigint, changes: Partial<LedgerCoin> = {}): LedgerCoin => ({
  txid: n.toString(16).padStart(64, '0'),
  vout: 0,
  amountSats,
  index: n,
  epoch: 1,
  inputWeight: 418,
  unconfirmedAncestors: 0,
  ...changes,
});
const small = (count: number, from = 0) => Array.from({ length: count }, (_, n) => coin(from + n, 10_000n + BigInt(n)));
const big = coin(99, 5_000_000n);

const decide = (coins: LedgerCoin[], estimates = quiet) => {
  const next = nextConsolidation(
    coins,
    custodies.map(({ descriptor }) => descriptor),
    estimates,
    policy,
  );
  return next.do === 'nothing'
    ? 'nothing'
    : { why: next.why, rate: next.satsPerKvb, moved: next.coins.map(({ index }) => index) };
};

test.each<[string, LedgerCoin[], ReadonlyMap<number, bigint>, ReturnType<typeof decide>]>([
  ['no coins', [], quiet, 'nothing'],
  ['few small coins', [...small(2), big], quiet, 'nothing'],
  ['small coins while fees are low', [...small(3), big], quiet, { why: 'small-coins', rate: 2_000n, moved: [2, 1, 0] }],
  ['small coins while fees are high', [...small(3), big], busy, 'nothing'],
  [
    'no more than the inputs allowed',
    [...small(9), big],
    quiet,
    { why: 'small-coins', rate: 2_000n, moved: [8, 7, 6, 5] },
  ],
  ['small coins that are all there is', small(4), quiet, { why: 'small-coins', rate: 2_000n, moved: [3, 2, 1] }],
  ['too few to leave any', small(3), quiet, 'nothing'],
  ['coins on their way into a block', small(9).map((one) => ({ ...one, unconfirmedAncestors: 1 })), quiet, 'nothing'],
  [
    'coins of retired keys, whatever the fees',
    [...small(5), coin(7, 500n, { epoch: 0 }), coin(8, 90_000n, { epoch: 0 }), big],
    busy,
    { why: 'retired-keys', rate: 8_000n, moved: [8, 7] },
  ],
])('%s', (_, coins, estimates, expected) => {
  expect(decide(coins, new Map(estimates))).toEqual(expected);
});
