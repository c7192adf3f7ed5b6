import { z } from 'zod';

/** Where a running system is reached, for the other commands on this machine. */
export const Endpoints = z.object({
  apiUrl: z.string(),
  stellarRpcUrl: z.string(),
  /** Of test networks. */
  friendbotUrl: z.string().optional(),
  networkPassphrase: z.string(),
  /** With user and password where the node was started here; whoever asks another one brings their own. */
  bitcoinRpcUrl: z.string(),
  bitcoinCookieFile: z.string().optional(),
});
export type Endpoints = z.output<typeof Endpoints>;

/** The node, as custody opens one. */
export const bitcoinNodeOf = ({ bitcoinRpcUrl, bitcoinCookieFile }: Endpoints) => ({
  rpcUrl: bitcoinRpcUrl,
  cookieFile: bitcoinCookieFile,
});
