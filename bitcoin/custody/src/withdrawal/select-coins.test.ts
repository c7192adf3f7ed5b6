import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, type SelectionRequest, selectCoins } from './select-coins.ts';
import { feeForWeight, frameWeight } from './weight.ts';

const INPUT_WEIGHT = 418;
const OUTPUT_WEIGHT = 172;
const LEAST_CHANGE = 546n;

const coin = (n: number, amountSats: bigint): Candidate => ({
  txid: n.toString(16).padStart(64, '0'),
  vout: 0,
  amountSats,
  inputWeight: INPUT_WEIGHT,
});

const oneLane = (changeSats: bigint) => (changeSats > 0n ? 1 : 0);
const change = { weight: OUTPUT_WEIGHT, leastSats: LEAST_CHANGE, laterInputWeight: INPUT_WEIGHT, lanes: oneLane };
const request = (changes: Partial<SelectionRequest<Candidate>> = {}): SelectionRequest<Candidate> => ({
  candidates: [],
  targetSats: 100_000n,
  paymentOutputs: 1,
  paymentWeight: OUTPUT_WEIGHT,
  satsPerKvb: 10_000n,
  mostFeeSats: 1_000_000n,
  longTermSatsPerKvb: 10_000n,
  change,
  mostInputs: 100,
  ...changes,
});

const exactWeight = (inputs: number, outputs: number) =>
  frameWeight(inputs, outputs) + inputs * INPUT_WEIGHT + outputs * OUTPUT_WEIGHT;
const sumOf = (coins: readonly { amountSats: bigint }[]) => coins.reduce((sum, { amountSats }) => sum + amountSats, 0n);

test('a selection holds its target and its change to the satoshi, and its fee is that of its weight', () => {
  const amount = fc.bigInt({ min: 1n, max: 10_000_000n });
  const rate = fc.bigInt({ min: 1_000n, max: 500_000n });
  const lanes = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(
      fc.array(amount, { maxLength: 60 }),
      amount,
      rate,
      rate,
      lanes,
      (amounts, targetSats, now, usual, most) => {
        const asked = request({
          candidates: amounts.map((sats, n) => coin(n, sats)),
          targetSats,
          satsPerKvb: now,
          longTermSatsPerKvb: usual,
          change: { ...change, lanes: (sats) => oneLane(sats) * most },
        });
        const result = selectCoins(asked);
        if (!result.ok) {
          if (result.code === 'insufficient-funds') expect(result.availableSats).toBeLessThan(result.neededSats);
          else expect(result.cheapest.feeSats).toBeGreaterThan(asked.mostFeeSats);
          return;
        }
        const { inputs, changeSats, lanes, feeSats, weight } = result.selection;
        expect(sumOf(inputs)).toBe(targetSats + changeSats);
        expect(changeSats === 0n || changeSats >= LEAST_CHANGE).toBe(true);
        expect(new Set(inputs.map(({ txid }) => txid)).size).toBe(inputs.length);
        expect(weight).toBe(exactWeight(inputs.length, 1 + lanes));
        expect(feeSats).toBe(feeForWeight(weight, now));
        expect(feeSats).toBeLessThanOrEqual(asked.mostFeeSats);
        expect(lanes === 0).toBe(changeSats === 0n);
      },
    ),
    { numRuns: 300 },
  );
});

test('funds are insufficient only when no set of coins holds the target, with nothing or enough left over', () => {
  fc.assert(
    fc.property(
      // Few distinct amounts, so that exact sums and remainders below the least change are common.
      fc.array(fc.bigInt({ min: 1n, max: 12n }), { maxLength: 8 }),
      fc.bigInt({ min: 1n, max: 60n }),
      (units, target) => {
        const amounts = units.map((unit) => unit * 200n);
        const targetSats = target * 200n;
        const result = selectCoins(request({ candidates: amounts.map((sats, n) => coin(n, sats)), targetSats }));
        const possible = Array.from({ length: 2 ** amounts.length }, (_, mask) => {
          const rest = amounts.filter((_, i) => (mask >> i) & 1).reduce((sum, sats) => sum + sats, 0n) - targetSats;
          return rest === 0n || rest >= LEAST_CHANGE;
        });
        expect(result.ok).toBe(possible.includes(true));
      },
    ),
    { numRuns: 300 },
  );
});

