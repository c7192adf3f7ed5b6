import { type Address, contractevent, type i128, type Option, topic } from '@istsi/soroban-sdk';

/** What a minter may still mint was set; 0 ends its right. */
@contractevent
export class MinterSet {
  @topic minter!: Address;
  quota!: i128;
}

/** The administration was offered; nothing changes until it is accepted. */
@contractevent
export class AdminOffered {
  @topic to!: Address;
  admin!: Address;
}

/** The administration was handed over. */
@contractevent
export class AdminChanged {
  @topic admin!: Address;
  former!: Address;
}

/** Movements are checked by this registry from now on, or by none. */
@contractevent
export class RegistryChanged {
  kyc_registry!: Option<Address>;
}
