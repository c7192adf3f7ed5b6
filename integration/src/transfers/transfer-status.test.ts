import { describe, expect, test } from 'vitest';
import type { DepositState } from '../operations/deposits/deposit.ts';
import type { WithdrawalState } from '../operations/withdrawals/withdrawal.ts';
import { depositProgress, depositRefund, endedAt, withdrawalProgress, withdrawalRefund } from './transfer-status.ts';

describe('in the words of SEP-6 and SEP-24', () => {
  test.each<[DepositState, string]>([
    ['seen', 'pending_external'],
    ['confirming', 'pending_external'],
    ['orphaned', 'pending_external'],
    ['attesting', 'pending_anchor'],
    ['submitted', 'pending_stellar'],
    ['minted', 'completed'],
    ['refused', 'on_hold'],
    ['too-small', 'too_small'],
    ['registering', 'pending_anchor'],
    ['returnable', 'pending_user'],
    ['returning', 'pending_anchor'],
    ['returned', 'refunded'],
    ['written-off', 'error'],
  ])('a deposit that is %s is %s', (state, status) => {
    const deposit = { state, refusal: null, confirmations: 1, confirmationsRequired: null };
    expect(depositProgress(deposit).status).toBe(status);
  });

  test.each<[WithdrawalState, string]>([
    ['pending', 'pending_anchor'],
    ['batched', 'pending_anchor'],
    ['authorizing', 'pending_anchor'],
    ['authorized', 'pending_anchor'],
    ['signing', 'pending_anchor'],
    ['broadcast', 'pending_external'],
    ['confirming', 'pending_external'],
    ['completed', 'completed'],
    ['settled', 'completed'],
    ['refunding', 'pending_stellar'],
    ['refunded', 'refunded'],
  ])('a withdrawal that is %s is %s', (state, status) => {
    expect(withdrawalProgress({ state, refusal: null }).status).toBe(status);
  });
});

test('a refund is told once it happened, and not before', () => {
  const payback = { txid: 'ab', feeSats: 300n };
  expect(depositRefund({ state: 'returning', amountSats: 5_000n, payback })).toBeUndefined();
  expect(depositRefund({ state: 'returned', amountSats: 5_000n, payback })).toEqual({
    ...{ amountSats: 5_000n, feeSats: 300n, id: 'ab', idType: 'external' },
  });
  expect(withdrawalRefund({ state: 'refunding', amountSats: 5_000n, stellarTx: 'cd' })).toBeUndefined();
  expect(withdrawalRefund({ state: 'refunded', amountSats: 5_000n, stellarTx: 'cd' })).toMatchObject({ id: 'cd' });
});

test('the end is when it was reached: what is put away afterwards does not move it', () => {
  const at = (state: string, second: number) => ({ state, at: new Date(second * 1_000) });
  const paid = [at('pending', 1), at('broadcast', 2), at('completed', 3), at('settled', 4)];
  expect(endedAt(paid, 'completed')).toEqual(new Date(3_000));
  expect(endedAt(paid.slice(0, 2), 'pending_external')).toBeUndefined();
  expect(endedAt([at('minted', 1), at('written-off', 5)], 'error')).toEqual(new Date(5_000));
});
