import { RpcError } from '../json-rpc.ts';
import { ledgerRange, type Network } from '../network.ts';

/** Times are text here, as in most answers; getLedgers and getTransactions tell theirs as numbers. */
export function getHealth(_params: unknown, network: Network) {
  const { stoppedBy } = network.submissions;
  if (stoppedBy !== undefined) throw new RpcError('internal', `the network has stopped: ${stoppedBy.message}`);
  const { oldest, latest } = ledgerRange(network);
  return {
    status: 'healthy',
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTime: oldest.closeTime.toString(),
    ledgerRetentionWindow: network.retentionLedgers,
  };
}
