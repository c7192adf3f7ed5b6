import { randomBytes } from 'node:crypto';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

/** The newest ledger that an RPC server knows. */
export interface LatestLedger {
  sequence: number;
  /** Unix seconds. */
  closeTime: number;
}

/**
 * Number and close time of the newest ledger, from what `getTransaction` says beside a transaction that nobody has:
 * `getLatestLedger` also sends the ledger's header and all of its metadata, megabytes on a network in use, of which nothing
 * is wanted here.
 */
export async function latestLedger(network: Network): Promise<LatestLedger> {
  const askedAt = performance.now();
  const nobodys = randomBytes(32).toString('hex');
  const answer = await callRpc(network, 'getTransaction', (server) => server._getTransaction(nobodys));
  // A number in older versions; null and an empty text are not zero.
  const closeTime = /^\d+$/.test(String(answer.latestLedgerCloseTime))
    ? Number(answer.latestLedgerCloseTime)
    : Number.NaN;
  const ledger = { sequence: answer.latestLedger, closeTime };
  if (Number.isSafeInteger(ledger.sequence) && Number.isSafeInteger(closeTime)) {
    lastSeen.set(network, { ledger, askedAt });
    return ledger;
  }
  const lack = '"latestLedger" and "latestLedgerCloseTime"';
  throw new SorobanClientError('soroban/rpc-bad-answer', { url: network.rpcUrl, method: 'getTransaction', lack });
}

/** By whoever asked last. */
const lastSeen = new WeakMap<Network, { ledger: LatestLedger; askedAt: number }>();

/** Likewise, or what somebody learned by asking no longer ago than that: for what a ledger more or less does not matter to. */
export async function recentLedger(network: Network, mostAgeMs: number): Promise<LatestLedger> {
  const seen = lastSeen.get(network);
  return seen && performance.now() - seen.askedAt <= mostAgeMs ? seen.ledger : await latestLedger(network);
}
