import { contractevent, type i128, topic, type u32, type u64 } from '@istsi/soroban-sdk';
import type { Asset } from '../shared/price-feed.ts';

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
