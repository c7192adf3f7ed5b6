import { getEvents } from './methods/get-events.ts';
import { getFeeStats } from './methods/get-fee-stats.ts';
import { getHealth } from './methods/get-health.ts';
import { getLatestLedger } from './methods/get-latest-ledger.ts';
import { getLedgerEntries } from './methods/get-ledger-entries.ts';
import { getLedgers } from './methods/get-ledgers.ts';
import { getNetwork } from './methods/get-network.ts';
import { getTransaction } from './methods/get-transaction.ts';
import { getTransactions } from './methods/get-transactions.ts';
import { getVersionInfo } from './methods/get-version-info.ts';
import { sendTransaction } from './methods/send-transaction.ts';
import { simulateTransaction } from './methods/simulate-transaction.ts';
import type { Method } from './network.ts';

/** The methods of the network's RPC (stellar-rpc 23 and later), by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  getEvents,
  getFeeStats,
  getHealth,
  getLatestLedger,
  getLedgerEntries,
  getLedgers,
  getNetwork,
  getTransaction,
  getTransactions,
  getVersionInfo,
  sendTransaction,
  simulateTransaction,
};
