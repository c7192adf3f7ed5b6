/**
 * A process that holds both chains against each other once, and tells what it found, how long it took and what it held. Its one
 * argument is `ReconcileOrder` as JSON.
 */
import { networks, parseDescriptor, silentLog } from '@istsi/bitcoin-custody';
import { openNetwork } from '@istsi/soroban-client';
import { openDatabase } from '../src/database/open-database.ts';
import type { Manifest } from '../src/index.ts';
import { reconcile } from '../src/reconciliation/reconcile.ts';
import { openReconcileWorld } from '../src/reconciliation/reconcile-world.ts';

export interface ReconcileOrder {
  rpcUrl: string;
  networkPassphrase: string;
  bitcoinUrl: string;
  databaseUrl: string;
  manifest: Manifest;
  descriptor: string;
}

export interface ReconciledOnce {
  /** What was not as it should be, or is not known; in words. */
  problems: string[];
  coins: number;
  balancesSats: string;
  seconds: number;
  mostBytes: number;
}

const order = JSON.parse(process.argv[2]!) as ReconcileOrder;
const database = await openDatabase(order.databaseUrl, silentLog);
const world = openReconcileWorld(
  {
    ...{ database, manifest: order.manifest, log: silentLog, other: undefined },
    network: openNetwork({ rpcUrl: order.rpcUrl, networkPassphrase: order.networkPassphrase }),
    descriptors: [parseDescriptor(order.descriptor, networks.regtest)],
  },
  { bitcoin: { rpcUrl: order.bitcoinUrl }, explorer: undefined, patienceMs: undefined },
);
const began = performance.now();
const { differences, disagreements, unknown, figures } = await reconcile(world);
const seconds = (performance.now() - began) / 1_000;
await database.close();
const found: ReconciledOnce = {
  problems: [...differences.map(({ detail }) => detail), ...disagreements, ...unknown].map((each) =>
    JSON.stringify(each),
  ),
  ...{ coins: figures?.coins.count ?? 0, balancesSats: String(figures?.balancesSats ?? 0n), seconds },
  mostBytes: process.resourceUsage().maxRSS * 1_024,
};
console.log(JSON.stringify(found));
