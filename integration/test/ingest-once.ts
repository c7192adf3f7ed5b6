/**
 * A process that reads the events of a network into a database, once, and tells how long it took and what it held: with
 * `--max-old-space-size` it dies where it would hold more. Its one argument is `IngestOrder` as JSON.
 */
import { silentLog } from '@istsi/bitcoin-custody';
import { openNetwork } from '@istsi/soroban-client';
import { busStatus } from '../src/bus/bus-status.ts';
import { ingestStellar } from '../src/bus/ingest-stellar.ts';
import { sequenceEvents } from '../src/bus/sequencer.ts';
import { openDatabase } from '../src/database/open-database.ts';
import type { Manifest } from '../src/index.ts';

export interface IngestOrder {
  rpcUrl: string;
  networkPassphrase: string;
  databaseUrl: string;
  manifest: Manifest;
}

export interface Ingested {
  head: string;
  discrepancies: number;
  waiting: number;
  problem: string | undefined;
  seconds: number;
  /** Of this process, user and system, which says more than the clock on a machine that does something else too. */
  cpuSeconds: number;
  mostBytes: number;
}

const order = JSON.parse(process.argv[2]!) as IngestOrder;
const database = await openDatabase(order.databaseUrl, silentLog);
const network = openNetwork({ rpcUrl: order.rpcUrl, networkPassphrase: order.networkPassphrase });
const [began, cpu] = [performance.now(), process.cpuUsage()];
await ingestStellar({ database, network, manifest: order.manifest, log: silentLog }, new AbortController().signal);
await sequenceEvents(database);
const seconds = (performance.now() - began) / 1_000;
const used = process.cpuUsage(cpu);
const { head, discrepancies, waiting, problem } = await busStatus(database.db, 1);
await database.close();
const mostBytes = process.resourceUsage().maxRSS * 1_024;
const found: Ingested = {
  ...{ head: String(head), discrepancies: discrepancies.length, waiting, problem },
  ...{ seconds, cpuSeconds: (used.user + used.system) / 1e6, mostBytes },
};
console.log(JSON.stringify(found));
