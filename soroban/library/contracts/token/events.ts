import { type Address, contractevent, type i128, topic, type u32, type u64 } from '@istsi/soroban-sdk';

// As SEP-41 (0.5.1) has them.

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
