import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bitsOf, type HeaderFields, hash256, mine, mineChain, reversed, targetOf, workOf } from './headers.ts';
import { type Checkpoint, EASY, NOW, REGTEST, type Relay, type Rules, startRelay, type Tip } from './relay.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const hexOf = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const LIMIT = EASY.limit_bits;
const START = NOW - 1_000_000;

/** Everything that a test adds to is a copy of this: 200 blocks upon a checkpoint in the middle of an epoch. */
const BASE = 1_000;
const first = mineChain(Buffer.alloc(32, 7), 11, { bits: LIMIT, time: START });
const later = mineChain(hash256(first.at(-1)!), 200, { bits: LIMIT, time: START + 11 * 600 });
const chain = [...first, ...later];
const tipHash = hash256(chain.at(-1)!);
const tipTime = START + 210 * 600;
const checkpoint: Checkpoint = {
  epoch_bits: LIMIT,
  epoch_time: START - 600_000,
  headers: Buffer.concat(first),
  height: BASE,
  work: 1_000_000n,
};
const next = (fields: Partial<HeaderFields> = {}): HeaderFields => ({
  previous: tipHash,
  time: tipTime + 600,
  bits: LIMIT,
  ...fields,
});

let grown: Relay;
let relay: Relay;
beforeAll(async () => {
  grown = await startRelay(EASY, checkpoint);
  await grown.submit(Buffer.concat(later));
});
beforeEach(async () => {
  relay = await grown.copy();
});
afterEach(() => relay.stop());
afterAll(() => grown.stop());

test('the best chain grows by valid headers, one or many at a time', async () => {
  const more = mineChain(tipHash, 150, { bits: LIMIT, time: tipTime + 600 });
  expect(await relay.submit(more[0]!)).toBe(BASE + 211);
  expect(await relay.submit(Buffer.concat(more.slice(1)))).toBe(BASE + 360);

  const tip = await relay.read<Tip>('tip');
  const last = more.at(-1)!;
  expect({ ...tip, hash: hexOf(tip.hash) }).toEqual({
    hash: reversed(hash256(last)),
    height: BASE + 360,
    time: last.readUInt32LE(68),
    work: checkpoint.work + 350n * workOf(LIMIT),
  });
});

test('the window tells the hashes of the last blocks, and nothing of others', async () => {
  const start = await relay.read<number>('window_start');
  expect(start).toBeLessThanOrEqual(BASE + 210 - 111);
  for (const height of [start, start + 1, BASE + 200, BASE + 210]) {
    const hash = await relay.read<Uint8Array>('block_hash', { height });
    expect(hexOf(hash)).toBe(reversed(hash256(chain[height - BASE]!)));
  }
  expect(await relay.read('block_hash', { height: start - 1 })).toBeNull();
  expect(await relay.read('block_hash', { height: BASE + 211 })).toBeNull();
});

