import { type Address, contractevent, type i128, topic, type u32, type u64 } from '@istsi/soroban-sdk';
import type { Asset } from '../shared/price-feed.ts';

// Each report publishes exactly one of the first three.

/** A reporter spoke, and there is no quorum of fresh reports that agree: no price comes of it. */
@contractevent
export class PriceReported {
  @topic asset!: Asset;
  price!: i128;
  reporter!: Address;
}

/** A quorum agreed on a price. A later one with the same timestamp replaces it. */
@contractevent
export class PriceUpdate {
  @topic asset!: Asset;
  price!: i128;
  /** How many fresh reports it is the median of. */
  reports!: u32;
  timestamp!: u64;
}

/** A quorum agreed on a price too far from the one before it or from the average: it does not count. */
@contractevent
export class PriceRejected {
  @topic asset!: Asset;
  average!: i128;
  last!: i128;
  price!: i128;
}

/** Governance changed who reports and what is accepted. */
@contractevent
export class OracleConfigured {
  max_age!: u64;
  max_deviation_bps!: u32;
  max_twap_deviation_bps!: u32;
  quorum!: u32;
  reporters!: u32;
}

/** Governance added an asset, or made an asset's history begin anew. */
@contractevent
export class FeedReset {
  @topic asset!: Asset;
}

/** Governance gave an asset's history a price to begin with. */
@contractevent
export class FeedStarted {
  @topic asset!: Asset;
  price!: i128;
  timestamp!: u64;
}
