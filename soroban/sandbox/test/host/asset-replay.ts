import { type Asset, type Keypair, StrKey } from '@stellar/stellar-sdk';
import { expect } from 'vitest';
import { compareVals } from '../../src/host/objects/compare.ts';
import { addressVal, type HostVal, u32Val } from '../../src/host/values/value.ts';
import { AssetTest, type Authorization, type Outcome } from './asset-test.ts';
import { keypairOf } from './test-ledger.ts';

/** Names stand for addresses: `contract…` for contracts', others for accounts'. */
type Argument = string | bigint | number | boolean | HostVal;

/**
 * One call of a recorded test of the asset's contract: who signs (nobody: `''`; several keys: `account: key key`), what is
 * called, what it gives (`null` is void; an error as the network prints it), and what it cost there.
 */
export type AssetCall = readonly [
  by: string,
  name: string,
  args: readonly Argument[],
  gives: Argument | null,
  instructions?: number,
  memoryBytes?: number,
];

export type AssetTrace = {
  readonly name: string;
  readonly asset: Asset;
  readonly setup: (test: AssetTest) => void;
  readonly steps: readonly (AssetCall | ((test: AssetTest) => void))[];
};

export const contractNamed = (name: string): string =>
  StrKey.encodeContract(Buffer.alloc(32, name.codePointAt(name.length - 1)));

const addressOf = (name: string): string =>
  name.startsWith('contract') ? contractNamed(name) : keypairOf(name).publicKey();

export function argumentVal(argument: Argument): HostVal {
  if (typeof argument === 'string') return addressVal(addressOf(argument));
  if (typeof argument === 'bigint') return { type: 'i128', value: argument };
  if (typeof argument === 'number') return u32Val(argument);
  return typeof argument === 'boolean' ? { type: 'bool', value: argument } : argument;
}

/** Keys sign in the order of their public keys, as accounts demand. */
export function authorizedBy(by: string): Authorization | undefined {
  if (by === '') return undefined;
  const [account, keys] = by.split(': ') as [string, string | undefined];
  const order = (a: Keypair, b: Keypair): number => Buffer.compare(a.rawPublicKey(), b.rawPublicKey());
  return { account: keypairOf(account), keys: (keys ?? account).split(' ').map(keypairOf).sort(order) };
}

export function replayAsset({ asset, setup, steps }: AssetTrace): void {
  const test = new AssetTest();
  setup(test);
  test.create(asset);
  for (const [i, step] of steps.entries()) {
    if (typeof step === 'function') {
      step(test);
      continue;
    }
    const [by, name, args, gives, instructions, memoryBytes] = step;
    const where = `step ${i}: ${name}`;
    const values = args.map(argumentVal);
    const outcome = by.startsWith('contract')
      ? test.callFrom(addressOf(by), name, values)
      : test.call(name, values, authorizedBy(by));
    expectOutcome(outcome, gives, where);
    if (instructions !== undefined && memoryBytes !== undefined) expectNear(outcome, instructions, memoryBytes, where);
  }
}

export function expectOutcome(outcome: Outcome, gives: Argument | null, where: string): void {
  if (typeof gives === 'string' && gives.startsWith('Error(')) {
    expect(outcome.error, where).toBe(gives);
    return;
  }
  expect(outcome.error, where).toBeUndefined();
  const wanted: HostVal = gives === null ? { type: 'void' } : argumentVal(gives);
  expect(compareVals(outcome.value!, wanted), `${where} gives ${JSON.stringify(outcome.value, bigText)}`).toBe(0);
}

const bigText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** What a few more or fewer comparisons between keys cost, and what one more copied credential, extension or key takes. */
const NEAR = { instructions: 7000, share: 0.02, memoryBytes: 2000 };

/**
 * A call costs about what was recorded. Searches through sorted keys cost by the keys, and those are others here; the
 * original chooses between two versions of credentials at random; accounts here have all their extensions.
 */
export function expectNear(outcome: Outcome, instructions: number, memoryBytes: number, where: string): void {
  const room = Math.max(NEAR.share * instructions, NEAR.instructions);
  expect(Math.abs(outcome.instructions - instructions), `${where}: instructions`).toBeLessThanOrEqual(room);
  expect(Math.abs(outcome.memoryBytes - memoryBytes), `${where}: memory`).toBeLessThanOrEqual(NEAR.memoryBytes);
}
