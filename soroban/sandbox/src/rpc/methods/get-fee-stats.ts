import type { AppliedTransaction } from '../../ledger/closed-ledger.ts';
import { ledgerRange, type Network } from '../network.ts';

/** Ledgers the statistics look at, as the network's RPC does. */
const SOROBAN_LEDGERS = 50;
const CLASSIC_LEDGERS = 10;

/** What transactions have lately offered for inclusion, stroops per operation. */
export function getFeeStats(_params: unknown, network: Network) {
  const { latest } = ledgerRange(network);
  return {
    sorobanInclusionFee: distribution(network, SOROBAN_LEDGERS, (tx) => tx.isSoroban),
    inclusionFee: distribution(network, CLASSIC_LEDGERS, (tx) => !tx.isSoroban),
    latestLedger: latest.sequence,
  };
}

function distribution(network: Network, window: number, wanted: (tx: AppliedTransaction) => boolean) {
  const { latest, oldest } = ledgerRange(network);
  const first = Math.max(oldest.sequence, latest.sequence - window + 1);
  const fees: bigint[] = [];
  let ledgerCount = 0;
  for (const { transactions } of network.chain.history.ledgersFrom(first)) {
    ledgerCount++;
    for (const tx of transactions) if (wanted(tx)) fees.push(tx.inclusionFee);
  }
  fees.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (percent: number) => (fees[Math.max(0, Math.ceil((fees.length * percent) / 100) - 1)] ?? 0n).toString();
  const percentiles = Object.fromEntries(
    [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99].map((percent) => [`p${percent}`, at(percent)]),
  );
  return {
    max: at(100),
    min: (fees[0] ?? 0n).toString(),
    mode: mode(fees).toString(),
    ...percentiles,
    transactionCount: fees.length.toString(),
    ledgerCount,
  };
}

function mode(fees: readonly bigint[]): bigint {
  const counts = new Map<bigint, number>();
  let best = 0n;
  for (const fee of fees) {
    const count = (counts.get(fee) ?? 0) + 1;
    counts.set(fee, count);
    if (count > (counts.get(best) ?? 0)) best = fee;
  }
  return best;
}
