import { ProposalStatus } from '@istsi/contracts/clients/integration-router';
import { describe, expect, test } from 'vitest';
import { describeStanding, standingOf } from './standing.ts';

const now = 1_000_000n;
const rules = { threshold: 2, delay: 172_800n, expiry: 777_600n };
const open = {
  ...{ status: ProposalStatus.Open, approvals: ['a', 'b'], executable_at: now, expires_at: now + 90_000n },
};

describe('a proposal', () => {
  test.each([
    ['without enough votes', { approvals: ['a'], executable_at: 0n }, /needs 1 more approval of 2, within 1 d 1 h/],
    ['without any', { approvals: [], executable_at: 0n }, /needs 2 more approvals of 2/],
    ['that counts down', { executable_at: now + 90_061n }, /can be executed in 1 d 1 h/],
    ['in its last minute of waiting', { executable_at: now + 59n }, /can be executed in 59 s/],
    ['whose time has come', {}, /can be executed now, for another 1 d 1 h/],
    ['that lost its votes after the countdown began', { approvals: ['a'] }, /needs 1 more/],
    ['at the moment of its expiry', { expires_at: now }, /has expired/],
    ['that was executed', { status: ProposalStatus.Executed, expires_at: 0n }, /was executed/],
    ['that was cancelled', { status: ProposalStatus.Cancelled }, /was cancelled/],
  ])('%s says so', (_, change, words) => {
    expect(describeStanding(standingOf({ ...open, ...change }, rules, now))).toMatch(words);
  });
});