describe('refused is', () => {
  const changed = (at: number): Buffer => {
    const header = mine(next());
    header[at]! ^= 1;
    return header;
  };
  const long = () => mineChain(tipHash, 5, { bits: LIMIT, time: tipTime + 600 });
  test.each<[string, () => Uint8Array, number]>([
    ['nothing', () => Buffer.alloc(0), 601],
    ['a header less its last byte', () => mine(next()).subarray(0, 79), 601],
    ['a header and a byte', () => Buffer.concat([mine(next()), Buffer.alloc(1)]), 601],
    ['five headers less a byte', () => Buffer.concat(long()).subarray(0, 399), 601],
    ['five headers and a byte', () => Buffer.concat([...long(), Buffer.alloc(1)]), 601],
    ['a header upon an unknown block', () => mine(next({ previous: Buffer.alloc(32, 9) })), 602],
    ['a header upon a block that left the window', () => mine(next({ previous: hash256(chain[50]!) })), 602],
    ['a chain with a gap', () => Buffer.concat(long().toSpliced(2, 1)), 603],
    ['a chain in another order', () => Buffer.concat([long()[0]!, mine(next()), mine(next())]), 603],
    ['a changed link', () => changed(4), 602],
    ['an easier target', () => mine(next({ bits: 0x207fffff })), 604],
    ['a harder target than is due', () => mine(next({ bits: 0x203ffffe })), 604],
    ['a target of another encoding', () => mine(next({ bits: 0x21003fff }), { target: targetOf(LIMIT) }), 604],
    ['a negative target', () => mine(next({ bits: 0x20bfffff }), { target: targetOf(LIMIT) }), 604],
    ['a target of zero', () => mine(next({ bits: 0 }), { target: targetOf(LIMIT) }), 604],
    ['a hash above the target', () => mine(next(), { misses: true }), 605],
    ['the median of the times before it', () => mine(next({ time: tipTime - 5 * 600 })), 606],
    ['a time before that', () => mine(next({ time: 0 })), 606],
    ['a time more than two hours ahead', () => mine(next({ time: NOW + 7_201 })), 607],
    ['a version of before BIP 34', () => mine(next({ version: 1 })), 609],
    ['a version of before BIP 66', () => mine(next({ version: 2 })), 609],
    ['a version of before BIP 65', () => mine(next({ version: 3 })), 609],
    ['a negative version', () => mine(next({ version: -1 })), 609],
    ['the tip once more', () => chain.at(-1)!, 610],
    ['blocks below the tip once more', () => Buffer.concat(chain.slice(-5, -2)), 610],
    [
      'a gap after blocks that are known',
      () => Buffer.concat([...chain.slice(-3), mine(next({ previous: hash256(chain.at(-2)!) }))]),
      603,
    ],
    ['another block at the height of the tip', () => mine(next({ previous: hash256(chain.at(-2)!) })), 610],
    [
      'what follows an invalid header',
      () => {
        const bad = mine(next(), { misses: true });
        return Buffer.concat([bad, mine(next({ previous: hash256(bad), time: tipTime + 1_200 }))]);
      },
      605,
    ],
  ])('%s', async (_, headers, code) => {
    const before = await relay.read<Tip>('tip');
    await expect(relay.submit(headers())).rejects.toMatchObject({ code });
    expect(await relay.read('tip')).toEqual(before);
  });
});

test.each<[string, Partial<HeaderFields>]>([
  ['a second after the median', { time: tipTime - 5 * 600 + 1 }],
  ['two hours ahead of the ledger', { time: NOW + 7_200 }],
  ['of the lowest version', { version: 4 }],
  ['of the highest version', { version: 0x7fffffff }],
])('taken is a header %s', async (_, fields) => {
  expect(await relay.submit(mine(next(fields)))).toBe(BASE + 211);
});

describe('of two branches', () => {
  /** Upon the block that is so many below the tip. */
  const fork = (depth: number, count: number): Buffer =>
    Buffer.concat(mineChain(hash256(chain.at(-1 - depth)!), count, { bits: LIMIT, time: tipTime - (depth - 1) * 600 }));

  test.each([1, 2, 50, 100, 101])('the one with more work wins, %i blocks deep', async (depth) => {
    expect(relay.judge(fork(depth, depth))).toBe(610);
    const winner = fork(depth, depth + 1);
    expect(await relay.submit(winner)).toBe(BASE + 211);
    expect((await relay.read<Tip>('tip')).work).toBe(checkpoint.work + 201n * workOf(LIMIT));
    const forked = await relay.read<Uint8Array>('block_hash', { height: BASE + 210 - depth });
    expect(hexOf(forked)).toBe(reversed(hash256(chain.at(-1 - depth)!)));
    const replaced = await relay.read<Uint8Array>('block_hash', { height: BASE + 211 - depth });
    expect(hexOf(replaced)).toBe(reversed(hash256(winner.subarray(0, 80))));
  });

  test('one that begins below the window is none', () => {
    expect(relay.judge(fork(130, 131))).toBe(602);
  });

  test('the first comes back when it grows', async () => {
    await relay.submit(fork(3, 4));
    const more = mineChain(tipHash, 2, { bits: LIMIT, time: tipTime + 600 });
    expect(relay.judge(more[0]!)).toBe(602);
    expect(await relay.submit(Buffer.concat([...chain.slice(-3), ...more]))).toBe(BASE + 212);
    const tip = await relay.read<Tip>('tip');
    expect(hexOf(tip.hash)).toBe(reversed(hash256(more[1]!)));
  });

  test('a longer one with headers that are known already extends the chain', async () => {
    const more = mineChain(tipHash, 2, { bits: LIMIT, time: tipTime + 600 });
    expect(await relay.submit(Buffer.concat([...chain.slice(-3), ...more]))).toBe(BASE + 212);
  });

  const named = (header: Uint8Array): Uint8Array => Uint8Array.from(hash256(header)).reverse();
  const extended = (header: Uint8Array, height: number) => ({
    name: 'chain_extended',
    data: { hash: named(header), height },
  });

  test.each([1, 150])('blocks that are known already are no reorganization when %i follow them', async (count) => {
    const more = mineChain(tipHash, count, { bits: LIMIT, time: tipTime + 600 });
    await relay.submit(Buffer.concat([...chain.slice(-3), ...more]));
    expect(await relay.events()).toEqual([extended(more.at(-1)!, BASE + 210 + count)]);
  });

  test.each([0, 1, 20])(
    'a reorganization names the last block that both have, of %i known ones above',
    async (known) => {
      const winner = mineChain(hash256(chain.at(-3)!), 3, { bits: LIMIT, time: tipTime - 600 });
      await relay.submit(Buffer.concat([...chain.slice(-2 - known, -2), ...winner]));
      expect(await relay.events()).toEqual([
        {
          name: 'chain_reorganized',
          data: { fork_height: BASE + 208, left_hash: named(chain.at(-1)!), left_height: BASE + 210 },
        },
        extended(winner[2]!, BASE + 211),
      ]);
    },
  );
});

