import type { ContractArgs } from '@istsi/soroban-client';
import type { ContractName } from '../../contracts/src/index.ts';
import type { Random } from '../system/random.ts';
import { holderOf, limitsOf, type Model, roomOf } from './model.ts';
import { actor, type Stage } from './stage.ts';

/** Something that somebody tries, and what the model says about it at the moment at which it happens. */
export interface Operation {
  readonly name: string;
  readonly contract: ContractName;
  readonly method: string;
  readonly args: ContractArgs;
  readonly by: string;
  /** Who else signs. */
  readonly signers?: readonly string[];
  /** Undefined: the model does not know the rule, only the effect. */
  accepted(model: Model): boolean | undefined;
  /** `result` decodes what the contract returned. */
  apply(model: Model, result: () => unknown): void;
  /** Nothing happens between its preparation and it: the model knows it only of the state that it was drawn in. */
  readonly isUninterrupted?: true;
  /** What others do at once because of it. */
  readonly followed?: readonly Operation[];
}

export interface Draw {
  readonly stage: Stage;
  readonly random: Random;
  readonly model: Model;
  /** Who is busier than others for a while, so that limits fill. */
  readonly focus: string;
}

/** Whose operation it is to be, and how much. */
export interface Wanted {
  readonly user: string;
  readonly amount: bigint;
}

export type Kind = (draw: Draw) => Operation | undefined;

/** The router's own account: one of the system itself, whose inventory exchanges draw on. */
export const ROUTER = 'router';

export function addressOf({ stage }: Draw, name: string): string {
  if (name === ROUTER) return stage.world.contracts['integration-router'].contractId;
  return actor(stage, name).address;
}

/** Anybody may bring what enough others signed. */
export const SUBMITTERS = ['systemAdmin', 'operator', 'custodian3'] as const;

/** Somebody who may come to hold tokens: mostly somebody who still can. */
export function drawHolder({ random, model, focus }: Draw): string {
  if (random.next() < 0.4) return focus;
  const names = [...model.holders.keys()].filter((name) => name !== ROUTER);
  const present = names.filter((name) => holderOf(model, name).replacedBy === undefined);
  return random.pick(random.next() < 0.97 ? present : names);
}

export const bigBetween = (random: Random, low: bigint, high: bigint): bigint =>
  high <= low ? low : low + BigInt(Math.floor(random.next() * Number(high - low + 1n)));

/**
 * An amount near what binds: what there is, what may be moved at once, what is left for the day or the month, exactly or
 * a satoshi more; otherwise some part of it, nothing, or much too much.
 */
export function amountNear(draw: Draw, name: string, operation: number, available: bigint): bigint {
  const { random, model } = draw;
  const { identity } = holderOf(model, name);
  const { once } = limitsOf(model, identity?.tier ?? 0, operation);
  const room = roomOf(model, name, operation);
  const most = [available, once, room].reduce((least, each) => (each < least ? each : least));
  const chance = random.next();
  if (chance < 0.3) return most;
  if (chance < 0.4) return most + 1n;
  if (chance < 0.43) return room + 1n;
  if (chance < 0.46) return once + 1n;
  if (chance < 0.48) return available + 1n;
  if (chance < 0.5) return chance < 0.49 ? 0n : bigBetween(random, 0n, 30_000_000_000n);
  return chance < 0.75 ? bigBetween(random, most / 2n, most) : bigBetween(random, 0n, most / 8n);
}
