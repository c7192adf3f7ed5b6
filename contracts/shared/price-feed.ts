import { type Address, contracttype, type i128, type Sym, type u64, variant } from '@istsi/soroban-sdk';

/** What is priced, as SEP-40 names it. */
@contracttype
export class Asset {
  /** A token contract on this network. */
  static Stellar(token: Address): Asset {
    return variant();
  }
  /** Anything else: a currency, a commodity. */
  static Other(name: Sym): Asset {
    return variant();
  }
}

/** A price in the oracle's base asset (SEP-40). */
@contracttype
export class PriceData {
  /** Of one whole unit, times 10 to the power of the oracle's decimals. */
  price!: i128;
  /** Seconds, a multiple of the oracle's resolution. */
  timestamp!: u64;
}
