import { z } from 'zod';
import { Secret } from '../settings/secret.ts';
import { Bitcoin, LogLevel, Sats, Stellar } from './signer-config.ts';

/** What `istsi guardian run` needs: nodes of its own, and of nobody else's. */
export const GuardianConfig = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** Where it tells how it stands. */
  port: z.number().int(),
  /** Stellar secret key in the Guardian role; its account pays for what it sends. */
  key: Secret,
  /** `ledgersOnDemand`: of an embedded network, whose ledgers close when somebody sends something. */
  stellar: Stellar.extend({ ledgersOnDemand: z.boolean().optional() }),
  /** `startHeight`: the first block that can pay the custody. */
  bitcoin: Bitcoin.extend({ startHeight: z.number().int().min(0).optional() }),
  manifest: z.string().min(1),
  /** Of every epoch of the custody, oldest first. */
  descriptors: z.array(z.string().min(1)).min(1),
  /** What it must not forget; `istsi guardian init` begins one. */
  memory: z.string().min(1),
  /** Smaller deposits are not reported. */
  leastReportSats: Sats.optional(),
  /** It cosigns the audit log too. */
  witness: z
    .strictObject({
      /** Secret key (S…) of its own, and of no other use. */
      key: Secret,
      /** The log's verifier key; or the address (G…) of its key, where the first log of this system that it signs is meant. */
      log: z.string().min(1),
    })
    .optional(),
  logLevel: LogLevel.default('info'),
});
export type GuardianConfig = z.output<typeof GuardianConfig>;
