import { describe, expect, test } from 'vitest';
import { chooseBlock, type OutputHeights } from './choose-block.ts';

const output = (height: number, spentHeight?: number): OutputHeights => ({ height, spentHeight });
const base = { tipHeight: 100, confirmations: 2, lastHeight: 0 };

describe('the block of a proof', () => {
  test.each<[string, OutputHeights[], Partial<typeof base>, number | undefined]>([
    ['is as new as is deep enough', [output(50), output(99)], {}, 99],
    ['is any without outputs', [], {}, 99],
    ['comes before a payment that is not settled', [output(50, 97), output(60)], {}, 96],
    ['is not there while the newest output is too young', [output(100)], {}, undefined],
    ['is not there when a payment came before the newest output', [output(50, 97), output(98)], {}, undefined],
    ['never goes back behind the last one', [output(50, 97)], { lastHeight: 97 }, undefined],
    ['may be the last one again', [output(50, 98)], { lastHeight: 97 }, 97],
    ['is deeper where more is asked', [output(50)], { confirmations: 6 }, 95],
  ])('%s', (_, outputs, change, height) => {
    const choice = chooseBlock({ ...base, ...change, outputs });
    expect(choice.ok ? choice.height : undefined).toBe(height);
  });
});
