import { witnessKeyOf } from '@istsi/guardian';
import { Keypair } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { GuardianConfig } from './guardian-config.ts';
import { witnessOf } from './guardian-key.ts';
import { witnessSettings } from './witness-settings.ts';

const [key, other] = [Keypair.random(), Keypair.random()];
const named = (of: Keypair) => ({ url: 'http://127.0.0.1:8794/witness', key: witnessKeyOf(of) });

test('what a guardian cosigns as is what the services are told of it', () => {
  const { witnesses, quorum } = witnessSettings({ witnesses: [named(key)] }) ?? {};
  expect(Buffer.from(witnesses?.[0]?.key.publicKey ?? []).equals(key.rawPublicKey())).toBe(true);
  expect([witnesses?.[0]?.key.name, quorum]).toEqual([`istsi/witness/${key.publicKey()}`, 1]);
  expect(witnessSettings({ witnesses: [named(key), named(other)] })?.quorum).toBe(2);
  expect(witnessSettings({ witnesses: [named(key), named(other)], quorum: 1 })?.quorum).toBe(1);
  expect(witnessSettings({})).toBeUndefined();
});

test.each<[string, Parameters<typeof witnessSettings>[0], RegExp]>([
  ['a key that is none', { witnesses: [{ ...named(key), key: 'w+00+AA' }] }, /"w\+00\+AA" is no verifier key/],
  ['two with one key', { witnesses: [named(key), named(key)] }, /two of them have the same key/],
  ['more than there are', { witnesses: [named(key)], quorum: 2 }, /2 of 1 witnesses/],
])('%s is refused', (_, settings, said) => {
  expect(() => witnessSettings(settings)).toThrow(said);
});

test('a guardian is a witness where its configuration says of which log', () => {
  const config = {
    ...{ port: 1, key: Keypair.random().secret(), manifest: 'm', descriptors: ['d'], memory: 'x' },
    stellar: { rpcUrl: 'http://127.0.0.1:8000' },
    bitcoin: { rpcUrl: 'http://127.0.0.1:8332', network: 'regtest' as const },
  };
  const log = Keypair.random().publicKey();
  const witness = { key: key.secret(), log };
  expect(witnessOf(GuardianConfig.parse({ ...config, witness }))).toMatchObject({ log });
  expect(witnessOf(GuardianConfig.parse(config))).toBeUndefined();
  const wrong = GuardianConfig.parse({ ...config, witness: { key: 'S', log } });
  expect(() => witnessOf(wrong)).toThrow(/witness\.key: expected a Stellar secret key/);
});
