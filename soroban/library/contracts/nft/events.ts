import { type Address, contractevent, topic, type u32 } from '@istsi/soroban-sdk';

// As SEP-50 (0.1.0) has them.

@contractevent({ data: 'single', topics: ['transfer'] })
export class NftTransfer {
  @topic from!: Address;
  @topic to!: Address;
  token_id!: u32;
}

@contractevent({ data: 'vec', topics: ['approve'] })
export class NftApprove {
  @topic owner!: Address;
  @topic token_id!: u32;
  approved!: Address;
  live_until_ledger!: u32;
}

@contractevent({ data: 'vec' })
export class ApproveForAll {
  @topic owner!: Address;
  operator!: Address;
  live_until_ledger!: u32;
}

@contractevent({ data: 'single', topics: ['mint'] })
export class NftMint {
  @topic to!: Address;
  token_id!: u32;
}

/** Not of the standard, which has no burning. */
@contractevent({ data: 'single', topics: ['burn'] })
export class NftBurn {
  @topic from!: Address;
  token_id!: u32;
}
