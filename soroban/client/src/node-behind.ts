import { isSorobanClientError } from './errors.ts';

/** Nodes behind one address differ by a few ledgers; one that is further behind is told of. */
const FEW_LEDGERS = 5;
/** As stellar-rpc says which ledgers it has: to `getEvents`, and to `getLedgers`. */
const LATEST = /within the ledger range: \d+ - (\d+)|the latest ledger: (\d+)/;

/** Whether a node refused because it has not come to this ledger yet, as another one behind its address has. */
export function hasNotYet(error: unknown, ledger: number): boolean {
  if (!isSorobanClientError(error, 'soroban/rpc-error')) return false;
  const [, ofEvents, ofLedgers] = LATEST.exec(error.context.reason) ?? [];
  const latest = ofEvents ?? ofLedgers;
  if (latest === undefined) return false;
  const behind = ledger - Number(latest);
  return behind > 0 && behind <= FEW_LEDGERS;
}
