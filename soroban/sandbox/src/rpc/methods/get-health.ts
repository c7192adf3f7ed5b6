import { RpcError } from '../json-rpc.ts';
import { ledgerRange, type Network } from '../network.ts';

export function getHealth(_params: unknown, network: Network) {
  const { stoppedBy } = network.submissions;
  if (stoppedBy !== undefined) throw new RpcError('internal', `the network has stopped: ${stoppedBy.message}`);
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
