import { type bool, contractevent, contracttype, instance, publish, require, variant } from '@istsi/soroban-sdk';
import { Ownable, requireOwner } from './ownable.ts';

export enum PausableError {
  /** The contract is paused. */
  IsPaused = 1000,
  /** The contract is not paused. */
  IsNotPaused = 1001,
}

@contracttype
export class PausableKey {
  /** bool, instance: there while the contract is paused. */
  static Paused(): PausableKey {
    return variant();
  }
}

@contractevent
export class Paused {}

@contractevent
export class Unpaused {}

export function isPaused(): bool {
  return instance.has<PausableKey>(PausableKey.Paused());
}

/** The first line of an entry that is to stand still. */
export function requireNotPaused(): void {
  require(!isPaused(), PausableError.IsPaused);
}

/** Asks nobody. */
export function pauseContract(): void {
  requireNotPaused();
  instance.set<PausableKey, bool>(PausableKey.Paused(), true);
  publish<Paused>({});
}

/** Asks nobody. */
export function unpauseContract(): void {
  require(isPaused(), PausableError.IsNotPaused);
  instance.remove<PausableKey>(PausableKey.Paused());
  publish<Unpaused>({});
}

/** A contract that its owner may stop, and let run again. What stands still then is what calls `requireNotPaused`. */
export abstract class Pausable extends Ownable {
  paused(): bool {
    return isPaused();
  }

  /** The owner signs. */
  pause(): void {
    requireOwner();
    pauseContract();
  }

  /** The owner signs. */
  unpause(): void {
    requireOwner();
    unpauseContract();
  }
}
