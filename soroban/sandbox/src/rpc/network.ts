import type { DebugBuild } from '../host/boundary.ts';
import type { Chain } from '../ledger/chain.ts';
import type { LedgerClock } from '../ledger/clock.ts';
import type { ClosedLedger } from '../ledger/closed-ledger.ts';
import type { Submissions } from '../ledger/submission.ts';
import { RpcError } from './json-rpc.ts';
import type { Params } from './params.ts';

/** What methods answer from. */
export type Network = {
  readonly chain: Chain;
  readonly clock: LedgerClock;
  readonly submissions: Submissions;
  readonly friendbotUrl: string;
  /** What is known of the sources of contracts, by the hash of their code. */
  readonly debugBuilds: Map<string, DebugBuild>;
  /** Ledgers of history, at most. */
  readonly retentionLedgers: number;
};

export type Method = (params: Params, network: Network) => unknown;

/** The ledgers that can be asked for, as most answers tell them. Times are seconds. */
export function ledgerRange({ chain: { history } }: Network): { oldest: ClosedLedger; latest: ClosedLedger } {
  return { oldest: history.oldest, latest: history.latest };
}

/** The page a caller wants: from a ledger, or after a cursor. */
export type Page = { readonly startLedger: number; readonly cursor: string | undefined; readonly limit: number };

/** Too high a limit has another number in some methods than in others. */
export function checkLimit(
  asked: number,
  max: number,
  standard: number,
  kind: 'invalidParams' | 'invalidRequest' = 'invalidRequest',
): number {
  if (asked > max) throw new RpcError(kind, `limit must not exceed ${max}`);
  return asked === 0 ? standard : asked;
}
