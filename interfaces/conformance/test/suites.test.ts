import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../src/command/main.ts';
import { sep45Checks } from '../src/sep45/checks.ts';
import { sep59Checks } from '../src/sep59/checks.ts';
import { changing, type Front } from './front.ts';
import { type ServedWorld, serveWorld } from './served-world.ts';

/** Each check against a server that breaks what it checks: `*.nightly.test.ts`. */
let served: ServedWorld;
let front: Front;
let account: ServedWorld['account'];
let customer: Keypair;
beforeAll(async () => {
  served = await serveWorld();
  ({ front, account, customer } = served);
});
afterAll(async () => await served?.stop());
afterEach(() => {
  front.wrong = undefined;
  vi.restoreAllMocks();
});

const OTHER = StrKey.encodeContract(new Uint8Array(32));

describe('this server keeps to all of', () => {
  test('SEP-45', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    const args = ['sep45', front.url, '--account', account.address, '--secret', account.key.secret()];
    expect(await main([...args, '--json']), printed.mock.calls.join('\n')).toBe(0);
    expect(JSON.parse(String(printed.mock.calls.at(-1)))).toMatchObject({
      ...{ suite: 'sep45', passed: sep45Checks.length, failed: 0, skipped: 0 },
    });
  });

  test('SEP-59', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await main(['sep59', front.url, '--secret', customer.secret()]), printed.mock.calls.join('\n')).toBe(0);
    expect(String(printed.mock.calls.at(-1))).toContain(`${sep59Checks.length} passed, 0 failed, 0 skipped`);
  });
});

describe('the command', () => {
  test('says what failed, and ends with 1', async () => {
    front.wrong = changing(
      ({ method, url }) => method === 'GET' && url.startsWith('/auth/contracts'),
      (body) => ({ ...body, network_passphrase: 'another one' }),
    );
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await main(['sep45', front.url])).toBe(1);
    const text = printed.mock.calls.join('\n');
    expect(text).toMatch(/^FAIL {2}challenge-passphrase {2}/m);
    // Without an account nobody can ask for a session.
    expect(text).toMatch(/^skip {2}token-json {2}/m);
  });

  test.each<[string, string[], RegExp]>([
    ['no suite', [], /there is no suite/],
    ['a suite that is none', ['sep10', 'example.com'], /there is no suite sep10/],
    ['no target', ['sep45'], /name one home domain/],
    ['an account that is none', ['sep45', 'example.com', '--account', 'G'], /--account is no contract/],
    ['an account without its key', ['sep45', 'example.com', '--account', OTHER], /SEP_SECRET/],
    ['a secret that is none', ['sep59', 'example.com', '--secret', Keypair.random().publicKey()], /no secret key/],
    ['an option that is none', ['sep59', 'example.com', '--nonsense'], /nonsense/],
    ['a server elsewhere without TLS', ['sep59', 'http://example.com'], /without TLS/],
    ['a server that is not there', ['sep59', 'http://localhost:1'], /was not answered/],
  ])('refuses %s with 2', async (_, args, message) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await main(args)).toBe(2);
    expect(String(said.mock.calls)).toMatch(message);
  });
});
