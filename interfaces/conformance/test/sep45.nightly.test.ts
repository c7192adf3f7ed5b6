import { StrKey } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../src/command/main.ts';
import { runSep45 } from '../src/index.ts';
import { sep45Checks } from '../src/sep45/checks.ts';
import {
  decodeEntries,
  type Entry,
  encodeEntries,
  withArguments,
  withCall,
  withCredentials,
} from '../src/sep45/entries.ts';
import { allowing, changing, type Front, type Request, type Wrong } from './front.ts';
import { type ServedWorld, serveWorld } from './served-world.ts';

let served: ServedWorld;
let front: Front;
let account: ServedWorld['account'];
beforeAll(async () => {
  served = await serveWorld();
  ({ front, account } = served);
}, 240_000);
afterAll(async () => await served?.stop());
afterEach(() => {
  front.wrong = undefined;
  vi.restoreAllMocks();
});

async function failures(): Promise<string[]> {
  const { address, key } = account;
  const results = await runSep45({ target: front.url, account: { address, key, signature: 'bytes' } });
  return results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
}

test('this server keeps to all of it, as the command says', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const args = ['sep45', front.url, '--account', account.address, '--secret', account.key.secret()];
  expect(await main([...args, '--json']), printed.mock.calls.join('\n')).toBe(0);
  expect(JSON.parse(String(printed.mock.calls.at(-1)))).toMatchObject({
    ...{ suite: 'sep45', passed: sep45Checks.length, failed: 0, skipped: 0 },
  });
});

const isChallenge = ({ method, url }: Request): boolean => method === 'GET' && url.startsWith('/auth/contracts');
const isToken = ({ method, url }: Request): boolean => method === 'POST' && url.startsWith('/auth/contracts');
const spoiling = (change: (entries: Entry[]) => Entry[]): Wrong =>
  changing(isChallenge, (body) => ({
    ...body,
    authorization_entries: encodeEntries(change(decodeEntries(body.authorization_entries))),
  }));
const everywhere = (change: (entry: Entry) => Entry): Wrong => spoiling((entries) => entries.map(change));
const OTHER = StrKey.encodeContract(new Uint8Array(32));
const claims = { iss: 'https://example.com', sub: OTHER, iat: 1, exp: 2 };
const token = (of: object): string => `e30.${Buffer.from(JSON.stringify(of)).toString('base64url')}.x`;
/** Gives anybody a session for anything. */
const careless = allowing(isToken, () => ({ token: token(claims) }));
const withoutHeader: Wrong = async (_, next) => {
  const { headers, ...answered } = await next();
  const { 'access-control-allow-origin': __, ...kept } = headers;
  return { ...answered, headers: kept };
};
const toml =
  (change: (text: string) => string): Wrong =>
  async ({ url }, next) => {
    const answered = await next();
    return url.includes('stellar.toml') ? { ...answered, body: change(answered.body) } : answered;
  };

const wrongServers: Record<string, Wrong> = {
  toml: toml((text) => text.replace(/(WEB_AUTH_FOR_CONTRACTS_ENDPOINT = "[^"]+)"/, '$1/"')),
  'challenge-readable': changing(isChallenge, (body) => ({ ...body, authorization_entries: 'AAAA' })),
  'challenge-passphrase': changing(isChallenge, (body) => ({ ...body, network_passphrase: 'another one' })),
  'challenge-call': everywhere((entry) => withCall(entry, { function: 'transfer' })),
  'challenge-nothing-below': everywhere((entry) => withCall(entry, { below: [entry] })),
  'challenge-arguments': everywhere((entry) => withArguments(entry, { web_auth_domain: 'example.com' })),
  'challenge-same': spoiling(([first, ...others]) => [
    first!,
    ...others.map((entry) => withArguments(entry, { nonce: '0' })),
  ]),
  'challenge-parties': spoiling((entries) => [...entries, entries[0]!]),
  'challenge-signed': everywhere((entry) => withCredentials(entry, { nonce: 7n })),
  'challenge-nonce': everywhere((entry) => withArguments(entry, { nonce: '7' })),
  'challenge-accounts': allowing(isChallenge, () => ({ authorization_entries: 'AAAA' })),
  'challenge-home-domain': async (request, next) => {
    const url = request.url.replace(/&?home_domain=[^&]*/, '');
    return isChallenge(request) ? await next({ url }) : await next();
  },
  cors: withoutHeader,
  'token-json': async (request, next) =>
    isToken(request) && request.headers['content-type'] === 'application/json'
      ? { status: 415, headers: { 'content-type': 'application/json' }, body: '{"error":"a form, please"}' }
      : await next(),
  'token-form': async (request, next) =>
    isToken(request) && request.headers['content-type'] !== 'application/json'
      ? { status: 415, headers: { 'content-type': 'application/json' }, body: '{"error":"JSON, please"}' }
      : await next(),
  'token-claims': changing(isToken, () => ({ token: token(claims) })),
  'token-once': careless,
  'token-unsigned': careless,
  'token-other-key': careless,
  'token-other-account': careless,
  'token-other-home': careless,
  'token-other-server': careless,
  'token-made-up-nonce': careless,
  'token-unlike': careless,
  'token-other-contract': careless,
  'token-other-function': careless,
  'token-below': careless,
  'token-without-server': careless,
  'token-unsigned-server': careless,
  'token-without-account': careless,
  'token-nonsense': async (request, next) => {
    const answered = await next();
    return isToken(request) && answered.status === 400 ? { ...answered, status: 500 } : answered;
  },
};

describe('a wrong server is found out', () => {
  test('by every check', () => {
    expect(Object.keys(wrongServers).sort()).toEqual(sep45Checks.map(({ id }) => id).sort());
  });

  const servers = [...new Set(Object.values(wrongServers))].map(
    (wrong) => [Object.keys(wrongServers).filter((id) => wrongServers[id] === wrong), wrong] as const,
  );
  test.each(servers)('%s', async (ids, wrong) => {
    front.wrong = wrong;
    expect(await failures()).toEqual(expect.arrayContaining([...ids]));
  });
});
