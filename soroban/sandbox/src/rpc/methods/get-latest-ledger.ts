import { closeMetaBytes } from '../../ledger/close-meta.ts';
import { ledgerRange, type Network } from '../network.ts';
import { base64 } from '../params.ts';

export function getLatestLedger(_params: unknown, network: Network) {
  const { latest } = ledgerRange(network);
  return {
    id: latest.hash,
    protocolVersion: network.chain.head.protocol,
    sequence: latest.sequence,
    closeTime: latest.closeTime.toString(),
    headerXdr: base64(latest.header),
    metadataXdr: base64(closeMetaBytes(latest)),
  };
}
