import { describe, expect, test } from 'vitest';
import { refusalOfWatch } from './payout-watch.ts';

const NOW = new Date('2026-05-01T00:00:00Z');
const deadline = new Date('2026-05-04T00:00:00Z');
const inSeconds = (seconds: number): bigint => BigInt(NOW.getTime() / 1000 + seconds);

describe('the watch over a payout', () => {
  test.each<[string, { held?: boolean; not_before?: bigint; objections?: string[] }, string | undefined, string]>([
    ['that nothing holds up', {}, undefined, ''],
    ['that was young', { not_before: inSeconds(0) }, undefined, ''],
    ['that is young', { not_before: inSeconds(7200) }, 'too-young', '2026-05-01T02:00:00.000Z'],
    ['that a guardian objects to', { not_before: inSeconds(1), objections: ['G1'] }, 'objected', 'a guardian objects'],
    ['whose objections are over', { not_before: inSeconds(-1), objections: ['G1', 'G2'] }, undefined, ''],
    ['that is held', { held: true }, 'held-by-officer', '2026-05-04T00:00:00.000Z'],
    ['that is held and old enough', { held: true, not_before: inSeconds(-1) }, 'held-by-officer', 'compliance officer'],
  ])('%s', (_, watch, code, part) => {
    const refusal = refusalOfWatch({ held: false, not_before: 0n, objections: [], ...watch }, { deadline }, NOW);
    expect(refusal?.code).toBe(code);
    if (code !== undefined) expect(refusal?.message).toContain(part);
  });
});
