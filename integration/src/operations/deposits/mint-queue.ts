import { MOST_DEPOSITS } from '@istsi/contracts';
import type { SubmitOutcome } from '@istsi/soroban-client';
import type { Quorum } from '../../attestation/collect.ts';
import type { Database } from '../../database/open-database.ts';
import type { Prover } from '../attested-call.ts';
import type { Deposit } from './deposit.ts';
import { createGroupQueue } from './group-queue.ts';
import { recordMinted, recordSent } from './mint-records.ts';
import { type Mintable, type Minting, submitDeposits } from './submit-deposits.ts';

export interface MintRequest {
  deposit: Mintable;
  /** Not together with others: what they failed by may have been this one. */
  alone: boolean;
  /** Who attests it beside custodians, where the reserve asks for that; such a one is alone. */
  prover?: Prover;
}

export interface MintAnswer {
  /** As its row stands now. */
  deposit: Deposit;
  quorum: Quorum<SubmitOutcome>;
  /** That it was a transaction for several, of which another may be the reason why it failed. */
  isShared: boolean;
  /** That the row says so already. */
  isMinted: boolean;
}

/** Has deposits minted, several by a transaction while there are many. */
export interface MintQueue {
  mint(request: MintRequest): Promise<MintAnswer>;
}

/** Transactions at a time. More would only wait for a channel, while fewer deposits go into each. */
const MOST_RUNNING = 3;
/** How long the first of a transaction waits for others: nothing beside the blocks that it has waited for. */
const GATHER_MS = 25;
/** And while other transactions are on their way: one for few costs nearly what one for many does. */
const BESIDE_MS = 200;

interface Waiting {
  request: MintRequest;
  resolve(answer: MintAnswer): void;
  reject(error: unknown): void;
}

interface Sent {
  quorum: Quorum<SubmitOutcome>;
  /** As their rows stand. */
  deposits: readonly Deposit[];
}

type Success = Extract<SubmitOutcome, { status: 'success' }>;

export function createMintQueue(
  world: Minting & { database: Database; now: () => Date },
  gatherMs = GATHER_MS,
): MintQueue {
  const { database } = world;
  const add = createGroupQueue<Waiting>({
    mostRunning: MOST_RUNNING,
    full: MOST_DEPOSITS,
    sizeOfNext,
    run,
    gatherMs,
    besideMs: BESIDE_MS,
  });

  async function run(group: readonly Waiting[]): Promise<void> {
    try {
      const sent = await submit(group);
      // Nothing was sent, and one of them may be why: each is told for itself.
      if (group.length > 1 && isRefused(sent.quorum)) await Promise.all(group.map(submitAlone));
      else await answer(group, sent);
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  }

  async function submitAlone(one: Waiting): Promise<void> {
    await submit([one]).then(async (sent) => await answer([one], sent), one.reject);
  }

  /** Everybody waits for the same transaction, and most of the time it did what it was to. */
  async function answer(group: readonly Waiting[], { quorum, deposits }: Sent): Promise<void> {
    const isMinted = quorum.ok && quorum.value.status === 'success' && (await noteMinted(deposits, quorum.value));
    const isShared = group.length > 1;
    for (const [i, one] of group.entries())
      one.resolve({ deposit: deposits[i] as Deposit, quorum, isShared, isMinted });
  }

  /** False when something else was found out about one of them meanwhile: each goes on from what its row says. */
  async function noteMinted(deposits: readonly Deposit[], outcome: Success): Promise<boolean> {
    const recorded = database.db.transaction().execute(async (trx) => await recordMinted(trx, deposits, outcome));
    return await recorded.then(
      () => true,
      () => false,
    );
  }

  async function submit(group: readonly Waiting[]): Promise<Sent> {
    let deposits = group.map(({ request }) => request.deposit);
    const quorum = await submitDeposits(
      world,
      deposits,
      async (signed) => {
        // All of them or none: a transaction that one does not know of must not be sent.
        deposits = await database.db
          .transaction()
          .execute(async (trx) => await recordSent(trx, deposits, signed, world.now()));
      },
      group[0]?.request.prover,
    );
    return { quorum, deposits };
  }

  return {
    mint: async (request) => await new Promise<MintAnswer>((resolve, reject) => add({ request, resolve, reject })),
  };
}

const isRefused = (quorum: Quorum<SubmitOutcome>): boolean => !quorum.ok || quorum.value.status === 'refused';

/** How many of those that wait, in their order, go into one transaction. */
export function sizeOfNext(waiting: readonly { request: Pick<MintRequest, 'alone'> }[]): number {
  const alone = waiting.findIndex(({ request }) => request.alone);
  if (alone === 0) return 1;
  return Math.min(alone < 0 ? waiting.length : alone, MOST_DEPOSITS);
}
