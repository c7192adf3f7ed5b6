import { describe, expect, test } from 'vitest';
import type { CurrentHolds } from '../reconciliation/books-watch.ts';
import { booksPart } from './status.ts';

const coin = { outpoint: `${'a'.repeat(64)}:0`, amountSats: 5n, user: undefined, why: 'unmined', by: undefined };
const behind = 'the node is at block 110, and blocks up to 85 were searched';

const found = (short: bigint, missing: (typeof coin)[], behind?: string) => {
  const report = { missing, missingSats: BigInt(missing.length) * 5n };
  return { ok: true as const, value: { holds: { report, shortSats: short }, behind } as unknown as CurrentHolds };
};

describe('the books are called true only once all of Bitcoin’s blocks say so', () => {
  test.each<[string, Parameters<typeof booksPart>[0], boolean, string, RegExp | undefined]>([
    ['all is searched, and nothing is missing', found(0n, []), true, 'true', undefined],
    ['not all is searched', found(0n, [], behind), false, 'unsearched', /up to 85 were searched/],
    ['a coin is missing', found(0n, [coin]), false, 'untrue', /5 sats that Bitcoin does not have/],
    ['a coin is missing, and not all is searched', found(0n, [coin], behind), false, 'untrue', /does not have.*; .*85/],
    ['more is issued than there is', found(7n, [], behind), false, 'untrue', /^7 sats are issued/],
    ['nobody answers', { ok: false, error: 'refused' }, false, 'unanswered', /cannot be compared: refused/],
  ])('%s', (_, holds, ok, standing, error) => {
    const part = booksPart(holds);
    expect(part).toMatchObject({ ok, standing });
    if (error) expect(part.error).toMatch(error);
    else expect(part.error).toBeUndefined();
  });
});
