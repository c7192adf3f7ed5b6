import { type Address, type BytesN, contractevent, type i128, type Str, topic, type u64 } from '@istsi/soroban-sdk';

/** Ties a mint to the Bitcoin transaction behind it. */
@contractevent
export class IntegratedMint {
  @topic to!: Address;
  @topic btc_tx_hash!: BytesN<32>;
  amount!: u64;
  compliance_proof!: BytesN<32>;
}

/** Ties a burn to the Bitcoin that is owed for it. */
@contractevent
export class IntegratedBurn {
  @topic from!: Address;
  @topic withdrawal_id!: BytesN<32>;
  amount!: u64;
  btc_address!: Str;
  compliance_proof!: BytesN<32>;
}

/** No Bitcoin was paid, and the tokens are back. */
@contractevent
export class IntegratedRefund {
  @topic to!: Address;
  @topic withdrawal_id!: BytesN<32>;
  amount!: i128;
}

// The next three are SEP-57's, field for field.

@contractevent({ data: 'single' })
export class TokensFrozen {
  @topic user_address!: Address;
  amount!: i128;
}

@contractevent({ data: 'single' })
export class TokensUnfrozen {
  @topic user_address!: Address;
  amount!: i128;
}

@contractevent
export class RecoverySuccess {
  @topic old_account!: Address;
  @topic new_account!: Address;
}

/** Governance moved tokens without their holder; beside the `transfer` that wallets read. */
@contractevent
export class ForcedTransfer {
  @topic from!: Address;
  @topic to!: Address;
  amount!: i128;
  reason!: Str;
}

/** Governance destroyed tokens without their holder; beside the `burn` that wallets read. */
@contractevent
export class AdminBurn {
  @topic from!: Address;
  amount!: i128;
  reason!: Str;
}