describe('a relay of Bitcoin', () => {
  const genesis = hex(
    '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
  );
  const block1 = hex(
    '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
  );
  const block2 = hex(
    '010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61',
  );
  const origin: Checkpoint = {
    epoch_bits: 0x1d00ffff,
    epoch_time: genesis.readUInt32LE(68),
    headers: genesis,
    height: 0,
    work: 0x100010001n,
  };
  const MAINNET: Rules = {
    ...EASY,
    limit_bits: 0x1d00ffff,
    version_2_height: 227_931,
    version_3_height: 363_725,
    version_4_height: 388_381,
  };

  test('begins with genesis, has its rules in its code, and follows its first blocks', async () => {
    const bitcoin = await startRelay(undefined, origin);
    expect(await bitcoin.read('rules')).toEqual(MAINNET);
    expect(await bitcoin.submit(Buffer.concat([block1, block2]))).toBe(2);
    const tip = await bitcoin.read<Tip>('tip');
    expect(hexOf(tip.hash)).toBe('000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd');
    expect(tip.work).toBe(0x300030003n);
    await bitcoin.stop();
  });

  test.each<[string, Rules | undefined, Partial<Checkpoint>, number]>([
    ['with another work than genesis has', undefined, { work: 0x100010002n }, 611],
    ['with another time', undefined, { epoch_time: 0 }, 611],
    ['with two headers', undefined, { headers: Buffer.concat([genesis, block1]) }, 611],
    ['with one header above genesis', undefined, { height: 1 }, 611],
    ['with a hash above its target', undefined, { headers: Buffer.concat([genesis.subarray(0, 79), hex('00')]) }, 605],
    ['that is easier than its network', { ...EASY, limit_bits: 0x1c00ffff }, {}, 611],
    ['of a network without difficulty', { ...EASY, limit_bits: 0 }, {}, 612],
    ['of a network whose difficulty cannot fall', { ...EASY, limit_bits: 0x207fffff }, {}, 612],
  ])('does not begin %s', async (_, rules, change, code) => {
    await expect(startRelay(rules, { ...origin, ...change })).rejects.toMatchObject({
      codes: expect.arrayContaining([code]),
    });
  });
});

test.each<[string, Partial<Checkpoint>, number]>([
  ['ten headers', { headers: checkpoint.headers.subarray(80) }, 611],
  ['headers that are no chain', { headers: Buffer.concat([...first.slice(0, 10), first[5]!]) }, 603],
  ['another difficulty than its epoch', { epoch_bits: 0x203ffffe }, 611],
  ['an epoch of impossible difficulty', { epoch_bits: 0x20ffffff }, 611],
])('a checkpoint is not %s', async (_, change, code) => {
  await expect(startRelay(EASY, { ...checkpoint, ...change })).rejects.toMatchObject({
    codes: expect.arrayContaining([code]),
  });
});

