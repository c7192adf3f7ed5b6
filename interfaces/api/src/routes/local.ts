import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentUser } from '../present.ts';
import { ApiError, Problem } from '../problems.ts';
import { Outpoint, SatsAmount, User, UserAddress } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

/** What a newcomer cannot do alone on a network where nobody mines, sells lumens or checks papers. */
export interface LocalHelp {
  /** Lumens, to one who has none. */
  giveLumens(address: string): Promise<void>;
  /** Test bitcoin; it is in no block yet. */
  payBitcoin(address: string, amountSats: bigint): Promise<{ txid: string; vout: number }>;
  /** The height of the block. */
  mineBlock(): Promise<number>;
  newBitcoinAddress(): Promise<string>;
}

const TIER = 1;
/** Of an output that Bitcoin nodes relay. */
const LEAST_SATS = 546n;
const MOST_SATS = 100_000_000n;
const HELPS_PER_MINUTE = 60;
const tags = ['local'];
const rateLimited = { config: { rateLimit: { max: HELPS_PER_MINUTE, timeWindow: '1 minute' } } };
const description = 'Only where both networks are of this machine: elsewhere this route does not exist.';

/** Never declared where anything is worth something. */
export function localRoutes(scope: FastifyInstance, services: Services, help: LocalHelp): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/local/newcomers',
    {
      ...rateLimited,
      schema: {
        ...{ tags, description, summary: `Lumens for fees, and an identity of tier ${TIER}` },
        body: z.strictObject({ address: UserAddress }),
        response: { 200: User, 400: Problem, 409: Problem, 429: Problem },
      },
    },
    async ({ body: { address } }) => {
      if (address.startsWith('G')) await help.giveLumens(address);
      const known = await services.user(address);
      if (known) return presentUser(known);
      const registered = await services.registerIdentity({ address, tier: TIER });
      if (registered.is === 'registered') return presentUser(registered.user);
      throw new ApiError(
        'signed-elsewhere',
        `An officer has to sign that ${address} is registered; that was asked for.`,
      );
    },
  );
  routes.post(
    '/local/bitcoin',
    {
      ...rateLimited,
      schema: {
        ...{ tags, description, summary: 'Test bitcoin to the deposit address of a user' },
        body: z.strictObject({ user: UserAddress, amount_sats: SatsAmount }),
        response: { 200: z.object({ outpoint: Outpoint }), 400: Problem, 404: Problem, 429: Problem },
      },
    },
    async ({ body: { user, amount_sats } }) => {
      const amountSats = BigInt(amount_sats);
      if (amountSats < LEAST_SATS || amountSats > MOST_SATS)
        throw new ApiError('invalid-request', `From ${LEAST_SATS} to ${MOST_SATS} sats at once.`);
      const deposit = await services.depositAddress(user);
      if (!deposit) throw new ApiError('unknown-user', `${user} is not in the KYC registry.`);
      const { txid, vout } = await help.payBitcoin(deposit.address, amountSats);
      return { outpoint: `${txid}:${vout}` };
    },
  );
  routes.post(
    '/local/blocks',
    {
      ...rateLimited,
      schema: {
        ...{ tags, description, summary: 'Mine a block' },
        body: z.strictObject({}),
        response: { 200: z.object({ height: z.number().int() }), 400: Problem, 429: Problem },
      },
    },
    async () => ({ height: await help.mineBlock() }),
  );
  routes.post(
    '/local/bitcoin-addresses',
    {
      ...rateLimited,
      schema: {
        ...{ tags, description, summary: 'An address of this machine’s own Bitcoin wallet' },
        body: z.strictObject({}),
        response: { 200: z.object({ address: z.string() }), 400: Problem, 429: Problem },
      },
    },
    async () => ({ address: await help.newBitcoinAddress() }),
  );
}
