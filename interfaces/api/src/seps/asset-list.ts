import type { Anchor, SepServices } from '@istsi/integration';
import { TOKEN_CODE } from '@istsi/reserves';
import { Networks } from '@stellar/stellar-sdk';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../problems.ts';
import { typedRoutes } from '../routes/route-scope.ts';
import { endpointsOf, paths } from './endpoints.ts';
import { allowPreflight, SepError } from './sep-scope.ts';

/** As the standard bounds names: letters, digits, underscores and spaces. */
const plainName = (most: number) =>
  z
    .string()
    .min(5)
    .max(most)
    .regex(/^[\w ]*$/);

/** A list of assets (SEP-42), as strict as the standard's own schema. A contract's asset is named by the contract, and by no issuer. */
export const AssetList = z
  .strictObject({
    ...{ name: plainName(30), provider: plainName(50), description: z.string().max(150) },
    version: z.string().regex(/^\d{1,4}\.\d{1,4}$/),
    network: z.enum(['public', 'testnet']),
    feedback: z.url().max(100),
    assets: z
      .array(
        z.strictObject({
          ...{ name: plainName(30), org: plainName(30), contract: z.string().regex(/^C[A-Z0-9]{55}$/) },
          domain: z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/),
          ...{ icon: z.url().startsWith('https://'), decimals: z.number().int().min(0).max(38) },
          comment: z.string().max(150),
        }),
      )
      .min(1)
      .max(1_000),
  })
  .meta({ id: 'AssetList' });

/** Of what is listed here; the standard wants another major number when an asset or its contract changes. */
const VERSION = '1.0';
const networks: Partial<Record<string, 'public' | 'testnet'>> = {
  [Networks.PUBLIC]: 'public',
  [Networks.TESTNET]: 'testnet',
};

/** Undefined where the standard has no such list: on another network, without HTTPS, and for a home that is no domain. */
export function assetList(anchor: Anchor): z.output<typeof AssetList> | undefined {
  const { networkPassphrase, organization, publicUrl, homeDomain, token } = anchor;
  const org = nameOf(organization.name);
  const list = {
    ...{ name: 'iSTSi tokens', provider: org, version: VERSION, network: networks[networkPassphrase] },
    description: 'The token that stands for bitcoin held in reserve: one iSTSi is one satoshi.',
    feedback: organization.url ?? publicUrl,
    assets: [
      {
        ...{ name: TOKEN_CODE, org: org.slice(0, 30).trimEnd(), contract: token, domain: homeDomain, decimals: 0 },
        icon: endpointsOf(publicUrl).assetIcon,
        comment: 'Held and moved by registered addresses only.',
      },
    ],
  };
  const checked = AssetList.safeParse(list);
  return checked.success ? checked.data : undefined;
}

/** What the standard allows of a name; what is left of too little is ours. */
function nameOf(name = TOKEN_CODE): string {
  const plain = name
    .replaceAll(/[^\w ]+/g, '')
    .slice(0, 50)
    .trim();
  return plain.length >= 5 ? plain : TOKEN_CODE;
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><title>iSTSi</title><rect width="32" height="32" rx="8" fill="#c2571a"/><path d="M10 9h12M10 16h12M10 23h12" stroke="#fff" stroke-width="3" stroke-linecap="round"/><circle cx="16" cy="16" r="3.2" fill="#fff"/></svg>';

export function assetListRoutes(scope: FastifyInstance, { anchor }: SepServices): void {
  const routes = typedRoutes(scope);
  for (const path of [paths.assetList, paths.assetIcon]) allowPreflight(scope, path);
  routes.get(
    paths.assetList,
    {
      schema: {
        ...{ tags: ['web-auth'], summary: 'SEP-42: the asset of this anchor, as wallets list it' },
        response: { 200: AssetList, 404: SepError },
      },
    },
    async () => {
      const list = assetList(anchor);
      if (!list)
        throw new ApiError('no-such-route', 'A list of assets is of the public network or of testnet, over HTTPS.');
      return list;
    },
  );
  routes.get(
    paths.assetIcon,
    {
      schema: {
        ...{ tags: ['web-auth'], summary: 'The token’s icon' },
        response: { 200: { description: 'SVG', content: { 'image/svg+xml': { schema: z.string() } } } },
      },
      serializerCompiler: () => (text) => String(text),
    },
    async (_request, reply) =>
      reply.type('image/svg+xml').header('cross-origin-resource-policy', 'cross-origin').send(ICON),
  );
}
