import {
  Account,
  BASE_FEE,
  Keypair,
  Memo,
  MuxedAccount,
  Networks,
  Operation,
  StrKey,
  TransactionBuilder,
  WebAuth,
} from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { type ChallengeTerms, createChallenge, masterKeyOnly, readChallenge, requireSigned } from './challenge.ts';
import { isDomain } from './client-domain.ts';
import { createSessionTokens } from './session-token.ts';
import { parseMemoId, parseSubject } from './subject.ts';

const server = Keypair.random();
const alice = Keypair.random();
const terms: ChallengeTerms = {
  ...{ signingKey: server, networkPassphrase: Networks.TESTNET },
  ...{ homeDomain: 'example.com', webAuthDomain: 'api.example.com' },
};
const account = alice.publicKey();
const muxed = new MuxedAccount(new Account(account, '0'), '18446744073709551615').accountId();

const signed = (envelope: string, ...keys: Keypair[]): string => {
  const transaction = TransactionBuilder.fromXDR(envelope, terms.networkPassphrase);
  for (const key of keys) transaction.sign(key);
  return transaction.toXDR();
};
const read = (envelope: string, now = new Date()) => readChallenge(terms, envelope, now);

describe('a challenge', () => {
  test('is what SEP-10 says: no transaction of any ledger, for a quarter of an hour, signed by the server alone', () => {
    const before = Math.floor(Date.now() / 1_000);
    const challenge = TransactionBuilder.fromXDR(createChallenge(terms, { account }), terms.networkPassphrase);
    if ('innerTransaction' in challenge) throw new Error('a fee bump');
    expect(challenge).toMatchObject({ sequence: '0', source: server.publicKey(), memo: Memo.none() });
    const { minTime, maxTime } = challenge.timeBounds!;
    expect(Number(minTime)).toBeGreaterThanOrEqual(before);
    expect(Number(maxTime) - Number(minTime)).toBe(900);
    const [first, second, ...more] = challenge.operations;
    expect(first).toMatchObject({ type: 'manageData', source: account, name: 'example.com auth' });
    expect(second).toMatchObject({ type: 'manageData', source: server.publicKey(), name: 'web_auth_domain' });
    expect(more).toEqual([]);
    expect(challenge.signatures).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof createChallenge>[1], string]>([
    ['an account', { account }, account],
    [
      'a person who shares an account, by a memo of all 64 bits',
      { account, memo: '18446744073709551615' },
      `${account}:18446744073709551615`,
    ],
    ['the same person, with a number written longer', { account, memo: '007' }, `${account}:7`],
    ['a multiplexed account', { account: muxed }, muxed],
  ])('names %s, who is nobody else', (_, request, sub) => {
    expect(read(createChallenge(terms, request)).subject).toMatchObject({ sub, baseAccount: account });
  });

  test.each<[string, Parameters<typeof createChallenge>[1], RegExp]>([
    ['no account', { account: 'invalid-account' }, /no Stellar account/],
    ['a secret key', { account: alice.secret() }, /no Stellar account/],
    ['a contract', { account: StrKey.encodeContract(new Uint8Array(32)) }, /SEP-10 is for accounts/],
    ['a memo that is no id', { account, memo: 'alice' }, /no id/],
    ['a memo beyond 64 bits', { account, memo: '18446744073709551616' }, /no id/],
    ['a memo of a multiplexed account', { account: muxed, memo: '1' }, /names who it is/],
    ['another home domain', { account, homeDomain: 'example.org' }, /of example.com/],
  ])('is not made for %s', (_, request, reason) => {
    expect(() => createChallenge(terms, request)).toThrow(reason);
  });
});

function transactionOf(change: (builder: TransactionBuilder) => unknown, source = server, sequence = '-1'): string {
  const builder = new TransactionBuilder(new Account(source.publicKey(), sequence), {
    ...{ fee: BASE_FEE, networkPassphrase: terms.networkPassphrase },
  }).setTimeout(300);
  change(builder);
  const transaction = builder.build();
  transaction.sign(source);
  return transaction.toXDR();
}

const first = Operation.manageData({
  name: 'example.com auth',
  value: Buffer.alloc(48, 1).toString('base64'),
  source: account,
});

describe('what comes back is refused when it is', () => {
  test.each<[string, () => string]>([
    ['no XDR', () => 'AAAA'],
    ['too large to be read', () => 'A'.repeat(50_001)],
    [
      'a challenge of somebody else',
      () => WebAuth.buildChallengeTx(alice, account, 'example.com', 300, terms.networkPassphrase, 'api.example.com'),
    ],
    [
      'a challenge for another network',
      () => createChallenge({ ...terms, networkPassphrase: Networks.PUBLIC }, { account }),
    ],
    ['a challenge of another home domain', () => createChallenge({ ...terms, homeDomain: 'example.org' }, { account })],
    ['a challenge of another server', () => createChallenge({ ...terms, webAuthDomain: 'x.example.com' }, { account })],
    ['a transaction that a ledger takes', () => transactionOf((b) => b.addOperation(first), server, '4')],
    [
      'another operation',
      () => transactionOf((b) => b.addOperation(first).addOperation(Operation.bumpSequence({ bumpTo: '9' }))),
    ],
    ['without an operation', () => transactionOf(() => undefined)],
    ['with a text for a memo', () => transactionOf((b) => b.addOperation(first).addMemo(Memo.text('hello')))],
    [
      'a payment wrapped into a fee bump',
      () => {
        const inner = TransactionBuilder.fromXDR(createChallenge(terms, { account }), terms.networkPassphrase);
        if ('innerTransaction' in inner) throw new Error('a fee bump');
        return TransactionBuilder.buildFeeBumpTransaction(server, '200', inner, terms.networkPassphrase).toXDR();
      },
    ],
  ])('%s', (_, envelope) => {
    expect(() => read(envelope())).toThrow(expect.objectContaining({ code: 'web-auth/refused' }));
  });

  test('over, to the second: later it would be forgotten here, and count once more', () => {
    const challenge = createChallenge(terms, { account });
    const { validUntil } = read(challenge);
    expect(read(challenge, validUntil).subject.sub).toBe(account);
    expect(() => read(challenge, new Date(validUntil.getTime() + 1))).toThrow(/over/);
  });

  test('the same whoever signs it', () => {
    const challenge = createChallenge(terms, { account });
    expect(read(signed(challenge, alice)).hash).toBe(read(challenge).hash);
  });
});

describe('signatures', () => {
  const bob = Keypair.random();
  const carol = Keypair.random();
  const both = {
    signers: [
      { address: bob.publicKey(), weight: 1 },
      { address: carol.publicKey(), weight: 1 },
    ],
    threshold: 2,
  };
  const cases: [string, Keypair[], Parameters<typeof requireSigned>[2], boolean][] = [
    ['the key of an account that does not exist', [alice], masterKeyOnly(account), true],
    ['no key', [], masterKeyOnly(account), false],
    ['a key beside that of an account that does not exist', [alice, bob], masterKeyOnly(account), false],
    ['another key', [bob], masterKeyOnly(account), false],
    ['keys that add up', [bob, carol], both, true],
    ['one key of two', [bob], both, false],
    ['one key of two, twice', [bob, bob], both, false],
    ['a key that lost its weight', [alice], { signers: [{ address: account, weight: 0 }], threshold: 0 }, false],
    [
      'the server itself, where it is a key of the account',
      [],
      {
        signers: [
          { address: server.publicKey(), weight: 9 },
          { address: bob.publicKey(), weight: 1 },
        ],
        threshold: 1,
      },
      false,
    ],
  ];
  test.each(cases)('of %s', (_, keys, signing, enough) => {
    const envelope = signed(createChallenge(terms, { account }), ...keys);
    const attempt = () => requireSigned(terms, envelope, signing);
    if (enough) attempt();
    else expect(attempt).toThrow(expect.objectContaining({ code: 'web-auth/refused' }));
  });

  test('of the client’s domain are needed where it is named, and count for nothing else', () => {
    const client = { domain: 'wallet.example', signingKey: carol.publicKey() };
    const challenge = createChallenge(terms, { account, client });
    expect(read(challenge).clientDomain).toBe('wallet.example');
    requireSigned(terms, signed(challenge, alice, carol), masterKeyOnly(account));
    for (const keys of [[alice], [carol]])
      expect(() => requireSigned(terms, signed(challenge, ...keys), masterKeyOnly(account))).toThrow();
  });
});

describe('a session', () => {
  const issuer = 'https://api.example.com/auth';
  const tokens = createSessionTokens(server, issuer);

  test('is of who it was given to', async () => {
    const token = await tokens.sign({ sub: `${account}:7`, id: 'ab', clientDomain: 'wallet.example' });
    expect(await tokens.verify(token)).toEqual({
      ...{ sub: `${account}:7`, account, baseAccount: account, memo: '7', memoId: '7', clientDomain: 'wallet.example' },
    });
    const [, payload = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    expect(claims).toMatchObject({ iss: issuer, sub: `${account}:7`, jti: 'ab', client_domain: 'wallet.example' });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3_600);
  });

  test.each<[string, () => Promise<string>]>([
    ['another key', () => createSessionTokens(alice, issuer).sign({ sub: account, id: '1', clientDomain: undefined })],
    [
      'another server',
      () => createSessionTokens(server, 'https://x').sign({ sub: account, id: '1', clientDomain: undefined }),
    ],
    [
      'no signature',
      async () => `${btoa('{"alg":"none","typ":"JWT"}')}.${btoa(JSON.stringify({ iss: issuer, sub: account }))}.`,
    ],
    ['nobody', () => tokens.sign({ sub: 'somebody', id: '1', clientDomain: undefined })],
  ])('of %s is none', async (_, make) => {
    await expect(tokens.verify(await make())).rejects.toMatchObject({ code: 'web-auth/no-session' });
  });
});

test.each([
  ['', false],
  ['0', true],
  ['18446744073709551615', true],
  ['18446744073709551616', false],
  ['-1', false],
  ['1.0', false],
  ['١', false],
])('the memo %j is an id: %s', (text, isId) => {
  expect(parseMemoId(text) !== undefined).toBe(isId);
});

test.each([`${account}:`, `${account}:01`, `${account}:1:2`, `${muxed}:1`, account.toLowerCase(), ''])(
  '%s is nobody',
  (sub) => {
    expect(parseSubject(sub)).toBeUndefined();
  },
);

test.each([
  ['wallet.example', true],
  ['localhost:3000', true],
  ['a b', false],
  ['user@example.com', false],
  ['example.com/path', false],
  ['[::1]', false],
  ['a'.repeat(65), false],
  ['-a.example', false],
])('%j is a domain: %s', (text, expected) => {
  expect(isDomain(text)).toBe(expected);
});