describe('a selection', () => {
  const sizes = [5_000_000n, 1_000_000n, 400_000n, 200_000n, 150_000n, 60_000n];
  const candidates = sizes.map((sats, n) => coin(n, sats));
  const select = (changes: Partial<SelectionRequest<Candidate>>) => {
    const result = selectCoins(request({ candidates, ...changes }));
    if (!result.ok) throw new Error('enough coins were given');
    return result.selection;
  };
  const amounts = (changes: Partial<SelectionRequest<Candidate>>) =>
    select(changes).inputs.map((one) => one.amountSats);

  test('without change is found where there is one', () => {
    expect(amounts({ targetSats: 260_000n })).toEqual([200_000n, 60_000n]);
    expect(select({ targetSats: 260_000n })).toMatchObject({ changeSats: 0n, lanes: 0 });
  });

  test('leaves large coins for large payments', () => {
    expect(amounts({ targetSats: 130_000n })).toEqual([150_000n]);
  });

  test('never leaves change that nobody could take', () => {
    expect(amounts({ targetSats: 149_999n })).toEqual([200_000n]);
    expect(amounts({ targetSats: 150_000n - LEAST_CHANGE + 1n })).toEqual([200_000n]);
    expect(amounts({ targetSats: 150_000n - LEAST_CHANGE })).toEqual([150_000n]);
  });

  test('is the same whatever the order of the coins', () => {
    const first = select({ targetSats: 1_234_567n });
    expect(select({ targetSats: 1_234_567n, candidates: candidates.toReversed() })).toEqual(first);
  });

  test('spends coins that cost more than they hold only when nothing else is left', () => {
    const dust = Array.from({ length: 50 }, (_, n) => coin(100 + n, 900n));
    const withDust = [...dust, ...candidates];
    expect(amounts({ candidates: withDust, targetSats: 5_500_000n }).every((sats) => sats > 900n)).toBe(true);
    expect(amounts({ candidates: withDust, targetSats: 6_811_000n }).filter((sats) => sats === 900n)).toHaveLength(2);
  });

  test('keeps to the number of inputs allowed', () => {
    const many = Array.from({ length: 40 }, (_, n) => coin(n, 10_000n));
    const asked = { candidates: many, targetSats: 150_000n, mostInputs: 10 };
    expect(selectCoins(request(asked))).toMatchObject({ code: 'insufficient-funds', availableSats: 100_000n });
  });

  test('makes fewer lanes rather than a fee that is too high, and none that is too high with one', () => {
    const four = { ...change, lanes: () => 4 };
    const feeWith = (lanes: number) => feeForWeight(exactWeight(1, 1 + lanes), 10_000n);
    const lanesUnder = (mostFeeSats: bigint) => select({ targetSats: 130_000n, change: four, mostFeeSats }).lanes;
    expect([feeWith(4), feeWith(4) - 1n, feeWith(2), feeWith(1)].map(lanesUnder)).toEqual([4, 3, 2, 1]);
    expect(selectCoins(request({ candidates, change: four, mostFeeSats: feeWith(1) - 1n }))).toMatchObject({
      code: 'fee-too-high',
      cheapest: { feeSats: feeWith(1), lanes: 1 },
    });
  });

  test('among many thousand coins ends', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => coin(n, 1_000_000n + BigInt((n * 7919) % 10_007)));
    expect(select({ candidates: many, targetSats: 7_654_321n }).inputs.length).toBeLessThan(10);
  });
});
