import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Custody, changeOutput, foreignScript, fundedInput, startCustody } from '../../test/withdrawal-world.ts';
import { outpointKey } from '../block/transaction.ts';
import type { Proposal } from './proposal.ts';
import { type SigningRules, unsafeReplacement, verifyProposal } from './verify-proposal.ts';

describe.each(['wsh', 'tr'] as const)('a signer of a %s custody', (kind) => {
  let custody: Custody;
  let retired: Custody;
  let honest: Proposal;
  let rules: SigningRules;
  const alice = { withdrawalId: 'alice', scriptPubKey: foreignScript(1), amountSats: 60_000n };
  const bob = { withdrawalId: 'bob', scriptPubKey: foreignScript(2), amountSats: 30_000n };

  beforeAll(async () => {
    retired = await startCustody(kind, 7);
    custody = await startCustody(kind);
    const { descriptor } = custody;
    honest = {
      inputs: [fundedInput(retired.descriptor, 3, 50_000n), fundedInput(descriptor, 4, 70_000n, 1)],
      outputs: [
        { scriptPubKey: bob.scriptPubKey, amountSats: bob.amountSats },
        { scriptPubKey: alice.scriptPubKey, amountSats: alice.amountSats },
        changeOutput(descriptor, 1, 28_000n, 1),
      ],
      lockTime: 100,
    };
    rules = {
      epochs: [retired.descriptor, descriptor],
      payments: [bob, alice],
      mostFeeSats: 2_000n,
      mostSatsPerKvb: 20_000n,
      mostInputs: 10,
      changeLanes: 2,
      tipHeight: 100,
    };
  });
  afterAll(async () => {
    await custody.remove();
    await retired.remove();
  });

  test('accepts what was authorized', () => {
    expect(verifyProposal(honest, rules)).toMatchObject({ ok: true, feeSats: 2_000n });
  });

  const output = (at: number) => {
    const found = honest.outputs[at];
    if (!found) throw new RangeError(`no output ${at}`);
    return found;
  };
  const withOutput = (at: number, changes: object): Proposal => ({
    ...honest,
    outputs: honest.outputs.map((one, i) => (i === at ? { ...one, ...changes } : one)),
  });
  const input = (at: number) => {
    const found = honest.inputs[at];
    if (!found) throw new RangeError(`no input ${at}`);
    return found;
  };
  const withInput = (at: number, changes: object): Proposal => ({
    ...honest,
    inputs: honest.inputs.map((one, i) => (i === at ? { ...one, ...changes } : one)),
  });

  test.each<[string, () => Proposal, string]>([
    ['a payment to somebody else', () => withOutput(0, { scriptPubKey: foreignScript(9) }), 'unauthorized-output'],
    ['a larger payment', () => withOutput(0, { amountSats: 30_001n }), 'unauthorized-output'],
    ['a smaller payment', () => withOutput(0, { amountSats: 29_999n }), 'unauthorized-output'],
    ['a payment made twice', () => ({ ...honest, outputs: [output(0), output(0), output(2)] }), 'unauthorized-output'],
    ['a payment left out', () => ({ ...honest, outputs: [output(0)] }), 'payment-missing'],
    [
      'payments in another order',
      () => ({ ...honest, outputs: [output(1), output(0), output(2)] }),
      'payment-out-of-order',
    ],
    [
      'change before the payments',
      () => ({ ...honest, outputs: [output(2), output(0), output(1)] }),
      'payment-out-of-order',
    ],
    [
      'change in nine pieces',
      () => ({
        ...honest,
        outputs: [output(0), output(1), ...Array.from({ length: 9 }, () => ({ ...output(2), amountSats: 3_000n }))],
      }),
      'too-many-change-outputs',
    ],
    ['change that only claims to be ours', () => withOutput(2, { scriptPubKey: foreignScript(9) }), 'foreign-change'],
    [
      'change to the address of another lane',
      () => withOutput(2, { change: { index: 0, branch: 'change', epoch: 1 } }),
      'foreign-change',
    ],
    [
      'change that does not say so',
      () => ({
        ...honest,
        outputs: [output(0), output(1), { scriptPubKey: output(2).scriptPubKey, amountSats: 28_000n }],
      }),
      'unauthorized-output',
    ],
    [
      'change to the retired keys',
      () => ({ ...honest, outputs: [output(0), output(1), changeOutput(retired.descriptor, 1, 28_000n)] }),
      'change-to-old-epoch',
    ],
    [
      "change to a user's deposit address",
      () => withOutput(2, { change: { index: 1, epoch: 1 } }),
      'change-out-of-range',
    ],
    [
      'change to an unwatched lane',
      () => ({ ...honest, outputs: [output(0), output(1), changeOutput(custody.descriptor, 2, 28_000n, 1)] }),
      'change-out-of-range',
    ],
    [
      'change too small to spend',
      () => ({ ...honest, outputs: [output(0), output(1), changeOutput(custody.descriptor, 1, 545n, 1)] }),
      'dust-change',
    ],
    ['a fee above the cap', () => withOutput(2, { amountSats: 27_999n }), 'fee-too-high'],
    ['more out than in', () => withOutput(2, { amountSats: 30_001n }), 'more-out-than-in'],
    ['no inputs', () => ({ ...honest, inputs: [] }), 'no-inputs'],
    ['the same input twice', () => ({ ...honest, inputs: [input(0), input(0)] }), 'repeated-input'],
    ['a coin of somebody else', () => ({ ...honest, inputs: [input(0), { ...input(1), index: 5 }] }), 'foreign-input'],
    ['a coin at a hardened index', () => withInput(1, { index: 0x80000000 }), 'foreign-input'],
    ['a coin at no index', () => withInput(1, { index: -1 }), 'foreign-input'],
    [
      'a coin that comes with noise',
      () => withInput(1, { previousTransaction: Buffer.of(1, 2, 3) }),
      'false-previous-transaction',
    ],
    ['a coin of an unknown epoch', () => withInput(1, { epoch: 2 }), 'foreign-input'],
    [
      'a coin with the transaction of another',
      () => withInput(0, { previousTransaction: input(1).previousTransaction }),
      'false-previous-transaction',
    ],
    ['an output number that does not exist', () => withInput(0, { vout: 7 }), 'false-previous-transaction'],
    ['a lock time in the future', () => ({ ...honest, lockTime: 101 }), 'locked'],
    ['a lock time by the clock', () => ({ ...honest, lockTime: 1_700_000_000 }), 'locked'],
  ])('refuses %s', (_, proposal, code) => {
    expect(verifyProposal(proposal(), rules)).toMatchObject({ ok: false, reason: { code } });
  });

  test('refuses a fee rate above the cap, and more inputs than allowed', () => {
    expect(verifyProposal(honest, { ...rules, mostSatsPerKvb: 1_000n })).toMatchObject({
      reason: { code: 'fee-rate-too-high' },
    });
    expect(verifyProposal(honest, { ...rules, mostInputs: 1 })).toMatchObject({
      reason: { code: 'too-many-inputs', found: 2 },
    });
  });

  test('takes two equal payments as two', () => {
    const payments = [alice, { ...alice, withdrawalId: 'alice again' }];
    const twice = { ...honest, outputs: [output(1), output(1)] };
    const generous = { ...rules, payments, mostFeeSats: 100_000n, mostSatsPerKvb: 1_000_000n };
    expect(verifyProposal(twice, { ...generous })).toMatchObject({ ok: true, feeSats: 0n });
    expect(verifyProposal({ ...honest, outputs: [output(1)] }, generous)).toMatchObject({
      reason: { code: 'payment-missing' },
    });
  });

  test('signs a replacement only if it cannot be mined beside what it replaces', () => {
    const signed = { txid: 'aa', outpoints: [outpointKey(input(0))], withdrawalIds: ['alice'] };
    const unrelated = { txid: 'bb', outpoints: ['cc:0'], withdrawalIds: ['carol'] };
    const beside = { txid: 'dd', outpoints: ['cc:1'], withdrawalIds: ['bob'] };
    expect(unsafeReplacement(honest, rules.payments, [signed, unrelated])).toBeUndefined();
    expect(unsafeReplacement(honest, rules.payments, [signed, unrelated, beside])).toBe(beside);
  });
});
