import { Keypair } from '@stellar/stellar-sdk';

/** Everybody in the world of the tests. Mallory holds no role and no identity. */
export const personNames = [
  'deployer',
  'superAdmin',
  'systemAdmin',
  'officer',
  'operator',
  'custodian1',
  'custodian2',
  'custodian3',
  'alice',
  'bob',
  'carol',
  'mallory',
  'reporter1',
  'reporter2',
  'reporter3',
  'guardian',
  'custodian4',
  'custodian5',
  'custodian6',
] as const;

export type Person = (typeof personNames)[number];

export type People = Record<Person, Keypair>;

/** Fixed keys, so that a failing history can be replayed. */
export function createPeople(): People {
  const entries = personNames.map((name, index) => [name, Keypair.fromRawEd25519Seed(Buffer.alloc(32, index + 1))]);
  return Object.fromEntries(entries) as People;
}
