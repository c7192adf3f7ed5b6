import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deposit, register, totalSupply, txid } from './actions.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

const ONE_BTC = 100_000_000n;
/** Less than what a block's worth of work protects, by itself. */
const SMALL = ONE_BTC / 10n - 1n;

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  for (const person of ['alice', 'bob', 'carol'] as Person[]) await register(world, person, 4);
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

let number = 0;
const credit = (amount: bigint, confirmations: number, block: number, more: { user?: Person; tx?: Uint8Array } = {}) =>
  deposit(world, { amount, confirmations, block, tx: txid(`at stake ${number}`), vout: number++, ...more });

const required = (amount: bigint, block_height: number): Promise<number> =>
  world.read('reserve-manager', 'required_confirmations_at', { amount, block_height });

describe('what a reorganization could take back at once is buried deep enough for all of it:', () => {
  test.each<[string, (n: number) => { block: number; user: Person; tx?: Uint8Array }]>([
    ['outputs of one transaction', () => ({ block: 800_000, user: 'alice', tx: txid('split') })],
    ['outputs of one user in one block', () => ({ block: 800_000, user: 'alice' })],
    [
      'outputs of many users in one block',
      (n) => ({ block: 800_000, user: (['alice', 'bob', 'carol'] as const)[n % 3]! }),
    ],
    ['outputs in blocks one before another', (n) => ({ block: 800_000 - n, user: 'alice' })],
  ])('%s', async (_, of) => {
    let credited = 0n;
    for (let n = 0; n < 21; n++) {
      const { block, ...more } = of(n);
      const outcome = await credit(SMALL, 2, block, more).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 406 });
          return false;
        },
      );
      if (!outcome) break;
      credited += SMALL;
    }
    // The length of a fork that takes all of this back, by the schedule: three blocks protect less than one bitcoin.
    expect(credited).toBeLessThan(ONE_BTC);
    expect(await totalSupply(world)).toBe(credited);
  });

  test('a deposit that waits long enough is credited beside the others', async () => {
    await credit(SMALL, 2, 800_000);
    expect(await required(SMALL, 800_000)).toBe(3);
    await expect(credit(SMALL, 2, 800_000)).rejects.toMatchObject({ code: 406 });
    await credit(SMALL, 3, 800_000);
    await credit(ONE_BTC, 6, 800_000);
    expect(await required(1_000n, 800_000)).toBe(6);
    expect(await required(10n * ONE_BTC, 800_000)).toBe(12);
  });

  test('a longer fork costs as many blocks more', async () => {
    await credit(ONE_BTC, 6, 800_000);
    // Six blocks from 800000 on: the third block after it has three of them below itself.
    expect(await required(1_000n, 800_003)).toBe(3);
    expect(await required(1_000n, 800_004)).toBe(2);
    expect(await required(1_000n, 799_999)).toBe(6);
  });

  test('blocks that are mined meanwhile protect what was credited before them', async () => {
    for (let n = 0; n < 21; n++) await credit(SMALL, 2, 800_000 + n);
    expect(await totalSupply(world)).toBe(21n * SMALL);
  });

  test('what was credited long ago is at stake no more', async () => {
    await credit(9n * ONE_BTC, 6, 800_000);
    expect(await required(ONE_BTC, 800_001)).toBe(11);
    expect(await required(ONE_BTC, 800_012)).toBe(6);
    await credit(1_000n, 2, 800_100);
    expect(await required(1_000n, 800_101)).toBe(2);
    // An old output that is attested late counts with what came with it and after it.
    expect(await required(SMALL, 800_000)).toBe(6);
    expect(await required(SMALL, 800_090)).toBe(3);
  });

  test('a height that Bitcoin cannot have is refused, and one that is only wrong stands in nobody’s way for long', async () => {
    await expect(credit(1_000n, 12, 2 ** 32 - 1)).rejects.toMatchObject({ code: 478 });
    await credit(SMALL, 12, 5_000_000);
    for (let n = 0; n < 3; n++) await credit(1_000n, 2, 800_000 + n);
    expect(await required(SMALL, 800_003)).toBe(2);
  });
});
