import {
  type Address,
  Args,
  type bool,
  contract,
  persistent,
  require,
  type Sym,
  sym,
  tryCall,
  type u32,
} from '@istsi/soroban-sdk';

export enum RehearsalError {
  Undone = 1,
}

/** Lets another of its kind write, which is undone. */
@contract
export class Rehearsal {
  put(value: u32): void {
    persistent.set<Sym, u32>(sym('VALUE'), value);
  }

  put_and_fail(value: u32): void {
    persistent.set<Sym, u32>(sym('VALUE'), value);
    require(value === 0, RehearsalError.Undone);
  }

  rehearse(other: Address, value: u32): bool {
    return tryCall<void>(other, sym('put_and_fail'), Args.of().add<u32>(value)).isOk;
  }
}
