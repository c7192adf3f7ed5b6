import { setTimeout as sleep } from 'node:timers/promises';
import { createHistogram } from './histogram.ts';
import { countOf, type LoadSystem } from './load-system.ts';
import { metered } from './meter.ts';
import { achievedOf } from './open-loop.ts';
import type { Step } from './ramp.ts';

const SATS_BTC = '0.00002000';
const WITHDRAWAL_SATS = 10_000n;
/** Of nobody: what arrives there stays there. */
const PAYEE = 'bcrt1qs758ursh4q9z627kt3pp5yysm78ddny6txaqgw';
const LOOK_MS = 100;
/** After the last second, for those that wait behind others; blocks go on. */
const PATIENCE_MS = 25_000;

/** Many are done in one block and one transaction, so that those who came last wait the least: the one in the middle is usual. */
const MIDDLE = 0.5;

interface Offered {
  kind: 'deposits' | 'withdrawals';
  /** The state in which one is done. */
  done: string;
  perSecond: number;
  seconds: number;
  /** Begins so many in the second that is due now; answers how many of them were refused. */
  begin(count: number): Promise<number>;
}

/** Deposits at a rate, from the block that they are in to their tokens: two confirmations and more, a block a second. */
export async function mintsAt(system: LoadSystem, perSecond: number, seconds: number): Promise<Step> {
  const { wires, holders } = system;
  return await operationsAt(system, {
    ...{ kind: 'deposits', done: 'minted', perSecond, seconds },
    async begin(count) {
      for (let paid = 0; paid < count; paid += holders.length) {
        const some = holders.slice(0, Math.min(holders.length, count - paid));
        await wires.bitcoin('sendmany', '', Object.fromEntries(some.map((one) => [one.depositAddress, SATS_BTC])));
      }
      return 0;
    },
  });
}

/** Withdrawals at a rate, from the moment that one is to be asked for until it is paid, buried and settled. */
export async function payoutsAt(system: LoadSystem, perSecond: number, seconds: number): Promise<Step> {
  const { holders, contracts, call } = system;
  let asked = 0;
  return await operationsAt(system, {
    ...{ kind: 'withdrawals', done: 'settled', perSecond, seconds },
    async begin(count) {
      const calls = Array.from({ length: count }, async () => {
        const holder = holders[asked++ % holders.length]!;
        const order = {
          ...{ user: holder.account, token_amount: WITHDRAWAL_SATS, max_fee: WITHDRAWAL_SATS / 2n },
          btc_address: PAYEE,
        };
        await call(holder, contracts.router.invocation('execute_token_withdrawal', order));
      });
      const outcomes = await Promise.allSettled(calls);
      return outcomes.filter(({ status }) => status === 'rejected').length;
    },
  });
}

/**
 * So many a second, with a block a second, whatever became of those before. The status counts them, so the first that is done counts
 * for the first that was due: which one it was makes no difference to how many were late, and by how much together.
 */
async function operationsAt(system: LoadSystem, { kind, done, perSecond, seconds, begin }: Offered): Promise<Step> {
  const latencies = createHistogram();
  const dueAt: number[] = [];
  const before = await countOf(system.wires, kind, done);
  let [counted, lastAt, failures] = [0, 0, 0];
  let isOver = false;
  const began = performance.now();

  async function watch(): Promise<void> {
    while (!isOver) {
      const now = Math.min((await countOf(system.wires, kind, done)) - before, dueAt.length);
      const at = performance.now();
      if (counted < now) lastAt = at;
      for (; counted < now; counted += 1) latencies.record(Math.max(0, at - dueAt[counted]!));
      await sleep(LOOK_MS);
    }
  }

  async function offerAll(): Promise<void> {
    const begun: Promise<void>[] = [];
    for (let second = 0; second < seconds; second += 1) {
      const due = began + second * 1_000;
      await sleep(Math.max(0, due - performance.now()));
      const one = begin(perSecond).then((refused) => {
        failures += refused;
      });
      begun.push(one);
      for (let n = 0; n < perSecond; n += 1) dueAt.push(due);
      // A deposit has to be in the block; a withdrawal is in whichever comes.
      if (kind === 'deposits') await one;
      await system.mine();
    }
    await Promise.all(begun);
  }

  const watching = watch();
  const { cores } = await metered(system.cpu(), offerAll);
  const gaveUp = performance.now() + PATIENCE_MS;
  for (; counted + failures < dueAt.length && performance.now() < gaveUp; await sleep(1_000)) await system.mine();
  isOver = true;
  await watching;
  const achievedPerSecond = achievedOf(latencies, { seconds, lastMs: lastAt - began, unhindered: MIDDLE });
  const unanswered = Math.max(0, dueAt.length - counted - failures);
  for (let n = counted; n < counted + unanswered; n += 1) latencies.record(performance.now() - dueAt[n]!);
  return { perSecond, latencies, failures, unanswered, cores, achievedPerSecond };
}
