import { closeMetaBytes } from '../../ledger/close-meta.ts';
import { PROTOCOL_VERSION } from '../../protocol.ts';
import { ledgerRange, type Network } from '../network.ts';
import { base64 } from '../params.ts';

export function getLatestLedger(_params: unknown, network: Network) {
  const { latest } = ledgerRange(network);
  return {
    id: latest.hash,
    protocolVersion: PROTOCOL_VERSION,
    sequence: latest.sequence,
    closeTime: latest.closeTime.toString(),
    headerXdr: base64(latest.header),
    metadataXdr: base64(closeMetaBytes(latest)),
  };
}
