import { describe, expect, test } from 'vitest';
import { CustodyError } from '../errors.ts';
import { type FeeEstimates, type FeePolicy, feeRateFor } from '../withdrawal/fees.ts';
import type { BitcoinView } from './bitcoin-view.ts';
import { createFeeSource, feePolicyAt } from './fee-source.ts';
import type { BitcoinRpc } from './rpc.ts';

const policy: FeePolicy = {
  floorSatsPerKvb: 1_000n,
  capSatsPerKvb: 500_000n,
  marginBps: 1_000n,
  fallbackSatsPerKvb: 10_000n,
};
const of = (satsPerKvb: bigint): FeeEstimates => new Map([[6, satsPerKvb]]);
const broken = new CustodyError('bitcoin/bad-answer', { method: 'estimatesmartfee', reason: 'a fee rate is missing' });

type Says = FeeEstimates | CustodyError;
const answer = async (says: Says): Promise<FeeEstimates> => {
  if (says instanceof CustodyError) throw says;
  return says;
};

/** Backends that say what the test says next; all that a source asks of them. */
function source(first: { node: Says; explorer?: Says; floor?: bigint }) {
  const says = { ...first };
  let time = 0;
  const node = {
    estimateFees: () => answer(says.node),
    readRelayFloor: async () => {
      if (says.floor === undefined) throw broken;
      return says.floor;
    },
  } as unknown as BitcoinRpc;
  const explorer = { estimateFees: () => answer(says.explorer ?? new Map()) } as unknown as BitcoinView;
  const fees = createFeeSource({ node, explorer: 'explorer' in first ? explorer : undefined, now: () => time });
  return {
    says,
    after(ms: number) {
      time += ms;
    },
    async rate() {
      const reading = await fees.read();
      return { ...reading, satsPerKvb: feeRateFor(reading.estimates, 6, feePolicyAt(policy, reading)) };
    },
  };
}

describe('a fee rate comes from', () => {
  test('the node, where it has estimates', async () => {
    const { rate } = source({ node: of(20_000n), explorer: of(30_000n), floor: 1_000n });
    expect(await rate()).toMatchObject({ source: 'node', satsPerKvb: 22_000n, missing: [] });
  });

  test.each<[string, Says]>([
    ['has none', new Map()],
    ['answers nonsense', broken],
  ])('the explorer, where the node %s', async (_, node) => {
    const { rate } = source({ node, explorer: of(30_000n) });
    const reading = await rate();
    expect(reading).toMatchObject({ source: 'explorer', satsPerKvb: 33_000n });
    expect(reading.missing).toHaveLength(1);
  });

  test('what was heard last, with its age, for six hours', async () => {
    const { rate, says, after } = source({ node: of(20_000n) });
    await rate();
    says.node = new Map();
    after(3_600_000);
    expect(await rate()).toMatchObject({ source: 'remembered', ageMs: 3_600_000, satsPerKvb: 22_000n });
    after(5 * 3_600_000 + 1);
    expect(await rate()).toMatchObject({ source: 'fallback', ageMs: 0, satsPerKvb: 11_000n });
  });

  test('the policy, where nobody ever said anything', async () => {
    const { rate } = source({ node: broken, explorer: broken });
    expect(await rate()).toMatchObject({
      source: 'fallback',
      satsPerKvb: 11_000n,
      relayFloorSatsPerKvb: undefined,
      missing: [expect.stringContaining('the node:'), expect.stringContaining('the explorer:')],
    });
  });
});

test('no rate is below what the node’s memory pool takes, and a margin', async () => {
  const { rate } = source({ node: new Map(), floor: 40_000n });
  expect((await rate()).satsPerKvb).toBe(44_000n);
});

test('a floor above the cap gives way to the cap', async () => {
  const { rate } = source({ node: new Map(), floor: 900_000n });
  expect((await rate()).satsPerKvb).toBe(policy.capSatsPerKvb);
});
