import { z } from 'zod';

/** Where a running system is reached, for the other commands on this machine. */
export const Endpoints = z.object({
  apiUrl: z.string(),
  stellarRpcUrl: z.string(),
  friendbotUrl: z.string(),
  networkPassphrase: z.string(),
  /** With user and password. */
  bitcoinRpcUrl: z.string(),
});
export type Endpoints = z.output<typeof Endpoints>;
