import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balance, decide, deposit, pause, register, resume, totalReserves, totalSupply, txid } from './actions.ts';
import type { Person } from './people.ts';
import { Refusal, startWorld, type World } from './world.ts';

const people = ['alice', 'bob', 'carol'] as const;

type Step =
  | { do: 'deposit'; user: Person; amount: bigint; output: number; confirmations: number }
  | { do: 'transfer'; from: Person; to: Person; amount: bigint }
  | { do: 'burn'; from: Person; amount: bigint }
  | { do: 'freeze' | 'unfreeze'; user: Person }
  | { do: 'pause' | 'resume' };

const user = fc.constantFrom(...people);
const amount = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt(0n, 3_000n) },
  { weight: 1, arbitrary: fc.bigInt(0n, 2_000_000_000n) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('deposit' as const),
      user,
      // Some are less than the least deposit.
      amount: fc.oneof(
        { weight: 5, arbitrary: fc.bigInt(900n, 3_000n) },
        { weight: 1, arbitrary: fc.bigInt(0n, 2_000_000_000n) },
      ),
      // Few enough that a history tries the same one again.
      output: fc.nat(12),
      confirmations: fc.constantFrom(2, 12, 12, 12),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('transfer' as const), from: user, to: user, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('burn' as const), from: user, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('freeze' as const, 'unfreeze' as const), user }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }) },
);

/** Nothing refuses it: a history in which every drawn deposit is refused has something to move all the same. */
const FIRST: Step = { do: 'deposit', user: 'alice', amount: 2_000n, output: 0, confirmations: 12 };

async function take(world: World, history: number, next: Step): Promise<void> {
  switch (next.do) {
    case 'deposit':
      await deposit(world, { ...next, tx: txid(`${history}:${next.output}`) });
      return;
    case 'transfer': {
      const args = { from: world.address(next.from), to: world.address(next.to), amount: next.amount };
      await world.invoke('istsi-token', 'transfer', args, { by: next.from });
      return;
    }
    case 'burn':
      await world.invoke(
        'istsi-token',
        'burn',
        { from: world.address(next.from), amount: next.amount },
        { by: next.from },
      );
      return;
    case 'freeze':
    case 'unfreeze':
      await decide(world, next.do, next.user);
      return;
    case 'pause':
      await pause(world);
      return;
    case 'resume':
      await resume(world);
  }
}

test('supply never exceeds the reserve, and is always the sum of the balances', { timeout: 120_000 }, async () => {
  const world = await startWorld();
  for (const person of people) await register(world, person, 3);
  let histories = 0;
  const minted = new Set<string>();

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const history = histories++;
      if (await world.read<boolean>('istsi-token', 'paused')) await resume(world);
      for (const person of people) await decide(world, 'unfreeze', person);
      for (const next of [FIRST, ...steps]) {
        const output = next.do === 'deposit' ? `${history}:${next.output}` : undefined;
        try {
          await take(world, history, next);
          if (output !== undefined) expect(minted.has(output)).toBe(false);
          if (output !== undefined) minted.add(output);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }
      const supply = await totalSupply(world);
      expect(supply).toBeLessThanOrEqual(await totalReserves(world));
      const balances = await Promise.all(people.map((person) => balance(world, person)));
      expect(balances.reduce((sum, each) => sum + each, 0n)).toBe(supply);
    }),
    { numRuns: 12, endOnFailure: true, verbose: 1 },
  );
  // Otherwise the histories would show nothing.
  expect(minted.size).toBeGreaterThanOrEqual(histories);
  await world.stop();
});
