import { ledgerRange, type Network } from '../network.ts';

export function getHealth(_params: unknown, network: Network) {
  const { oldest, latest } = ledgerRange(network);
  return {
    status: 'healthy',
    latestLedger: latest.sequence,
    latestLedgerCloseTime: Number(latest.closeTime),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTime: Number(oldest.closeTime),
    ledgerRetentionWindow: network.retentionLedgers,
  };
}
