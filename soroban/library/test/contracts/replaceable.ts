import { setUpOwner } from '@istsi/soroban-library/ownable';
import { Upgradeable } from '@istsi/soroban-library/upgradeable';
import { type Address, contract, instance, type Sym, sym, type u32 } from '@istsi/soroban-sdk';

@contract
export class Replaceable extends Upgradeable {
  __constructor(owner: Address): void {
    setUpOwner(owner);
    instance.set<Sym, u32>(sym('COUNT'), 7);
  }

  version(): u32 {
    return 1;
  }
}
