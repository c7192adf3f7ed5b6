import type { Log, SepServices, Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { typedRoutes } from '../routes/route-scope.ts';
import { assetListRoutes } from './asset-list.ts';
import { contractAuthRoutes } from './contract-auth.ts';
import { customerRoutes } from './customers.ts';
import { paths } from './endpoints.ts';
import { allowPreflight, asSepScope } from './sep-scope.ts';
import { sep6Routes } from './sep6.ts';
import { sep24Routes } from './sep24.ts';
import { sep24Pages } from './sep24-pages.ts';
import { sep38Routes } from './sep38.ts';
import { sep59Routes } from './sep59.ts';
import { stellarToml } from './stellar-toml.ts';
import { webAuthRoutes } from './web-auth.ts';

/** Everything that Stellar's wallets expect of an anchor. Without a key to sign challenges with there is none of it. */
export async function sepRoutes(api: FastifyInstance, services: Services, log: Log): Promise<void> {
  const { seps } = services;
  if (!seps) return;
  await api.register(async (scope) => {
    asSepScope(scope, log);
    tomlRoute(scope, services, seps);
    assetListRoutes(scope, seps);
    webAuthRoutes(scope, seps);
    contractAuthRoutes(scope, seps);
    await customerRoutes(scope, seps);
    sep6Routes(scope, seps);
    sep24Routes(scope, seps);
    sep38Routes(scope, seps);
    sep59Routes(scope, seps);
  });
  await api.register(async (scope) => sep24Pages(scope, seps, log));
}

function tomlRoute(scope: FastifyInstance, services: Services, { anchor, quotes, contractAuth }: SepServices): void {
  allowPreflight(scope, paths.toml);
  typedRoutes(scope).get(
    paths.toml,
    {
      schema: {
        ...{ tags: ['web-auth'], summary: 'SEP-1: who this anchor is, and where' },
        response: { 200: { description: 'TOML', content: { 'text/plain': { schema: z.string() } } } },
      },
      serializerCompiler: () => (text) => String(text),
    },
    async (_request, reply) => {
      const published = await services.proofFile('latest', 'stellar.toml');
      const more = { givesQuotes: quotes.hasPair, webAuthContract: contractAuth?.contract };
      return reply.type('text/plain; charset=utf-8').send(stellarToml(anchor, { published, ...more }));
    },
  );
}
