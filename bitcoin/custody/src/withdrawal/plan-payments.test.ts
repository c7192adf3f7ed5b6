import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Custody, foreignScript, fundedInput, startCustody } from '../../test/withdrawal-world.ts';
import { deriveNative } from '../address/derive-native.ts';
import { branchOf } from '../descriptor/branch.ts';
import { type LanePolicy, laneCount, singleLane } from './change.ts';
import { netPayments } from './fee-shares.ts';
import type { LedgerCoin } from './ledger.ts';
import { toProposal } from './plan.ts';
import { type PlanOptions, planPayments, planReplacement } from './plan-payments.ts';
import { type Epochs, type ProposedInput, previousOutput, proposalFeeSats, proposalWeight } from './proposal.ts';
import { verifyProposal } from './verify-proposal.ts';
import { feeForWeight, inputWeight } from './weight.ts';

describe.each(['wsh', 'tr'] as const)('a batch of a %s custody', (kind) => {
  let retired: Custody;
  let custody: Custody;
  let epochs: Epochs;
  let inputs: ProposedInput[];
  beforeAll(async () => {
    retired = await startCustody(kind, 7);
    custody = await startCustody(kind);
    epochs = [retired.descriptor, custody.descriptor];
    inputs = [
      fundedInput(retired.descriptor, 3, 50_000n),
      fundedInput(custody.descriptor, 4, 70_000n, 1),
      fundedInput(custody.descriptor, 5, 2_000_000n, 1),
    ];
  });
  afterAll(async () => {
    await retired.remove();
    await custody.remove();
  });

  const payment = (n: number, amountSats: bigint, maxFeeSats = 5_000n) => ({
    withdrawalId: `w${n}`,
    scriptPubKey: foreignScript(n),
    amountSats,
    maxFeeSats,
  });
  const coinOf = (input: ProposedInput): LedgerCoin => ({
    ...input,
    amountSats: previousOutput(input)?.amountSats ?? 0n,
    inputWeight: inputWeight(input.epoch ? custody.descriptor : retired.descriptor),
    unconfirmedAncestors: 0,
  });
  const previous = () => new Map(inputs.map((input) => [input.txid, input.previousTransaction!]));
  const options = (changes: Partial<PlanOptions>): PlanOptions => ({
    epochs,
    coins: inputs.map(coinOf),
    payments: [payment(1, 60_000n), payment(2, 30_000n)],
    satsPerKvb: 5_000n,
    longTermSatsPerKvb: 5_000n,
    feeCapSats: 50_000n,
    lanes: singleLane,
    mostInputs: 10,
    ...changes,
  });
  const plan = (changes: Partial<PlanOptions> = {}) => {
    const result = planPayments(options(changes));
    if (!result.ok) throw new Error(result.reason.code);
    return result.plan;
  };
  const rules = (payments: PlanOptions['payments'], feeSats: bigint) => ({
    epochs,
    payments: netPayments(payments, feeSats),
    mostFeeSats: 50_000n,
    mostSatsPerKvb: 100_000n,
    mostInputs: 10,
    changeLanes: 1,
    tipHeight: 0,
  });

  test('pays in the order given, then the reserve, which gives up exactly what was burned', () => {
    const { payments } = options({});
    const made = plan();
    const [first, second, change, ...more] = made.outputs;
    expect(first?.amountSats).toBe(60_000n - (made.feeSats + 1n) / 2n);
    expect(second?.amountSats).toBe(30_000n - made.feeSats / 2n);
    const reserve = deriveNative(branchOf(custody.descriptor, 'change'), 0).scriptPubKey;
    expect(change).toMatchObject({ scriptPubKey: reserve, change: { index: 0, branch: 'change', epoch: 1 } });
    expect(change?.amountSats).toBe(made.coins.reduce((sum, coin) => sum + coin.amountSats, 0n) - 90_000n);
    expect(more).toEqual([]);

    const proposal = toProposal(made, previous());
    expect(proposal.lockTime).toBe(0);
    expect(proposalFeeSats(proposal)).toBe(made.feeSats);
    expect(made.weight).toBe(proposalWeight(epochs, proposal));
    expect(made.feeSats).toBe(feeForWeight(made.weight, 5_000n));
    expect(verifyProposal(proposal, rules(payments, made.feeSats))).toMatchObject({ ok: true });
    expect(verifyProposal(proposal, rules(payments.toReversed(), made.feeSats)).ok).toBe(false);
  });

  test('divides change that is large into lanes, all to the reserve', () => {
    const lanes: LanePolicy = { mostLanes: 4, leastLaneSats: 450_000n, wantedCoins: 8 };
    const made = plan({ payments: [payment(1, 200_000n)], lanes });
    const change = made.outputs.slice(1);
    expect(change.map(({ amountSats }) => amountSats)).toEqual([450_000n, 450_000n, 450_000n, 450_000n]);
    expect(new Set(change.map(({ scriptPubKey }) => Buffer.from(scriptPubKey).toString('hex'))).size).toBe(1);
    const proposal = toProposal(made, previous());
    expect(made.weight).toBe(proposalWeight(epochs, proposal));
    expect(verifyProposal(proposal, rules([payment(1, 200_000n)], made.feeSats))).toMatchObject({ ok: true });
  });

  test.each<[string, Partial<PlanOptions>, object]>([
    [
      'too little money',
      { payments: [payment(1, 2_120_001n)] },
      { code: 'insufficient-funds', neededSats: 2_120_001n, availableSats: 2_120_000n },
    ],
    [
      'money that would leave change nobody can take',
      { payments: [payment(1, 2_119_999n)] },
      { code: 'insufficient-funds', neededSats: 2_120_545n, availableSats: 2_120_000n },
    ],
    [
      'a fee that some holders did not accept',
      { payments: [payment(1, 30_000n), payment(2, 30_000n, 100n), payment(3, 30_000n, 99n)] },
      { code: 'fee-over-limit', withdrawalIds: ['w2', 'w3'], mostFeeSats: 299n },
    ],
    ['a fee above the cap', { feeCapSats: 500n }, { code: 'fee-over-cap', mostFeeSats: 500n }],
  ])('is not planned with %s', (_, changes, reason) => {
    expect(planPayments(options(changes))).toMatchObject({ ok: false, reason });
  });

  test('is replaced from the same coins with the same change, up to what every holder accepted', () => {
    const payments = [payment(1, 60_000n, 1_500n), payment(2, 30_000n, 1_200n)];
    const earlier = toProposal(plan({ payments }), previous());
    const replace = (feeSats: bigint, feeCapSats = 50_000n) =>
      planReplacement({ earlier, payments, feeSats, feeCapSats });

    const replaced = replace(2_401n);
    if (!replaced.ok) throw new Error(replaced.reason.code);
    expect(replaced.proposal.inputs).toEqual(earlier.inputs);
    expect(replaced.proposal.outputs.slice(2)).toEqual(earlier.outputs.slice(2));
    expect(replaced.proposal.outputs.slice(0, 2).map(({ amountSats }) => amountSats)).toEqual([58_799n, 28_800n]);
    expect(verifyProposal(replaced.proposal, rules(payments, 2_401n))).toMatchObject({ ok: true, feeSats: 2_401n });

    expect(replace(2_402n)).toMatchObject({ reason: { code: 'fee-over-limit', withdrawalIds: ['w2'] } });
    expect(replace(2_401n, 2_400n)).toMatchObject({ reason: { code: 'fee-over-cap' } });
    const before = proposalFeeSats(earlier) ?? 0n;
    expect(replace(before)).toMatchObject({ reason: { code: 'fee-not-higher', feeSats: before } });
  });
});

describe('change is divided', () => {
  const policy: LanePolicy = { mostLanes: 6, leastLaneSats: 100_000n, wantedCoins: 5 };
  test.each<[string, bigint, number, Partial<LanePolicy>, number]>([
    ['not at all if there is none', 0n, 0, {}, 0],
    ['not below the least of a lane', 199_999n, 0, {}, 1],
    ['in two from there', 200_000n, 0, {}, 2],
    ['up to the coins wanted', 10_000_000n, 0, {}, 5],
    ['only for the coins still wanted', 10_000_000n, 3, {}, 2],
    ['not when enough coins remain', 10_000_000n, 9, {}, 1],
    ['up to the lanes allowed', 10_000_000n, 0, { wantedCoins: 99 }, 6],
    ['never in more than eight', 10_000_000n, 0, { wantedCoins: 99, mostLanes: 99 }, 8],
    ['never below what the reserve takes', 1_092n, 0, { leastLaneSats: 0n }, 2],
  ])('%s', (_, changeSats, coinsLeft, changes, lanes) => {
    expect(laneCount(changeSats, coinsLeft, { ...policy, ...changes })).toBe(lanes);
  });
});
