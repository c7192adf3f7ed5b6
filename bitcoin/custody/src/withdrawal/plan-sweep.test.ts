import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTransaction } from '../../test/scripted-chain.ts';
import { type Custody, changeOutput, fundedInput, startCustody } from '../../test/withdrawal-world.ts';
import { deriveNative } from '../address/derive-native.ts';
import { branchOf } from '../descriptor/branch.ts';
import { singleLane } from './change.ts';
import type { LedgerCoin } from './ledger.ts';
import { toProposal } from './plan.ts';
import { childVbytes, planChild, planSweep, planSweepReplacement, type SweepOptions } from './plan-sweep.ts';
import { type Epochs, type ProposedInput, previousOutput, proposalFeeSats, proposalWeight } from './proposal.ts';
import { verifyProposal } from './verify-proposal.ts';
import { feeForWeight, inputWeight } from './weight.ts';

const FREE = 1_000_000n;
let retired: Custody;
let custody: Custody;
let epochs: Epochs;
let inputs: ProposedInput[];
beforeAll(async () => {
  retired = await startCustody('wsh', 7);
  custody = await startCustody('tr');
  epochs = [retired.descriptor, custody.descriptor];
  inputs = [900_000n, 70_000n, 50_000n, 40_000n, 700n].map((sats, n) => fundedInput(retired.descriptor, n, sats));
});
afterAll(async () => {
  await retired.remove();
  await custody.remove();
});

const previous = () => new Map(inputs.map((input) => [input.txid, input.previousTransaction!]));
const coins = (): LedgerCoin[] =>
  inputs.map((input) => ({
    ...input,
    amountSats: previousOutput(input)?.amountSats ?? 0n,
    inputWeight: inputWeight(retired.descriptor),
    unconfirmedAncestors: 0,
  }));
const rules = (changes: object = {}) => ({
  epochs,
  payments: [],
  mostFeeSats: FREE,
  mostSatsPerKvb: 12_000n,
  mostInputs: 10,
  changeLanes: 1,
  tipHeight: 0,
  ...changes,
});

describe('a sweep', () => {
  const planned = (changes: Partial<SweepOptions> = {}) =>
    planSweep({
      epochs,
      coins: coins(),
      satsPerKvb: 10_000n,
      feeCapSats: FREE,
      lanes: singleLane,
      mostInputs: 10,
      ...changes,
    });
  const amounts = (changes: Partial<SweepOptions> = {}) => {
    const result = planned(changes);
    if (!result.ok) throw new Error(result.reason.code);
    return result.plan.coins.map(({ amountSats }) => amountSats).sort((a, b) => Number(b - a));
  };

  test('moves what outlasts its own cost to the reserve, at the fee of its exact weight', () => {
    const result = planned();
    if (!result.ok) throw new Error(result.reason.code);
    const { plan } = result;
    expect(amounts()).toEqual([900_000n, 70_000n, 50_000n, 40_000n]);
    const reserve = deriveNative(branchOf(custody.descriptor, 'change'), 0).scriptPubKey;
    expect(plan.outputs).toMatchObject([{ scriptPubKey: reserve, amountSats: 1_060_000n - plan.feeSats }]);
    const proposal = toProposal(plan, previous());
    expect(plan.weight).toBe(proposalWeight(epochs, proposal));
    expect(plan.feeSats).toBe(feeForWeight(plan.weight, 10_000n));
    expect(verifyProposal(proposal, rules())).toMatchObject({ ok: true, feeSats: plan.feeSats });
  });

  test('takes the largest coins as far as the cap, or the number of inputs, goes', () => {
    const feeOf = (mostInputs: number) => {
      const result = planned({ mostInputs });
      return result.ok ? result.plan.feeSats : 0n;
    };
    expect(amounts({ mostInputs: 2 })).toEqual([900_000n, 70_000n]);
    expect(amounts({ feeCapSats: feeOf(2) })).toEqual([900_000n, 70_000n]);
    expect(amounts({ feeCapSats: feeOf(2) - 1n })).toEqual([900_000n]);
    expect(planned({ feeCapSats: feeOf(1) - 1n })).toMatchObject({
      reason: { code: 'fee-over-cap', feeSats: feeOf(1), mostFeeSats: feeOf(1) - 1n },
    });
  });

  test('is not made of coins that cost more than they hold', () => {
    expect(planned({ satsPerKvb: 10_000_000n })).toEqual({ ok: false, reason: { code: 'nothing-worth-moving' } });
    expect(planned({ coins: [] })).toEqual({ ok: false, reason: { code: 'nothing-worth-moving' } });
  });

  test('divides what it moves into lanes', () => {
    const result = planned({ lanes: { mostLanes: 3, leastLaneSats: 100_000n, wantedCoins: 10 } });
    if (!result.ok) throw new Error(result.reason.code);
    const shares = result.plan.outputs.map(({ amountSats }) => amountSats);
    expect(shares).toHaveLength(3);
    expect(shares.reduce((sum, sats) => sum + sats)).toBe(1_060_000n - result.plan.feeSats);
  });

  test('is replaced by the same at a higher fee', () => {
    const result = planned();
    if (!result.ok) throw new Error(result.reason.code);
    const earlier = toProposal(result.plan, previous());
    const { feeSats } = result.plan;
    const replace = (changes: object) =>
      planSweepReplacement({ epochs, earlier, feeSats: feeSats + 999n, feeCapSats: FREE, ...changes });
    const replaced = replace({});
    if (!replaced.ok) throw new Error(replaced.reason.code);
    expect(replaced.proposal.inputs).toEqual(earlier.inputs);
    expect(proposalFeeSats(replaced.proposal)).toBe(feeSats + 999n);
    expect(replace({ feeSats })).toMatchObject({ reason: { code: 'fee-not-higher' } });
    expect(replace({ feeCapSats: feeSats })).toMatchObject({ reason: { code: 'fee-over-cap' } });
    expect(replace({ feeSats: 1_059_455n, feeCapSats: 2n * FREE })).toMatchObject({
      reason: { code: 'nothing-worth-moving' },
    });
  });

  test.each<[string, object, object, string]>([
    [
      'with an output to anybody else',
      { outputs: [{ scriptPubKey: new Uint8Array(22), amountSats: 1_000n }] },
      {},
      'unauthorized-output',
    ],
    ['that gives everything to the miners', { outputs: [] }, {}, 'no-outputs'],
    ['at a fee above what the signer allows', {}, { mostFeeSats: 100n }, 'fee-too-high'],
  ])('%s is not signed', (_, changes, limits, code) => {
    const result = planned();
    if (!result.ok) throw new Error(result.reason.code);
    const proposal = { ...toProposal(result.plan, previous()), ...changes };
    expect(verifyProposal(proposal, rules(limits))).toMatchObject({ ok: false, reason: { code } });
  });
});

