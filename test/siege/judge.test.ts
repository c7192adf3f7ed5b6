import { describe, expect, test } from 'vitest';
import { judgeParts, judgeReserves, judgeStatus, type SaidReserves, type SaidStatus } from './judge.ts';
import type { Truth } from './truth.ts';

const truth = (changed: Partial<Truth> = {}): Truth => ({
  ...{ from: 0, to: 1, block: { hash: 'ab', height: 120 }, ledger: 50 },
  ...{ missing: new Set<string>(), missingSats: 0n, freeSats: 1_000n, supplySats: 1_000n, shortSats: 0n },
  isPaused: false,
  ...changed,
});
const stolen = truth({ missing: new Set(['cd:0']), missingSats: 400n, shortSats: 400n });

const said = (changed: Partial<SaidStatus> = {}): SaidStatus => ({
  ...{ ok: true, paused: false, stellar: { ok: true, ledger: 50 }, bitcoin: { ok: true, height: 120 } },
  ...{ database: { ok: true }, books: { ok: true, standing: 'true', missing_sats: '0', missing: [] } },
  ...{ signers: [{ name: 'signer-1', ok: true }], guardian: { ok: true } },
  ...changed,
});
const untrue = said({
  ok: false,
  books: { ok: false, standing: 'untrue', missing_sats: '400', missing: [{ outpoint: 'cd:0' }] },
});
const unknown = said({ ok: false, books: { ok: false, standing: 'unsearched', missing_sats: '0', missing: [] } });

describe('of a status', () => {
  test.each<[string, SaidStatus, Truth[], string[]]>([
    ['what is so', said(), [truth()], []],
    ['what was so at one moment of the answer', said(), [truth(), stolen], []],
    ['a loss that is told', untrue, [stolen], []],
    ['not knowing', unknown, [stolen], []],
    [
      'that all is well while a coin is missing',
      said(),
      [stolen, stolen],
      ['all is well', 'the books are true', 'nothing of cd:0, which is missing'],
    ],
    ['a loss that there is not', untrue, [truth()], ['the books are untrue', 'cd:0 is missing']],
    ['that all is well while it stands still', said(), [truth({ isPaused: true })], ['all is well', 'not paused']],
    ['a pause that there is not', said({ ok: false, paused: true }), [truth()], ['paused']],
    ['a ledger that there was not', said({ stellar: { ok: true, ledger: 51 } }), [truth()], ['ledger 51']],
    ['another block than the only one', said({ bitcoin: { ok: true, height: 119 } }), [truth()], ['block 119']],
  ])('%s', (_, status, truths, wrong) => {
    expect(judgeStatus(status, truths)).toEqual(wrong);
  });

  test('a part that is frozen and said to be well', () => {
    expect(judgeParts(said(), new Set(['signer 1', 'reporters']))).toEqual([
      'signer 1 is well, which is frozen',
      'all is well, with signer 1, reporters frozen',
    ]);
    expect(judgeParts(said(), new Set(['reporters']))).toEqual([]);
  });
});

describe('of the reserves', () => {
  const whole: SaidReserves = {
    ...{ reserves_sats: '1000', missing_sats: '0', supply_sats: '1000', short_sats: '0', reserve_ratio_bps: 10_000 },
  };
  const short = { ...whole, missing_sats: '400', short_sats: '400', reserve_ratio_bps: 6_000 };

  test.each<[string, SaidReserves, Truth[], number]>([
    ['what is so', whole, [truth(), truth()], 0],
    ['a loss to the satoshi', short, [stolen], 0],
    ['what was so at one moment', whole, [truth(), stolen], 0],
    ['a ratio that it never was', whole, [stolen, { ...stolen, ledger: 51 }], 1],
    ['another sum than there is', { ...whole, supply_sats: '999' }, [truth()], 1],
    ['all of it while some is missing', whole, [stolen], 4],
    ['not knowing', { ...whole, reserve_ratio_bps: null }, [stolen], 0],
    ['not knowing of another supply', { ...whole, supply_sats: '999', reserve_ratio_bps: null }, [truth()], 1],
  ])('%s', (_, reserves, truths, count) => {
    expect(judgeReserves(reserves, truths)).toHaveLength(count);
  });
});
