import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScriptedChain } from '../../test/scripted-chain.ts';
import { custody, pay, StoredRows } from '../../test/watching.ts';
import { outpointKey } from '../block/transaction.ts';
import { advanceWatcher } from './advance.ts';
import { applyChange } from './apply.ts';
import { catchUp } from './follow.ts';
import { type Credit, createWatcherState } from './state.ts';
import { createWatchlist } from './watchlist.ts';

const policy = { startHeight: 0, keepBlocks: 200, rescanBlocks: 200 };
const WATCHED = 12;

type Step =
  | { do: 'mine'; pays: { index: number; amount: number }[]; spend: number }
  | { do: 'reorganise'; depth: number; blocks: number; keepTransactions: boolean }
  | { do: 'watch'; steps: number; crash: 'no' | 'before storing' | 'after storing' | 'storing twice' }
  | { do: 'assign'; through: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('mine' as const),
    pays: fc.array(fc.record({ index: fc.nat(WATCHED - 1), amount: fc.nat(1000) }), { maxLength: 3 }),
    spend: fc.nat(20),
  }),
  fc.record({
    do: fc.constant('reorganise' as const),
    depth: fc.integer({ min: 1, max: 6 }),
    blocks: fc.integer({ min: 1, max: 7 }),
    keepTransactions: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('watch' as const),
    steps: fc.integer({ min: 1, max: 6 }),
    crash: fc.constantFrom(
      'no' as const,
      'before storing' as const,
      'after storing' as const,
      'storing twice' as const,
    ),
  }),
  fc.record({ do: fc.constant('assign' as const), through: fc.constantFrom(0, 5, WATCHED - 1) }),
);

/** A chain whose transactions can be mined again after a reorganisation. */
class World {
  readonly chain = new ScriptedChain();
  readonly rows = new StoredRows();
  readonly #transactions: { bytes: Uint8Array; txid: string }[][] = [[]];
  #outpoints: { txid: string; vout: number }[] = [];
  #state = createWatcherState();
  #watchlist = this.#newWatchlist(0);

  #newWatchlist(assignedThrough: number) {
    return createWatchlist({ descriptor: custody, assignedThrough, gap: 2 });
  }

  mine({ pays, spend }: Extract<Step, { do: 'mine' }>): void {
    const spends = this.#outpoints.splice(spend, 1);
    const transaction = this.chain.transaction({
      spends,
      pays: pays.map(({ index, amount }) => pay(index, BigInt(amount))),
    });
    this.#mineRaw([transaction]);
    this.#outpoints.push(...pays.map((_, vout) => ({ txid: transaction.txid, vout })));
  }

  #mineRaw(transactions: { bytes: Uint8Array; txid: string }[]): void {
    this.chain.mineRaw(transactions);
    this.#transactions.push(transactions);
  }

  reorganise({ depth, blocks, keepTransactions }: Extract<Step, { do: 'reorganise' }>): void {
    const undone = Math.min(depth, this.chain.height);
    this.chain.undo(undone);
    const removed = this.#transactions.splice(this.#transactions.length - undone).flat();
    // Outputs whose transaction may be gone cannot be spent by later transactions.
    this.#outpoints = [];
    this.#mineRaw(keepTransactions ? removed : []);
    for (let i = 1; i < blocks; i++) this.#mineRaw([]);
  }

  assign(through: number): void {
    this.#watchlist.assign(through);
  }

  async watch({ steps, crash }: Extract<Step, { do: 'watch' }>): Promise<void> {
    for (let i = 0; i < steps; i++) {
      const change = await advanceWatcher(this.#state, this.chain, this.#watchlist, policy);
      if (!change) return;
      const isLast = i === steps - 1;
      if (isLast && crash === 'before storing') return this.#restart();
      const next = applyChange(this.#state, change);
      this.rows.store(change, next);
      if (isLast && crash === 'storing twice') this.rows.store(change, next);
      if (isLast && crash !== 'no') return this.#restart();
      this.#state = next;
    }
  }

  #restart(): void {
    this.#state = this.rows.load();
    // Also forgets how far the other chain had been read.
    this.#watchlist = this.#newWatchlist(0);
  }

  async finish(): Promise<void> {
    this.#watchlist.assign(WATCHED - 1);
    await this.watch({ do: 'watch', steps: 1000, crash: 'no' });
  }
}

const sorted = (credits: Iterable<Credit>) => [...credits].sort((a, b) => (outpointKey(a) < outpointKey(b) ? -1 : 1));

test('however it is interrupted, the watcher ends with the credits of a fresh scan of the final chain', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const world = new World();
      for (const step of steps) {
        if (step.do === 'mine') world.mine(step);
        else if (step.do === 'reorganise') world.reorganise(step);
        else if (step.do === 'assign') world.assign(step.through);
        else await world.watch(step);
      }
      await world.finish();

      const watchlist = createWatchlist({ descriptor: custody, assignedThrough: WATCHED - 1, gap: 2 });
      const state = createWatcherState();
      const fresh = await catchUp({ state, view: world.chain, watchlist, policy, commit: () => undefined });
      expect(sorted(world.rows.credits.values())).toEqual(sorted(fresh.credits.values()));
      expect([...world.rows.blocks.values()].sort((a, b) => a.height - b.height)).toEqual(fresh.blocks);
    }),
    { numRuns: 100 },
  );
});