/** A relay that waits for the first block of an epoch; the last eleven of the old one have the `bits`. */
async function atEpochEnd(
  rules: Rules,
  { bits, epochBits = bits, seconds }: { bits: number; epochBits?: number; seconds: number },
): Promise<{ relay: Relay; last: Buffer }> {
  const headers = mineChain(Buffer.alloc(32, 3), 11, { bits, time: START, step: 1 });
  const relay = await startRelay(rules, {
    epoch_bits: epochBits,
    epoch_time: START + 10 - seconds,
    headers: Buffer.concat(headers),
    height: 2 * 2_016 - 11,
    work: 1n << 64n,
  });
  return { relay, last: headers.at(-1)! };
}

describe('difficulty changes as Bitcoin Core changes it', () => {
  // Bitcoin Core's pow_tests.cpp, three bytes easier throughout: what is calculated with is the same but for zeros at the end.
  const easier = (bits: number): number => bits + 0x03000000;
  const core: Rules = { ...EASY, limit_bits: easier(0x1d00ffff) };
  const WEEKS = 1_209_600;
  test.each<[string, { bits: number; seconds: number }, number]>([
    ['block 32256, the first change', { bits: 0x1d00ffff, seconds: 1_262_152_739 - 1_261_130_161 }, 0x1d00d86a],
    ['no easier than the limit', { bits: 0x1d00ffff, seconds: 1_233_061_996 - 1_231_006_505 }, 0x1d00ffff],
    ['not more than four times harder', { bits: 0x1c05a3f4, seconds: 1_279_297_671 - 1_279_008_237 }, 0x1c0168fd],
    ['not more than four times easier', { bits: 0x1c387f6f, seconds: 1_269_211_443 - 1_263_163_443 }, 0x1d00e1fd],
  ])('%s', async (_, { bits, seconds }, expected) => {
    const { relay, last } = await atEpochEnd(core, { bits: easier(bits), seconds });
    const first = { previous: hash256(last), time: START + 600 };
    expect(relay.judge(mine({ ...first, bits: easier(expected) }))).toBeUndefined();
    for (const other of [easier(expected) + 1, easier(expected) - 1, easier(bits)].filter(
      (b) => b !== easier(expected),
    )) {
      expect(relay.judge(mine({ ...first, bits: other }))).toBe(604);
    }
    await relay.stop();
  });

  // At the edges of the clamp, of rounding, and where times run backwards.
  const exact = (bits: number, seconds: number): number => {
    const clamped = BigInt(Math.min(Math.max(seconds, WEEKS / 4), WEEKS * 4));
    const target = (targetOf(bits) * clamped) / BigInt(WEEKS);
    return target > targetOf(LIMIT) ? LIMIT : bitsOf(target);
  };
  test.each<[number, number]>([
    [0x200fffff, WEEKS],
    [0x200fffff, WEEKS - 1],
    [0x200fffff, WEEKS + 1],
    [0x200fffff, WEEKS / 4 + 1],
    [0x200fffff, WEEKS / 4 - 1],
    [0x200fffff, WEEKS * 4 - 1],
    [0x200fffff, WEEKS * 4 + 1],
    [0x20008000, WEEKS / 4],
    [0x1f7fffff, WEEKS * 2],
    [LIMIT, -600],
    [LIMIT, WEEKS * 4],
  ])('from %i after %i seconds', async (bits, seconds) => {
    const { relay, last } = await atEpochEnd(EASY, { bits, seconds });
    const header = mine({ previous: hash256(last), time: START + 600, bits: exact(bits, seconds) });
    expect(await relay.submit(header)).toBe(2 * 2_016);
    await relay.stop();
  });
});

