import { setUpOwner } from '@istsi/soroban-library/ownable';
import { Upgradeable } from '@istsi/soroban-library/upgradeable';
import { type Address, contract, type u32 } from '@istsi/soroban-sdk';

/** A contract whose owner replaces its code (SEP-49). */
@contract
export class UpgradeableContract extends Upgradeable {
  __constructor(admin: Address): void {
    setUpOwner(admin);
  }

  version(): u32 {
    return 1;
  }
}
