import { type Address, contract, contracttype, persistent, type u32, variant } from '@istsi/soroban-sdk';

@contracttype
export class DataKey {
  /** u32, persistent. */
  static Count(user: Address): DataKey {
    return variant();
  }
}

/** A count for everybody, which they alone move. */
@contract
export class Auth {
  increment(user: Address, by: u32): u32 {
    user.requireAuth();
    const key = DataKey.Count(user);
    const count = persistent.getOr<DataKey, u32>(key, 0) + by;
    persistent.set<DataKey, u32>(key, count);
    return count;
  }
}
