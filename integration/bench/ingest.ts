import { silentLog } from '@istsi/bitcoin-custody';
import { sql } from 'kysely';
import type { LyingRpc } from '../../soroban/client/test/lying-rpc.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { crowdLedgers } from '../test/crowded-ledgers.ts';
import { startTestDatabases } from '../test/database.ts';
import { busiestLedgers, contractIdsOf, runIngest } from '../test/run-ingest.ts';
import { startWorld } from '../test/world.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const LEDGERS = 10;
const EVENTS = 2_000;
const HEAP_MB = 512;
const MB = 1_048_576;

/** The same rows into another table with the same indexes, without leaving the database. */
async function bareSeconds(url: string): Promise<number> {
  const { db, close } = await openDatabase(url, silentLog);
  try {
    await sql`create table istsi.bare_events (like istsi.bus_events including all)`.execute(db);
    const began = performance.now();
    await sql`insert into istsi.bare_events overriding system value select * from istsi.bus_events`.execute(db);
    return (performance.now() - began) / 1_000;
  } finally {
    await close();
  }
}

/** Each question that was answered once has the same answer as a text that is there. */
function answerAgain(rpc: LyingRpc): void {
  const known = new Map<string, string>();
  const first = rpc.lie;
  rpc.lie = async (method, params, forward) => {
    const question = JSON.stringify([method, params]);
    const answer = known.get(question) ?? (await (first ? first(method, params, forward) : forward()));
    if (typeof answer !== 'object' || 'http' in answer) return answer;
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, ...answer });
    known.set(question, text);
    return text;
  };
}

/**
 * A process that reads the events of ten busy ledgers, holds each against its ledger's metadata and gives it its place in the order:
 * decoding, digests, rows and all, with the RPC in another process.
 */
export async function benchIngest(): Promise<Measurement[]> {
  const [databases, world] = [await startTestDatabases(), await startWorld()];
  try {
    // One after the other, or all of them are of one transaction.
    for (let made = 0; made < LEDGERS; made++) await world.createHolder(60_000n);
    const ledgers = await busiestLedgers(world, LEDGERS);
    const crowd = { rpcUrl: world.sandbox.rpcUrl, contractIds: contractIdsOf(world), ledgers, events: EVENTS };
    const { events } = await crowdLedgers(world.stellar, crowd);
    // The first run has every answer put together, and the one that is measured waits for none: the RPC is not what it is about.
    answerAgain(world.stellar);
    await runIngest(world, await databases.create(), HEAP_MB);
    const url = await databases.create();
    const before = process.cpuUsage();
    const { seconds, cpuSeconds, mostBytes, head } = await runIngest(world, url, HEAP_MB);
    const { user, system } = process.cpuUsage(before);
    if (head !== String(events)) throw new Error(`${head} of ${events} events were told`);
    return [
      {
        name: `events ingested, verified and ordered (${events})`,
        value: events / seconds,
        unit: '/s',
        goal: '≥ 5,000',
      },
      { name: 'events by second of CPU of that process', value: events / cpuSeconds, unit: '' },
      { name: 'the RPC of the bench, CPU meanwhile', value: (user + system) / 1e6, unit: 's' },
      { name: 'PostgreSQL alone, the same rows and indexes', value: events / (await bareSeconds(url)), unit: '/s' },
      { name: 'memory of that process, most', value: mostBytes / MB, unit: 'MiB' },
    ];
  } finally {
    await world.stop();
    await databases.stop();
  }
}
