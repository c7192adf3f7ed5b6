import { requireMigrated, Upgradeable } from '@istsi/soroban-library/upgradeable';
import { contract, instance, type Sym, sym, type u32, type u64 } from '@istsi/soroban-sdk';

/** The next code of `replaceable.ts`, which counts further. */
@contract
export class Replacement extends Upgradeable {
  version(): u32 {
    return 2;
  }

  count(): u64 {
    requireMigrated();
    return instance.get<Sym, u64>(sym('LONG'));
  }

  protected override migrateStorage(): void {
    instance.set<Sym, u64>(sym('LONG'), instance.get<Sym, u32>(sym('COUNT')));
    instance.remove<Sym>(sym('COUNT'));
  }
}
