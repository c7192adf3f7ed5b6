import { describe, expect, test } from 'vitest';
import { ScriptedChain } from '../../test/scripted-chain.ts';
import { pay } from '../../test/watching.ts';
import { isCustodyError } from '../errors.ts';
import type { BitcoinRpc } from '../node/rpc.ts';
import { createOutputTracer } from './trace-output.ts';

/** The time of every scripted block. */
const TIME = 1_700_000_000;
/** Long before them: all of the chain is read. */
const since = TIME - 7_200;
const PER_QUESTION = 10;

/** A chain whose output is unspent only while the test says so, and a clock that lets a question read ten blocks. */
function startTracing() {
  const chain = new ScriptedChain();
  const deposit = chain.transaction({ pays: [pay(0, 5n)] });
  const outpoint = { txid: deposit.txid, vout: 0 };
  const read: string[] = [];
  let isWaiting = false;
  const rpc = {
    getTip: () => chain.getTip(),
    getBlockHash: (height: number) => chain.getBlockHash(height),
    getUnspentOutput: async () => undefined,
    getTransaction: async () => (isWaiting ? { bytes: deposit.bytes } : undefined),
    async getRawBlock(hash: string) {
      read.push(hash);
      return await chain.getRawBlock(hash);
    },
  } as unknown as BitcoinRpc;
  let time = 0;
  const tracer = createOutputTracer(rpc, { budgetMs: PER_QUESTION, now: () => time++ });
  return {
    ...{ chain, read, deposit, outpoint },
    wait() {
      isWaiting = true;
    },
    ask: () => tracer.trace({ ...outpoint, since }),
    /** Asks until there is an answer. */
    async askOn() {
      for (let questions = 1; ; questions++) {
        const fate = await tracer.trace({ ...outpoint, since }).catch((error: { code: string }) => {
          expect(error).toMatchObject({ code: 'bitcoin/search-unfinished' });
          return undefined;
        });
        if (fate) return { fate, questions };
      }
    },
  };
}

const mine = (chain: ScriptedChain, blocks: number): void => {
  for (let i = 0; i < blocks; i++) chain.mine();
};

describe('what became of an output', () => {
  test('is found in portions, each block read once, however long the chain is', async () => {
    const { chain, read, askOn } = startTracing();
    mine(chain, 99);
    const { fate, questions } = await askOn();
    expect(fate).toEqual({ is: 'undone', blocksSince: 100 });
    expect(questions).toBeGreaterThan(5);
    expect(read).toHaveLength(100);
    expect(new Set(read).size).toBe(100);
  });

  test('is one search for all who ask at once, each block read once', async () => {
    const { chain, read, ask, askOn } = startTracing();
    mine(chain, 49);
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.allSettled([ask(), ask(), ask()]);
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    }
    expect((await askOn()).fate).toEqual({ is: 'undone', blocksSince: 50 });
    expect(read).toHaveLength(50);
    expect(new Set(read).size).toBe(50);
  });

  test('says how far it is', async () => {
    const { chain, ask, outpoint } = startTracing();
    mine(chain, 99);
    const error: unknown = await ask().catch((reason: unknown) => reason);
    if (!isCustodyError(error, 'bitcoin/search-unfinished')) throw error;
    const { what, read, left } = error.context;
    expect([what, read + left]).toEqual([`${outpoint.txid}:0`, 100]);
    expect(read).toBeGreaterThan(5);
  });

  test('goes on with what was mined meanwhile', async () => {
    const { chain, read, ask, askOn } = startTracing();
    mine(chain, 49);
    await expect(ask()).rejects.toMatchObject({ code: 'bitcoin/search-unfinished' });
    mine(chain, 3);
    expect((await askOn()).fate).toEqual({ is: 'undone', blocksSince: 53 });
    expect(new Set(read).size).toBe(read.length);
  });

  test('is a spend, however late it is found or mined', async () => {
    const { chain, outpoint, askOn } = startTracing();
    mine(chain, 5);
    const spend = chain.transaction({ spends: [outpoint], pays: [pay(1, 4n)] });
    chain.mineRaw([spend]);
    mine(chain, 40);
    expect((await askOn()).fate).toEqual({ is: 'spent', by: spend.txid, confirmations: 41 });
    mine(chain, 1);
    expect((await askOn()).fate).toEqual({ is: 'spent', by: spend.txid, confirmations: 42 });
  });

  test('is looked for anew when the chain it was looked for in is left', async () => {
    const { chain, outpoint, askOn } = startTracing();
    mine(chain, 5);
    const spend = chain.transaction({ spends: [outpoint], pays: [pay(1, 4n)] });
    chain.mineRaw([spend]);
    expect((await askOn()).fate).toMatchObject({ is: 'spent' });
    chain.undo(1);
    mine(chain, 2);
    expect((await askOn()).fate).toEqual({ is: 'undone', blocksSince: 8 });
  });

  test('is that it waits, while its transaction does', async () => {
    const { chain, wait, askOn } = startTracing();
    mine(chain, 30);
    wait();
    expect((await askOn()).fate).toEqual({ is: 'waiting' });
  });
});
