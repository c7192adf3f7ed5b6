import { contracttype, type u64 } from '@istsi/soroban-sdk';

/** How far the Bitcoin held covers the tokens issued. */
@contracttype
export class ReserveStatus {
  /** Basis points, 10000 = 100 %. 10000 while nothing is issued; saturates at the largest u64. */
  reserve_ratio!: u64;
  /** Satoshis in unspent reserve outputs. */
  total_btc!: u64;
  /** iSTSi issued, in satoshis. */
  total_istsi!: u64;
}
