import { Args, contract, instance, log, require, type Sym, sym, type u32, type u64 } from '@istsi/soroban-sdk';
import { share } from './shares.ts';

export enum PurseError {
  Locked = 7,
}

/** Fails in every way there is, each on a line of its own. */
@contract
export class Purse {
  /** Traps on a division by zero, in another file. */
  split(among: u32): u32 {
    return share(100, among);
  }

  /** Traps beneath zero. */
  take(amount: u64): u64 {
    log('taking', Args.of().add<u64>(amount));
    const rest = this.left() - amount;
    return rest;
  }

  /** Refuses with an error of its own. */
  unlock(isKnown: bool): void {
    require(isKnown, PurseError.Locked);
  }

  /** The host refuses: there is no such entry. */
  missing(): u32 {
    return instance.get<Sym, u32>(sym('NONE'));
  }

  private left(): u64 {
    return 10;
  }
}
