import { setUpOwner } from '@istsi/soroban-library/ownable';
import { isPaused, pauseContract, requireNotPaused, unpauseContract } from '@istsi/soroban-library/pausable';
import { Roles, requireRole } from '@istsi/soroban-library/roles';
import { type Address, contract, instance, type Sym, sym, type u32 } from '@istsi/soroban-sdk';

/** Two parts in one contract: it extends the one, and calls the other's functions. */
@contract
export class Managed extends Roles {
  __constructor(owner: Address): void {
    setUpOwner(owner);
  }

  work(worker: Address, by: u32): u32 {
    requireNotPaused();
    requireRole(sym('worker'), worker);
    const done = instance.getOr<Sym, u32>(sym('DONE'), 0) + by;
    instance.set<Sym, u32>(sym('DONE'), done);
    return done;
  }

  /** Who guards may stop it, and only the owner lets it run again. */
  stop(guard: Address): void {
    requireRole(sym('guard'), guard);
    if (!isPaused()) pauseContract();
  }

  go_on(owner: Address): void {
    owner.requireAuth();
    if (this.owner().unwrap() === owner) unpauseContract();
  }
}
