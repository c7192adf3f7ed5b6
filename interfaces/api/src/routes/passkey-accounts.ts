import { isUserAddress, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, Problem } from '../problems.ts';
import { Hash } from '../shapes.ts';
import { WRONG_CHECKSUM } from '../user-address.ts';
import { typedRoutes } from './route-scope.ts';
import { refused } from './withdrawals.ts';

/** Each asks the network several questions. */
const QUESTIONS_PER_MINUTE = 60;
const tags = ['sponsorship'];
const rateLimited = { config: { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } } };

const Address = z
  .string()
  .regex(/^C[A-Z2-7]{55}$/, 'expected the address of a contract: C, then 55 letters and digits')
  .refine((text) => isUserAddress(text), WRONG_CHECKSUM);
const PublicKey = z
  .string()
  .regex(/^04[0-9a-f]{128}$/, 'expected 65 bytes as hex, beginning with 04')
  .describe('Of the passkey, on secp256r1 (ES256), uncompressed (SEC 1)');

const PasskeyAccount = z
  .object({
    address: Address,
    state: z.enum(['done', 'pending']).describe('`pending`: the network has not said yet, send it again'),
    public_key: PublicKey.describe('Whose passkey signs for it, as the contract has it on the ledger'),
  })
  .meta({ id: 'PasskeyAccount' });

/** Accounts that are contracts, whose one signer is a passkey: who has it in their browser needs no key and no lumens. */
export function passkeyAccountRoutes(scope: FastifyInstance, { sponsorship: { passkeys } }: Services): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/sponsorship/passkey-accounts/:address',
    {
      ...rateLimited,
      schema: {
        ...{ tags, summary: 'Which passkey signs for an account' },
        params: z.object({ address: Address }),
        response: { 200: PasskeyAccount, 404: Problem, 429: Problem },
      },
    },
    async ({ params: { address } }) => {
      const found = await passkeys.find(address);
      if (!found) throw new ApiError('unknown-account', `There is no account of a passkey at ${address}.`);
      return { address, state: 'done' as const, public_key: found.publicKey };
    },
  );
  routes.post(
    '/sponsorship/passkey-accounts',
    {
      ...rateLimited,
      schema: {
        ...{ tags, summary: 'Have the account of a passkey made' },
        description:
          'At the address that `passkey_deployer` of GET /v1/sponsorship and the salt determine (CAP-46-02), which the registry ' +
          'must know. Nobody but the passkey has a right in it. Sending it again answers the same.',
        body: z.strictObject({ salt: Hash.describe('32 bytes as hex, drawn at random'), public_key: PublicKey }),
        response: {
          ...{ 200: PasskeyAccount, 202: PasskeyAccount },
          ...{ 400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem },
        },
      },
    },
    async ({ body: { salt, public_key } }, reply) => {
      const outcome = await passkeys.open({ salt, publicKey: public_key });
      if (outcome.status === 'refused') throw refused(outcome.refusal);
      if (outcome.status === 'pending')
        return reply.code(202).send({ address: outcome.address, state: 'pending' as const, public_key });
      const { address, publicKey } = outcome.account;
      return { address, state: 'done' as const, public_key: publicKey };
    },
  );
}
