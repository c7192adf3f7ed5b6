import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, type SelectionRequest, selectCoins } from './select-coins.ts';
import { feeForWeight, frameWeight } from './weight.ts';

const INPUT_WEIGHT = 418;
const OUTPUT_WEIGHT = 172;

const coin = (n: number, amountSats: bigint): Candidate => ({
  txid: n.toString(16).padStart(64, '0'),
  vout: 0,
  amountSats,
  inputWeight: INPUT_WEIGHT,
});

const request = (changes: Partial<SelectionRequest<Candidate>> = {}): SelectionRequest<Candidate> => ({
  candidates: [],
  targetSats: 100_000n,
  paymentOutputs: 1,
  paymentWeight: OUTPUT_WEIGHT,
  satsPerKvb: 10_000n,
  longTermSatsPerKvb: 10_000n,
  change: { weight: OUTPUT_WEIGHT, leastSats: 330n, laterInputWeight: INPUT_WEIGHT },
  mostInputs: 100,
  ...changes,
});

const exactWeight = (inputs: number, outputs: number) =>
  frameWeight(inputs, outputs) + inputs * INPUT_WEIGHT + outputs * OUTPUT_WEIGHT;

test('a selection pays its target, its change and exactly its fee', () => {
  const amount = fc.bigInt({ min: 1n, max: 10_000_000n });
  fc.assert(
    fc.property(
      fc.array(amount, { maxLength: 60 }),
      amount,
      fc.bigInt({ min: 1_000n, max: 500_000n }),
      fc.bigInt({ min: 1_000n, max: 100_000n }),
      (amounts, targetSats, satsPerKvb, longTermSatsPerKvb) => {
        const asked = request({
          candidates: amounts.map((sats, n) => coin(n, sats)),
          targetSats,
          satsPerKvb,
          longTermSatsPerKvb,
        });
        const result = selectCoins(asked);
        if (!result.ok) {
          expect(result.availableSats).toBeLessThan(result.neededSats + feeForWeight(exactWeight(60, 2), satsPerKvb));
          return;
        }
        const { inputs, changeSats, feeSats, weight } = result.selection;
        const spent = inputs.reduce((sum, { amountSats }) => sum + amountSats, 0n);
        expect(spent).toBe(targetSats + changeSats + feeSats);
        expect(new Set(inputs.map(({ txid }) => txid)).size).toBe(inputs.length);
        expect(weight).toBe(exactWeight(inputs.length, changeSats > 0n ? 2 : 1));
        expect(feeSats).toBeGreaterThanOrEqual(feeForWeight(weight, satsPerKvb));
        if (changeSats > 0n) {
          expect(changeSats).toBeGreaterThanOrEqual(330n);
          expect(feeSats).toBe(feeForWeight(weight, satsPerKvb));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a payment is refused only when no set of coins can pay it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 200_000n }), { maxLength: 8 }),
      fc.bigInt({ min: 1n, max: 500_000n }),
      (amounts, targetSats) => {
        const result = selectCoins(request({ candidates: amounts.map((sats, n) => coin(n, sats)), targetSats }));
        const possible = Array.from({ length: 2 ** amounts.length }, (_, mask) => {
          const chosen = amounts.filter((_, i) => (mask >> i) & 1);
          return (
            chosen.reduce((sum, sats) => sum + sats, 0n) >=
            targetSats + feeForWeight(exactWeight(chosen.length, 1), 10_000n)
          );
        });
        expect(result.ok).toBe(possible.includes(true));
      },
    ),
    { numRuns: 100 },
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

  test('without change is found where there is one', () => {
    const fee = feeForWeight(exactWeight(2, 1), 10_000n);
    const { inputs, changeSats, feeSats } = select({ targetSats: 200_000n + 60_000n - fee });
    expect(inputs.map(({ amountSats }) => amountSats)).toEqual([200_000n, 60_000n]);
    expect(changeSats).toBe(0n);
    expect(feeSats).toBe(fee);
  });

  test('leaves large coins for large payments', () => {
    expect(select({ targetSats: 130_000n }).inputs.map(({ amountSats }) => amountSats)).toEqual([150_000n]);
  });

  test('is the same whatever the order of the coins', () => {
    const first = select({ targetSats: 1_234_567n });
    expect(select({ targetSats: 1_234_567n, candidates: candidates.toReversed() })).toEqual(first);
  });

  test('does not spend coins that cost more than they hold', () => {
    const dust = Array.from({ length: 50 }, (_, n) => coin(100 + n, 900n));
    const { inputs } = select({ candidates: [...dust, ...candidates], targetSats: 5_500_000n });
    expect(inputs.every(({ amountSats }) => amountSats > 900n)).toBe(true);
  });

  test('keeps to the number of inputs allowed', () => {
    const many = Array.from({ length: 40 }, (_, n) => coin(n, 10_000n));
    const asked = { candidates: many, targetSats: 150_000n, mostInputs: 10 };
    expect(selectCoins(request(asked))).toMatchObject({ ok: false, availableSats: 100_000n });
  });

  test('among many thousand coins ends', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => coin(n, 1_000_000n + BigInt((n * 7919) % 10_007)));
    expect(select({ candidates: many, targetSats: 7_654_321n }).inputs.length).toBeLessThan(10);
  });
});
