import { type Address, contractevent, type i128, type Option, topic, type u32, type u64 } from '@istsi/soroban-sdk';

// Transfer, Mint, Burn and Approve are SEP-41's, field for field: wallets and explorers read them.

@contractevent({ data: 'single' })
export class Transfer {
  @topic from!: Address;
  @topic to!: Address;
  amount!: i128;
}

/** The form of `transfer` for a multiplexed receiver. */
@contractevent({ topics: ['transfer'] })
export class TransferMuxed {
  @topic from!: Address;
  @topic to!: Address;
  amount!: i128;
  to_muxed_id!: u64;
}

@contractevent({ data: 'single' })
export class Mint {
  @topic to!: Address;
  amount!: i128;
}

@contractevent({ data: 'single' })
export class Burn {
  @topic from!: Address;
  amount!: i128;
}

@contractevent({ data: 'vec' })
export class Approve {
  @topic from!: Address;
  @topic spender!: Address;
  amount!: i128;
  live_until_ledger!: u32;
}

/** What a minter may still mint was set; 0 ends its right. */
@contractevent
export class MinterSet {
  @topic minter!: Address;
  quota!: i128;
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
