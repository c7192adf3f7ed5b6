import type { Network } from '../networks.ts';
import { agreeingNode } from './agreeing-node.ts';
import type { BitcoinView } from './bitcoin-view.ts';
import { createEsplora } from './esplora.ts';
import { type BitcoinRpc, createBitcoinRpc } from './rpc.ts';

/** How a Bitcoin node is reached: a user and password in its URL, or its cookie file. */
export interface BitcoinNode {
  rpcUrl: string;
  cookieFile?: string | undefined;
}

/** A node, and where one is configured a second view of the chain, which must agree before value moves. */
export interface BitcoinViews extends BitcoinNode {
  /** An Esplora server. */
  esploraUrl?: string | undefined;
  /** Another Bitcoin node, in place of that. */
  second?: BitcoinNode | undefined;
}

export const openBitcoinNode = (
  { rpcUrl: url, cookieFile }: BitcoinNode,
  network: Network,
  limits: { timeoutMs?: number; mostAnswerBytes?: number } = {},
): BitcoinRpc => createBitcoinRpc({ url, network, ...limits, ...(cookieFile !== undefined && { cookieFile }) });

export const openSecondView = (
  { esploraUrl: url, second }: BitcoinViews,
  network: Network,
): BitcoinView | undefined => {
  if (url !== undefined) return createEsplora({ url, network });
  return second && openBitcoinNode(second, network);
};

/** The node, believed as far as the second view says the same. */
export function openBitcoinViews(views: BitcoinViews, network: Network): BitcoinRpc {
  const node = openBitcoinNode(views, network);
  const second = openSecondView(views, network);
  return second ? agreeingNode(node, second) : node;
}
