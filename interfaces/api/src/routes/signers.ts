import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Sats } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const Heartbeat = z.object({
  at: z.string().describe('By the signer’s clock'),
  heard_at: z.string(),
  ledger: z.number().int().nullable().describe('Null when its own RPC does not answer'),
  bitcoin_height: z.number().int().nullable().describe('Null when its own node does not answer, or is behind'),
  bitcoin_block: z.string().nullable(),
  signed: z.number().int().describe('Questions that it signed since it was started'),
  refused: z.number().int().describe('Questions that it refused since then'),
  velocity: z
    .object({
      left_sats: Sats.describe('What left through it within the last 24 hours'),
      left_payments: z.number().int(),
      most_sats: Sats.describe('So much it lets leave within 24 hours, whatever the chain authorizes'),
      most_payments: z.number().int(),
    })
    .nullable()
    .describe('Its own limits, and what is used of them; null: a signer of an older release does not say'),
  log_lines: z.number().int().describe('Of its policy log'),
  log_head: z.string().describe('Sum of the last of them'),
  bitcoin_key: z.string().describe('The key of the custody that signed it, beside the Stellar key'),
  epoch: z.number().int(),
});

const Signers = z
  .object({
    level: z
      .enum(['well', 'degraded', 'critical', 'unknown'])
      .describe('critical: fewer are well than a withdrawal needs, though none may be waiting'),
    diagnosis: z.string(),
    threshold: z.number().int(),
    items: z.array(
      z.object({
        ...{ name: z.string(), address: z.string(), ok: z.boolean(), error: z.string().nullable() },
        heartbeat: Heartbeat.nullable().describe('The last one, signed with both its keys for a fresh question'),
      }),
    ),
  })
  .meta({ id: 'Signers' });

export function signerRoutes(scope: FastifyInstance, services: Services): void {
  typedRoutes(scope).get(
    '/signers',
    { schema: { tags: ['system'], summary: 'Who could sign now, by their heartbeats', response: { 200: Signers } } },
    async () => {
      const { level, diagnosis, threshold, signers } = await services.signers();
      return {
        ...{ level, diagnosis, threshold },
        items: signers.map(({ name, address, ok, error, heartbeat, heardAt }) => ({
          ...{ name, address, ok, error: error ?? null },
          heartbeat: heartbeat && heardAt ? present(heartbeat, heardAt) : null,
        })),
      };
    },
  );
}

type SignerHealth = Awaited<ReturnType<Services['signers']>>;

function present(
  heartbeat: NonNullable<SignerHealth['signers'][number]['heartbeat']>,
  heardAt: Date,
): z.output<typeof Heartbeat> {
  const { at, ledger, bitcoin, signed, refused, velocity, log, bitcoinKey, epoch } = heartbeat;
  return {
    ...{ at: at.toISOString(), heard_at: heardAt.toISOString(), ledger: ledger ?? null },
    ...{ bitcoin_height: bitcoin?.height ?? null, bitcoin_block: bitcoin?.block ?? null },
    velocity: velocity
      ? {
          ...{ left_sats: String(velocity.sats), left_payments: velocity.payments },
          ...{ most_sats: String(velocity.mostSats), most_payments: velocity.mostPayments },
        }
      : null,
    ...{ signed, refused, log_lines: log.count, log_head: log.sum, bitcoin_key: bitcoinKey, epoch },
  };
}
