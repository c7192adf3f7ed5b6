import { expect, test } from 'vitest';
import { dustThresholdSats, feeForWeight } from './weight.ts';

// The thresholds of Bitcoin Core's GetDustThreshold at its default of 3 sat/vB.
test.each([
  ['P2PKH', `76a914${'11'.repeat(20)}88ac`, 546n],
  ['P2SH', `a914${'11'.repeat(20)}87`, 540n],
  ['P2WPKH', `0014${'11'.repeat(20)}`, 294n],
  ['P2WSH', `0020${'11'.repeat(32)}`, 330n],
  ['P2TR', `5120${'11'.repeat(32)}`, 330n],
])('the dust threshold of %s is that of Bitcoin Core', (_, script, sats) => {
  expect(dustThresholdSats(Buffer.from(script, 'hex'))).toBe(sats);
});

test.each([
  [4, 1_000n, 1n],
  [5, 1_000n, 2n],
  [400, 1_500n, 150n],
  [401, 1_500n, 152n],
  [561, 12_345n, 1741n],
])('weight %d at %d sat/kvB costs %d satoshis', (weight, rate, sats) => {
  expect(feeForWeight(weight, rate)).toBe(sats);
});
