import type { Network } from '../network.ts';

export function getNetwork(_params: unknown, { chain, friendbotUrl }: Network) {
  return { friendbotUrl, passphrase: chain.passphrase, protocolVersion: chain.head.protocol };
}
