import {
  type Address,
  type bool,
  contract,
  i128,
  type MuxedAddress,
  type Sym,
  sym,
  type u32,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { outcome, prepare, spring } from './ambush.ts';

/** Looks like a token of the ecosystem, holds whatever is asked for, and calls back. */
@contract
export class HostileToken {
  arm(entry: Sym, target: Address, method: Sym, args: Vec<Val>): void {
    prepare(entry, target, method, args);
  }

  outcome(): u32 {
    return outcome();
  }

  balance(_id: Address): i128 {
    spring(sym('balance'));
    return i128.from(1_000_000_000_000);
  }

  decimals(): u32 {
    return 7;
  }

  transfer(_from: Address, _to: MuxedAddress, _amount: i128): void {
    spring(sym('transfer'));
  }

  /** As a fungible token does. */
  kind(): u32 {
    return 3;
  }

  set_paused(_paused: bool): void {
    spring(sym('set_paused'));
  }
}
