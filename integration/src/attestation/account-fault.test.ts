import { expect, test } from 'vitest';
import { faultOf } from './account-fault.ts';

const weighs = (own: number, threshold: number) => ({
  signers: [
    { address: 'G1', weight: own },
    { address: 'G2', weight: 255 },
  ],
  threshold,
});

test.each<[string, Parameters<typeof faultOf>[1], RegExp | undefined]>([
  ['as it was created', weighs(1, 0), undefined],
  ['that asks for as much as its key has', weighs(2, 2), undefined],
  ['whose key has no weight any more', weighs(0, 0), /weighs 0 .* asks for 1/],
  ['that asks for more than its key has', weighs(1, 2), /weighs 1 .* asks for 2/],
  ['that is not there', undefined, /does not exist/],
])('what a custodian signs is judged by its account: %s', (_, account, fault) => {
  const found = faultOf('G1', account);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
});
