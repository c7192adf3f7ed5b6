import { describe, expect, test } from 'vitest';
import { type DueFacts, dueReason } from './due.ts';

const NOW = Date.UTC(2027, 0, 15, 8);
const rules = { heartbeatSeconds: 240, deviationBps: 25 };
const PRICE = 60_000_000_000n;
const facts = (change: Partial<DueFacts> = {}): DueFacts => ({
  ...{
    observed: PRICE,
    word: { price: PRICE, atMs: NOW - 100_000 },
    standing: PRICE,
    resolutionSeconds: 60,
    nowMs: NOW,
  },
  ...change,
});

describe('a reporter speaks', () => {
  test.each<[string, Partial<DueFacts>, string | undefined]>([
    ['when it has not yet', { word: undefined }, 'first'],
    ['when the price moved', { observed: (PRICE * 10_026n) / 10_000n }, 'moved'],
    ['not when it moved a little', { observed: (PRICE * 10_025n) / 10_000n, standing: undefined }, undefined],
    ['before its word becomes stale', { word: { price: PRICE, atMs: NOW - 240_000 } }, 'heartbeat'],
    ['again in the next tick, while the oracle has not followed', { standing: (PRICE * 95n) / 100n }, 'not-followed'],
    [
      'not again in the same tick',
      { standing: (PRICE * 95n) / 100n, word: { price: PRICE, atMs: NOW - 59_000 } },
      undefined,
    ],
    ['not for others who are missing', { standing: undefined }, undefined],
    ['not when all is as it said', {}, undefined],
  ])('%s', (_, change, due) => expect(dueReason(facts(change), rules)).toBe(due));
});
