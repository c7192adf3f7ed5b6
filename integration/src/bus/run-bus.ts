import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@istsi/bitcoin-custody';
import { repeatAlone } from '../database/repeat-alone.ts';
import type { FollowedContracts } from './followed-contracts.ts';
import { ingestStellar } from './ingest-stellar.ts';
import { sequenceEvents } from './sequencer.ts';
import { type BusWorld, storeProblem } from './streams.ts';

const DEFAULT_POLL_MS = 1_000;
/** With as much again until readers look (`event-tail.ts`), most of what an event waits for; a look that finds nothing reads one page of an index. */
export const SEQUENCE_MS = 50;
const RETRY_MS = 2_000;

/** Reads both chains' events into one order until aborted. Of several instances on one database one reads; any may order. */
export async function runBus(
  world: BusWorld,
  { pollMs = DEFAULT_POLL_MS }: { pollMs?: number | undefined },
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([ingest(world, pollMs, signal), sequence(world, signal)]);
}

async function ingest(world: BusWorld, pollMs: number, signal: AbortSignal): Promise<void> {
  const { database, log } = world;
  const onError = async (error: unknown): Promise<void> => {
    const problem = describeError(error);
    log('warn', 'reading contract events for the bus failed; trying again', { error: problem });
    await storeProblem(world, problem).catch(() => undefined);
  };
  const alone = { pool: database.pool, lock: 'istsi/bus/stellar', pollMs, retryMs: RETRY_MS, signal, onError };
  await repeatAlone(alone, (ended) => {
    let contracts: FollowedContracts | undefined;
    return async () => {
      contracts = await ingestStellar(world, ended, contracts);
      return false;
    };
  });
}

/** One timer: a `NOTIFY` within the writers' transactions would have them wait for each other. */
async function sequence({ database, log }: BusWorld, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const failed = await sequenceEvents(database).then(
      () => undefined,
      (error: unknown) => describeError(error),
    );
    if (failed !== undefined && !signal.aborted) log('warn', 'ordering events failed; trying again', { error: failed });
    await sleep(failed === undefined ? SEQUENCE_MS : RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}
