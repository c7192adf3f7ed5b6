import { describe, expect, test } from 'vitest';
import { describeLoss } from './reserves-loss.ts';

const well = {
  ...{ missing_sats: '0', short_sats: '0', redemption_rate_bps: 10_000, compared_height: 1_234 },
  fill_address: 'bcrt1qreserve',
};

describe('what is said of a loss', () => {
  test.each<[string, object, string[], string[]]>([
    ['when there is none', {}, ['Nothing is missing', 'block 1,234'], ['send', 'Governance']],
    ['before any block was searched', { compared_height: null }, ['no block yet'], []],
    [
      'when a coin is missing',
      { missing_sats: '5000000', short_sats: '5000000' },
      ['5,000,000 sats are on the books and not on Bitcoin'],
      ['send'],
    ],
    [
      'when the reserve is short',
      { short_sats: '5000000' },
      ['5,000,000 sats are issued that no coin stands for', 'send 0.05000000 BTC to bcrt1qreserve'],
      ['Nothing is missing'],
    ],
    ['when it is short and has no address', { short_sats: '5', fill_address: null }, [], ['send', 'null']],
    ['when everybody is paid a share', { short_sats: '1', redemption_rate_bps: 6_000 }, ['everybody paid 60.00 %'], []],
  ])('%s', (_, change, said, unsaid) => {
    const text = describeLoss({ ...well, ...change }).join('\n');
    for (const part of said) expect(text).toContain(part);
    for (const part of unsaid) expect(text).not.toContain(part);
  });
});