test('the last blocks of one epoch and the next change are told apart over a whole epoch', async () => {
  const { relay, last } = await atEpochEnd(EASY, { bits: LIMIT, seconds: 1_209_600 });
  // An epoch of eight days, which the window forgot the beginning of when it ends.
  const epoch = mineChain(hash256(last), 2_016, { bits: LIMIT, time: START + 600, step: 343 });
  for (let at = 0; at < epoch.length; at += 1_008) await relay.submit(Buffer.concat(epoch.slice(at, at + 1_008)));
  const bits = bitsOf((targetOf(LIMIT) * BigInt(2_015 * 343)) / 1_209_600n);
  const header = { previous: hash256(epoch.at(-1)!), time: START + 600 + 2_016 * 343 };
  expect(relay.judge(mine({ ...header, bits: LIMIT }))).toBe(604);
  expect(await relay.submit(mine({ ...header, bits }))).toBe(3 * 2_016);

  // A fork from before the change is measured by its own last block, and may begin in the old epoch.
  const other = mineChain(hash256(epoch.at(-3)!), 2, { bits: LIMIT, time: START + 600 + 2_014 * 343, step: 100 });
  const otherBits = bitsOf((targetOf(LIMIT) * BigInt(2_014 * 343 + 100)) / 1_209_600n);
  const harder = mine({ previous: hash256(other[1]!), time: header.time, bits: otherBits });
  expect(otherBits).toBeLessThan(bits);
  const above = mine({ previous: hash256(harder), time: header.time + 1, bits: otherBits });
  expect(await relay.submit(Buffer.concat([...other, harder, above]))).toBe(3 * 2_016 + 1);
  await relay.stop();
});

describe('on test networks', () => {
  const testnet4: Rules = { ...EASY, is_bip94: true, minimum_when_late: true };
  const HARD = 0x200fffff;
  const inside = async (rules: Rules): Promise<{ relay: Relay; last: Buffer; time: number }> => {
    const headers = mineChain(Buffer.alloc(32, 4), 11, { bits: HARD, time: START });
    const place = { height: 100, epoch_bits: HARD, epoch_time: START - 60_000, work: 1n << 64n };
    const relay = await startRelay(rules, { ...place, headers: Buffer.concat(headers) });
    return { relay, last: headers.at(-1)!, time: START + 6_000 };
  };

  test('a block after more than twenty minutes has the least difficulty, and the next one has not', async () => {
    const { relay, last, time } = await inside(testnet4);
    const previous = hash256(last);
    expect(relay.judge(mine({ previous, time: time + 1_200, bits: LIMIT }))).toBe(604);
    expect(relay.judge(mine({ previous, time: time + 1_200, bits: HARD }))).toBeUndefined();
    expect(relay.judge(mine({ previous, time: time + 1_201, bits: HARD }))).toBe(604);
    const late = mine({ previous, time: time + 1_201, bits: LIMIT });
    expect(relay.judge(late)).toBeUndefined();
    const after = { previous: hash256(late), time: time + 1_801 };
    expect(relay.judge(Buffer.concat([late, mine({ ...after, bits: LIMIT })]))).toBe(604);
    expect(relay.judge(Buffer.concat([late, mine({ ...after, bits: HARD })]))).toBeUndefined();
    await relay.stop();
  });

  test('elsewhere lateness changes nothing', async () => {
    const { relay, last, time } = await inside(EASY);
    expect(relay.judge(mine({ previous: hash256(last), time: time + 5_000, bits: LIMIT }))).toBe(604);
    expect(relay.judge(mine({ previous: hash256(last), time: time + 5_000, bits: HARD }))).toBeUndefined();
    await relay.stop();
  });

  test('one block of full difficulty outweighs many late ones', async () => {
    const { relay, last, time } = await inside(testnet4);
    await relay.submit(Buffer.concat(mineChain(hash256(last), 3, { bits: LIMIT, time: time + 1_201, step: 1_201 })));
    expect(await relay.submit(mine({ previous: hash256(last), time: time + 600, bits: HARD }))).toBe(111);
    const tip = await relay.read<Tip>('tip');
    expect(tip.work).toBe((1n << 64n) + workOf(HARD));
    expect(await relay.read('block_hash', { height: 112 })).toBeNull();
    await relay.stop();
  });

  test.each<[string, Rules, number]>([
    ['with BIP 94 by the first block of the old one', testnet4, HARD],
    ['before it by the last, even a late one', { ...testnet4, is_bip94: false }, LIMIT],
  ])('an epoch begins %s', async (_, rules, expected) => {
    const { relay, last } = await atEpochEnd(rules, { bits: LIMIT, epochBits: HARD, seconds: 1_209_600 });
    const first = { previous: hash256(last), time: START + 5_000 };
    expect(relay.judge(mine({ ...first, bits: expected }))).toBeUndefined();
    expect(relay.judge(mine({ ...first, bits: expected === HARD ? LIMIT : HARD }))).toBe(604);
    await relay.stop();
  });

  test.each<[string, Rules, number, number | undefined]>([
    ['ten minutes back', testnet4, 600, undefined],
    ['more', testnet4, 601, 608],
    ['more, before BIP 94', EASY, 601, undefined],
  ])('an epoch may begin %s', async (_, rules, back, code) => {
    const headers = mineChain(Buffer.alloc(32, 3), 10, { bits: LIMIT, time: START, step: 1 });
    const last = mine({ previous: hash256(headers.at(-1)!), time: START + 10_000, bits: LIMIT });
    const relay = await startRelay(rules, {
      epoch_bits: LIMIT,
      epoch_time: START + 10_000 - 1_209_600,
      headers: Buffer.concat([...headers, last]),
      height: 2_016 - 11,
      work: 1n << 64n,
    });
    const header = mine({ previous: hash256(last), time: START + 10_000 - back, bits: LIMIT });
    expect(relay.judge(header)).toBe(code);
    await relay.stop();
  });

  test('regtest never changes its difficulty', async () => {
    const { relay, last } = await atEpochEnd(REGTEST, { bits: 0x207fffff, seconds: 600 });
    expect(relay.judge(mine({ previous: hash256(last), time: START + 9_000, bits: 0x207fffff }))).toBeUndefined();
    await relay.stop();
  });
});

