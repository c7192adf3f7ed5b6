import { expect, test } from 'vitest';
import { describeSpan } from './describe-span.ts';

test.each<[bigint, string]>([
  [0n, '0 s'],
  [59n, '59 s'],
  [60n, '1 min'],
  [3_599n, '59 min 59 s'],
  [86_400n, '1 d'],
  [93_784n, '1 d 2 h'],
  [5_003_640n, '57 d 21 h'],
  [-7_260n, '-2 h 1 min'],
])('%s seconds are %s', (seconds, text) => expect(describeSpan(seconds)).toBe(text));
