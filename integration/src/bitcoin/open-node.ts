import {
  type BitcoinRpc,
  type BitcoinView,
  createBitcoinRpc,
  createEsplora,
  type Network,
} from '@istsi/bitcoin-custody';

/** How a Bitcoin node is reached: a user and password in its URL, or its cookie file. */
export interface BitcoinNode {
  rpcUrl: string;
  cookieFile?: string | undefined;
}

/** A node, and where one is configured an Esplora server as a second view of the chain. */
export interface BitcoinViews extends BitcoinNode {
  esploraUrl?: string | undefined;
}

export const openBitcoinNode = ({ rpcUrl: url, cookieFile }: BitcoinNode, network: Network): BitcoinRpc =>
  createBitcoinRpc({ url, network, ...(cookieFile !== undefined && { cookieFile }) });

export const openExplorer = ({ esploraUrl: url }: BitcoinViews, network: Network): BitcoinView | undefined =>
  url === undefined ? undefined : createEsplora({ url, network });