test('a fork of low difficulty at an epoch’s start loses to fewer, but harder blocks', async () => {
  const HARD = 0x200fffff;
  const WEEKS = 1_209_600;
  const HEIGHT = 2 * 2_016 - 12;
  const begun = START + 10 - (WEEKS - 600);
  const headers = mineChain(Buffer.alloc(32, 5), 11, { bits: HARD, time: START, step: 1 });
  const relay = await startRelay(EASY, {
    epoch_bits: HARD,
    epoch_time: begun,
    headers: Buffer.concat(headers),
    height: HEIGHT,
    work: 1n << 64n,
  });
  const parent = hash256(headers.at(-1)!);
  const due = (lastTime: number): number => bitsOf((targetOf(HARD) * BigInt(lastTime - begun)) / BigInt(WEEKS));

  // The last block of the epoch, and three of the next one.
  const last = mine({ previous: parent, time: START + 600, bits: HARD });
  const honestBits = due(START + 600);
  const honest = [last, ...mineChain(hash256(last), 3, { bits: honestBits, time: START + 1_200 })];
  await relay.submit(Buffer.concat(honest));
  const tip = await relay.read<Tip>('tip');
  expect(tip.work).toBe((1n << 64n) + workOf(HARD) + 3n * workOf(honestBits));

  // The thief's epoch ends as far ahead as a time can be bent, and so the next one is easier to mine.
  const bent = mine({ previous: parent, time: NOW + 7_200, bits: HARD });
  const easierBits = due(NOW + 7_200);
  const easier = mineChain(hash256(bent), 7, { bits: easierBits, time: START + 700 });
  const fork = (count: number): Buffer => Buffer.concat([bent, ...easier.slice(0, count)]);
  expect(relay.judge(mine({ previous: hash256(last), time: START + 1_200, bits: easierBits }))).toBe(604);
  const enough = Number((3n * workOf(honestBits)) / workOf(easierBits)) + 1;
  expect(enough).toBe(7);
  for (let count = 1; count < enough; count++) expect(relay.judge(fork(count)), `${count} easier ones`).toBe(610);
  expect(await relay.read('tip')).toEqual(tip);
  // Work is what counts: with more of it, a fork is the best chain whatever its times are.
  expect(await relay.submit(fork(enough))).toBe(HEIGHT + 11 + enough);
  await relay.stop();
});
