import { setUpOwner } from '@istsi/soroban-library/ownable';
import { Pausable, requireNotPaused } from '@istsi/soroban-library/pausable';
import { type Address, contract, type u32 } from '@istsi/soroban-sdk';

@contract
export class Stoppable extends Pausable {
  __constructor(owner: Address): void {
    setUpOwner(owner);
  }

  twice(value: u32): u32 {
    requireNotPaused();
    return 2 * value;
  }
}
