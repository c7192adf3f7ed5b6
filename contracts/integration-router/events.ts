import {
  type Address,
  type BytesN,
  contractevent,
  type Str,
  topic,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { Role } from '../shared/roles.ts';

/** A confirmed Bitcoin output became iSTSi. */
@contractevent
export class BitcoinDeposit {
  @topic user!: Address;
  @topic operation_id!: BytesN<32>;
  btc_amount!: u64;
  istsi_minted!: u64;
  timestamp!: u64;
  /** As block explorers print it. */
  tx_hash!: BytesN<32>;
  vout!: u32;
}

/** Reserves and supply after an operation changed them. */
@contractevent
export class ReserveUpdate {
  reserve_ratio!: u64;
  timestamp!: u64;
  total_btc!: u64;
  total_istsi!: u64;
}

@contractevent
export class RoleGranted {
  @topic account!: Address;
  @topic role!: Role;
  by!: Address;
}

@contractevent
export class RoleRevoked {
  @topic account!: Address;
  @topic role!: Role;
  by!: Address;
}

/** A holder wants to hand its role over; nothing changes until `to` accepts. */
@contractevent
export class RoleOffered {
  @topic to!: Address;
  @topic role!: Role;
  from!: Address;
  live_until_ledger!: u32;
}

/** Everything stopped. */
@contractevent
export class EmergencyPause {
  @topic caller!: Address;
  reason!: Str;
  timestamp!: u64;
  /** Registered contracts that failed to pause themselves; the router refuses to work with them all the same. */
  unreached!: Vec<Address>;
}

@contractevent
export class SystemResumed {
  @topic caller!: Address;
  timestamp!: u64;
}
