import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../src/command/main.ts';
import { runSep59 } from '../src/index.ts';
import { sep59Checks } from '../src/sep59/checks.ts';
import { allowing, changing, type Front, type Request, type Wrong } from './front.ts';
import { type ServedWorld, serveWorld } from './served-world.ts';

let served: ServedWorld;
let front: Front;
let customer: Keypair;
beforeAll(async () => {
  served = await serveWorld();
  ({ front, customer } = served);
}, 240_000);
afterAll(async () => await served?.stop());
afterEach(() => {
  front.wrong = undefined;
  vi.restoreAllMocks();
});

async function failures(): Promise<string[]> {
  const results = await runSep59({ target: front.url, key: customer });
  return results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
}

test('this server keeps to all of it, as the command says', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  expect(await main(['sep59', front.url, '--secret', customer.secret()]), printed.mock.calls.join('\n')).toBe(0);
  expect(String(printed.mock.calls.at(-1))).toContain(`${sep59Checks.length} passed, 0 failed, 0 skipped`);
});

test('of one whom the server does not know, what needs an account is skipped, and nothing fails', async () => {
  const results = await runSep59({ target: front.url, key: Keypair.random() });
  const outcomes = Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));
  expect(outcomes).toMatchObject({
    info: 'passed',
    'info-needed': 'passed',
    account: 'skipped',
    idempotent: 'skipped',
  });
  expect(Object.values(outcomes)).not.toContain('failed');
});

const at = (path: string, method?: string) => (request: Request) =>
  request.url.split('?')[0] === `/sep59${path}` && (method === undefined || request.method === method);
const isPost = at('/accounts', 'POST');
const isList = at('/accounts', 'GET');
const isOne = ({ method, url }: Request): boolean => method === 'GET' && url.startsWith('/sep59/accounts/');
const account = (change: (account: Record<string, unknown>) => object): Wrong =>
  changing(isPost, (body) => ({ account: { ...body.account, ...change(body.account) } }));
const bodyOf = ({ body }: Request): Record<string, unknown> => (body === '' ? {} : JSON.parse(body));
/** Sessions of nobody are of the customer. */
let session = '';
const remembering =
  (wrong: Wrong): Wrong =>
  async (request, next) => {
    const { authorization } = request.headers;
    if (isPost(request) && authorization && (await next()).status === 200) session = authorization;
    return await wrong(request, next);
  };
const asCustomer = (of: (request: Request) => boolean): Wrong =>
  remembering(async (request, next) => {
    const answered = await next();
    if (!of(request) || session === '' || request.headers.authorization === session) return answered;
    return await next({ headers: { ...request.headers, authorization: session } });
  });
const withStatus =
  (of: (request: Request) => boolean, from: number, status: number): Wrong =>
  async (request, next) => {
    const answered = await next();
    return of(request) && answered.status === from ? { ...answered, status } : answered;
  };

const wrongServers: Record<string, Wrong> = {
  toml: async ({ url }, next) => {
    const answered = await next();
    const body = answered.body.replace(/(EXTERNAL_ACCOUNT_SERVER = "[^"]+)"/, '$1/"');
    return url.includes('stellar.toml') ? { ...answered, body } : answered;
  },
  info: changing(at('/info'), ({ offerings: [one] }) => ({ offerings: [{ ...one, chain_id: 'Bitcoin' }] })),
  cors: async (request, next) => {
    const answered = await next();
    return at('/info')(request) ? { ...answered, headers: { 'content-type': 'application/json' } } : answered;
  },
  'session-needed': withStatus(isList, 403, 401),
  'info-needed': async (request, next) => {
    const answered = await next();
    if (!isPost(request) || !answered.body.includes('non_interactive')) return answered;
    return { ...answered, body: '{"error":"say more"}' };
  },
  account: account(() => ({ created_at: 'yesterday' })),
  'account-as-asked': account(() => ({ currency: 'LTC' })),
  'account-bound': account(() => ({ stellar_account: Keypair.random().publicKey() })),
  idempotent: async (request, next) => {
    const answered = await next();
    if (!isPost(request) || answered.status !== 200) return answered;
    const body = JSON.parse(answered.body);
    return {
      ...answered,
      status: 201,
      body: JSON.stringify({ account: { ...body.account, id: String(Math.random()) } }),
    };
  },
  resolved: async (request, next) =>
    isPost(request) && bodyOf(request).currency === undefined
      ? { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"which currency?"}' }
      : await next(),
  found: changing(isOne, (body) => ({ account: { ...body.account, id: 'another' } })),
  filters: async (request, next) => (isList(request) ? await next({ url: '/sep59/accounts' }) : await next()),
  'own-only': asCustomer((request) => isOne(request) || isList(request)),
  unknown: withStatus(isOne, 404, 500),
  muxed: asCustomer((request) => isOne(request) || isPost(request)),
  unsupported: allowing(isPost, () => ({ account: {} })),
  'callback-https': async (request, next) => {
    if (!isPost(request)) return await next();
    const { on_change_callback: _, ...wanted } = bodyOf(request);
    return await next({ body: JSON.stringify(wanted) });
  },
};
/** More ways to be wrong about the account itself. */
const wrongAccounts: [string, Wrong][] = [
  ['instructions while it is pending', account(() => ({ status: 'pending' }))],
  ['no instructions while it is active', account(() => ({ instructions: undefined }))],
  [
    'an instruction that SEP-9 does not know',
    account(() => ({ instructions: { iban: { value: 'x', description: 'x' } } })),
  ],
  ['an asset of no issuer that is no contract’s either', account(() => ({ stellar_asset: 'USDC' }))],
  ['a status that is none', account(() => ({ status: 'fine' }))],
];

describe('a wrong server is found out', () => {
  test('by every check', () => {
    expect(Object.keys(wrongServers).sort()).toEqual(sep59Checks.map(({ id }) => id).sort());
  });

  test.each(Object.entries(wrongServers))('%s', async (id, wrong) => {
    session = '';
    front.wrong = wrong;
    expect(await failures()).toContain(id);
  });

  test.each(wrongAccounts)('account: %s', async (_, wrong) => {
    front.wrong = wrong;
    expect(await failures()).toContain('account');
  });
});
