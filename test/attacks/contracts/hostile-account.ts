import { type Address, type BytesN, contract, type Sym, sym, type u32, type Val, type Vec } from '@istsi/soroban-sdk';
import { outcome, prepare, spring } from './ambush.ts';

/** An account that agrees to everything, and calls back while it is asked. */
@contract
export class HostileAccount {
  arm(entry: Sym, target: Address, method: Sym, args: Vec<Val>): void {
    prepare(entry, target, method, args);
  }

  outcome(): u32 {
    return outcome();
  }

  __check_auth(_payload: BytesN<32>, _signature: Val, _contexts: Vec<Val>): void {
    spring(sym('check_auth'));
  }
}
