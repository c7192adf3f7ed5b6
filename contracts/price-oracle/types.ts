import { type Address, contracttype, type i128, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import type { Asset } from '../shared/price-feed.ts';

/** What governance may change. */
@contracttype
export class OracleConfig {
  /** Seconds after which a report, and a price, no longer counts. */
  max_age!: u64;
  /**
   * Basis points that the reports of a quorum may lie apart, and that a price may differ from that of the tick before.
   * Each tick without a price adds as much to the latter.
   */
  max_deviation_bps!: u32;
  /** Basis points that a price may differ from the time-weighted average of the whole history; widens likewise. */
  max_twap_deviation_bps!: u32;
  /** Fresh reports that must agree to make a price: at least three, and more than half of the reporters. */
  quorum!: u32;
  reporters!: Vec<Address>;
}

/** One line of what a reporter submits. */
@contracttype
export class PriceReport {
  asset!: Asset;
  price!: i128;
}
