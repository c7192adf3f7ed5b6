import type { ContractArgs } from '@istsi/soroban-client';
import type { ContractName } from '../../contracts/src/index.ts';
import type { Person } from '../../contracts/test/people.ts';
import type { World } from '../../contracts/test/world.ts';
import type { Random } from '../system/random.ts';
import type { Model } from './model.ts';

/** Something that somebody tries, and what the model says about it at the moment at which it happens. */
export interface Operation {
  readonly name: string;
  readonly contract: ContractName;
  readonly method: string;
  readonly args: ContractArgs;
  readonly by: Person;
  /** Who else signs. */
  readonly signers?: readonly Person[];
  /** Undefined: the model does not know the rule, only the effect. */
  accepted(model: Model): boolean | undefined;
  apply(model: Model, result: unknown): void;
}

export interface Draw {
  readonly world: World;
  readonly random: Random;
  readonly model: Model;
}

/** Everybody who may come to hold tokens. Their other roles do not matter here. */
export const holders: readonly Person[] = [
  'alice',
  'bob',
  'carol',
  'mallory',
  'reporter1',
  'reporter2',
  'reporter3',
  'deployer',
];

export const bigBetween = (random: Random, low: bigint, high: bigint): bigint =>
  high <= low ? low : low + BigInt(Math.floor(random.next() * Number(high - low + 1n)));

/** Mostly a part of what there is, now and then the whole, a satoshi more, nothing, or much too much. */
export function amountOf({ random }: Draw, available: bigint): bigint {
  const chance = random.next();
  if (chance < 0.8) return bigBetween(random, 0n, available / 2n);
  if (chance < 0.88) return available;
  if (chance < 0.94) return available + 1n;
  return chance < 0.96 ? 0n : bigBetween(random, 0n, 30_000_000_000n);
}
