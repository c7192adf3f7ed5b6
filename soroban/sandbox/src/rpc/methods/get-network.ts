import { PROTOCOL_VERSION } from '../../protocol.ts';
import type { Network } from '../network.ts';

export function getNetwork(_params: unknown, { chain, friendbotUrl }: Network) {
  return { friendbotUrl, passphrase: chain.passphrase, protocolVersion: PROTOCOL_VERSION };
}
