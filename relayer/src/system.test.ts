import type { SubmitOutcome } from '@istsi/soroban-client';
import { expect, test } from 'vitest';
import { hashOfSuccess } from './system.ts';

const told = { done: 'the output was minted', undone: 'nothing was minted' };
const hash = 'ab'.repeat(32);
const failure = { text: 'NotSilent' };

test.each<[string, SubmitOutcome]>([
  ['it may still be included', { status: 'pending', hash }],
  ['this RPC cannot say any more', { status: 'unknown', hash, why: 'expired' }],
])('whether an output was minted is not said where %s', (_, outcome) => {
  expect(() => hashOfSuccess(outcome, told)).toThrow(
    /whether the output was minted is not known yet: (ab){32} was sent.* Run this again/,
  );
});

test.each<[SubmitOutcome, string]>([
  [{ status: 'dead', hash, why: 'expired' }, 'the transaction was not included: expired'],
  [{ status: 'refused', failure }, 'NotSilent'],
])('that nothing was minted is said where it is certain: %o', (outcome, reason) => {
  expect(() => hashOfSuccess(outcome, told)).toThrow(`nothing was minted: ${reason}`);
});
