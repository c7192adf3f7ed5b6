import { silentLog } from '@istsi/bitcoin-custody';
import { entryLifetimes, openNetwork } from '@istsi/soroban-client';
import { openDatabase } from '../../integration/src/database/open-database.ts';
import { LEAST_LEDGERS } from '../../integration/src/lifetimes/judge-lifetimes.ts';
import { coinEntries, systemEntries } from '../../integration/src/lifetimes/kept-entries.ts';
import { until, type World } from '../../integration/test/world.ts';

const DAY = 17_280;
/** Who touches an entry keeps it for 120 days. */
const UNUSED_DAYS = 150;
/** What the system itself needs is extended in between. */
const STEP_DAYS = 50;

async function advanceLedgers({ sandbox }: World, count: number): Promise<void> {
  const answer = await fetch(sandbox.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceLedgers', params: { count } }),
  });
  const { error } = (await answer.json()) as { error?: { message: string } };
  if (error) throw new Error(error.message);
}

/** Ledgers that what the system itself needs is kept for. */
async function leastLeft(world: World): Promise<number> {
  const network = openNetwork(world.sandbox);
  const database = await openDatabase(world.databaseUrl, silentLog);
  const of = { network, db: database.db, contracts: world.contracts, manifest: world.manifest };
  const keys = [...(await systemEntries(of)), ...(await coinEntries(of, '')).keys];
  await database.close();
  return Math.min(...(await entryLifetimes(network, keys)).map(({ ledgersLeft }) => ledgersLeft ?? -1));
}

/** Nobody does anything for months, until the network archives what they have; the services keep what is the system's own. */
export async function sleepOn(world: World): Promise<void> {
  for (let days = 0; days < UNUSED_DAYS; days += STEP_DAYS) {
    await advanceLedgers(world, STEP_DAYS * DAY);
    await until(
      async () => ((await leastLeft(world)) >= LEAST_LEDGERS ? true : undefined),
      () => 'what the system needs to be extended',
    );
  }
}
