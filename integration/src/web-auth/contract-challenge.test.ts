import { Keypair, Networks, StrKey } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { type ContractChallengeTerms, createContractChallenge, readContractChallenge } from './contract-challenge.ts';
import { isSoleOwner, parseSubject } from './subject.ts';

const terms: ContractChallengeTerms = {
  ...{ signingKey: Keypair.random(), networkPassphrase: Networks.TESTNET, homeDomain: 'example.com' },
  ...{ webAuthDomain: 'api.example.com', contract: StrKey.encodeContract(new Uint8Array(32).fill(1)) },
};
const account = StrKey.encodeContract(new Uint8Array(32).fill(2));
const now = new Date('2027-01-15T08:00:00Z');
const make = (change: Partial<ContractChallengeTerms> = {}): Promise<string> =>
  createContractChallenge({ ...terms, ...change }, { account }, 1_000, now);
const after = (ms: number): Date => new Date(now.getTime() + ms);

describe('a challenge for a contract', () => {
  test('counts for a quarter of an hour, to the second', async () => {
    const text = await make();
    const read = readContractChallenge(terms, text, after(900_000));
    expect(read).toMatchObject({ account, clientDomain: undefined, validUntil: after(900_000) });
    expect(() => readContractChallenge(terms, text, after(900_001))).toThrow(/over/);
  });

  test.each<[string, Partial<ContractChallengeTerms>]>([
    ['network', { networkPassphrase: Networks.PUBLIC }],
    ['server', { signingKey: Keypair.random() }],
    ['home domain', { homeDomain: 'example.org' }],
    ['host', { webAuthDomain: 'x.example.com' }],
    ['web authentication contract', { contract: StrKey.encodeContract(new Uint8Array(32).fill(3)) }],
  ])('of another %s is none', async (_, change) => {
    const text = await make(change);
    expect(() => readContractChallenge(terms, text, now)).toThrow(
      expect.objectContaining({ code: 'web-auth/refused' }),
    );
  });

  test('is made for no client whose key is the server’s own', async () => {
    const client = { domain: 'example.com', signingKey: terms.signingKey.publicKey() };
    await expect(createContractChallenge(terms, { account, client }, 1_000, now)).rejects.toThrow(/own/);
  });

  test('is of a person of its own', () => {
    const subject = parseSubject(account)!;
    expect(subject).toMatchObject({ sub: account, account, baseAccount: account, memo: undefined });
    expect(isSoleOwner(subject)).toBe(true);
    expect(parseSubject(`${account}:7`)).toBeUndefined();
  });
});