describe('a child', () => {
  const parent = { feeSats: 400n, vbytes: 400 };
  /** The change of one payment, in lanes of these amounts. */
  function changeOf(...lanes: bigint[]) {
    const outputs = lanes.map((sats) => changeOutput(custody.descriptor, 0, sats, 1));
    const made = buildTransaction({ spends: [{ txid: 'ab'.repeat(32), vout: 0 }], pays: outputs });
    const change = lanes.map((amountSats, vout) => ({
      txid: made.txid,
      vout,
      index: 0,
      epoch: 1,
      branch: 'change' as const,
      amountSats,
      inputWeight: inputWeight(custody.descriptor),
      unconfirmedAncestors: 1,
    }));
    return { change, previousTransactions: new Map([[made.txid, made.bytes]]) };
  }
  const child = (lanes: bigint[], satsPerKvb = 20_000n, feeCapSats = FREE) =>
    planChild({ epochs, parent, change: changeOf(...lanes).change, satsPerKvb, feeCapSats });

  test('pays for both, from the smallest lane that can', () => {
    const lanes = [90_000n, 3_000n, 40_000n];
    const result = child(lanes);
    if (!result.ok) throw new Error(result.reason.code);
    const { coins, feeSats, weight } = result.plan;
    expect(coins).toMatchObject([{ vout: 2 }]);
    expect(Math.ceil(weight / 4)).toBe(childVbytes(epochs));
    expect(feeSats).toBe(20n * BigInt(childVbytes(epochs) + parent.vbytes) - parent.feeSats);

    const proposal = toProposal(result.plan, changeOf(...lanes).previousTransactions);
    // By itself the child's rate is far above what the signer allows; with its parent it is what both pay.
    expect(verifyProposal(proposal, rules({ mostSatsPerKvb: 20_000n }))).toMatchObject({
      reason: { code: 'fee-rate-too-high' },
    });
    expect(verifyProposal(proposal, rules({ mostSatsPerKvb: 20_000n, parent }))).toMatchObject({ ok: true });
    expect(verifyProposal(proposal, rules({ mostSatsPerKvb: 19_999n, parent }))).toMatchObject({ ok: false });
  });

  test('puts lanes together if none bears the fee alone', () => {
    const result = child([7_000n, 8_000n, 3_000n]);
    if (!result.ok) throw new Error(result.reason.code);
    expect(result.plan.coins.map(({ vout }) => vout)).toEqual([0, 1]);
  });

  test.each<[2 | 3, object]>([
    [2, { ok: true, plan: { coins: { length: 8 } } }],
    [3, { ok: false, reason: { code: 'nothing-worth-moving' } }],
  ])('beside a parent of version %i weighs no more than is relayed (BIP-431)', (version, expected) => {
    // Of a quorum so large that eight lanes, which only together bear the fee, have more than 1,000 vbytes.
    const change = changeOf(...Array.from({ length: 8 }, () => 1_300n)).change.map((coin) => ({
      ...coin,
      inputWeight: 600,
    }));
    expect(planChild({ epochs, parent, version, change, satsPerKvb: 6_000n, feeCapSats: FREE })).toMatchObject(
      expected,
    );
  });

  test('pays for its own relay where the parent needs nothing', () => {
    const result = child([90_000n], 500n);
    expect(result).toMatchObject({ ok: true, plan: { feeSats: BigInt(childVbytes(epochs)) } });
  });

  test('is not made above the cap, nor of change that is too small', () => {
    expect(child([90_000n], 20_000n, 9_000n)).toMatchObject({ reason: { code: 'fee-over-cap', mostFeeSats: 9_000n } });
    expect(child([3_000n, 3_000n])).toMatchObject({ reason: { code: 'nothing-worth-moving' } });
  });
});
