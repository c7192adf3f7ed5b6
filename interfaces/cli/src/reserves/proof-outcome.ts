import { z } from 'zod';

/** What the API answers when it was asked for a proof. */
export const ProofOutcome = z.object({
  state: z.enum(['published', 'waiting', 'refused']),
  reason: z.string().nullable(),
  proof: z
    .object({
      id: z.string(),
      bitcoin_height: z.number(),
      stellar_ledger: z.number(),
      outputs: z.number(),
      reserves_sats: z.string(),
      supply_sats: z.string(),
    })
    .nullable(),
});
