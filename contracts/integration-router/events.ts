import {
  type Address,
  type BytesN,
  type bool,
  contractevent,
  type Str,
  type Sym,
  topic,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../shared/kinds.ts';
import type { OperationType } from '../shared/operations.ts';
import type { Role } from '../shared/roles.ts';
import type { Action } from './action.ts';
import type { Mode, OperationStatus, Resolution } from './types.ts';

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

/** Tokens were burned, and the reserve owes Bitcoin for them. */
@contractevent
export class TokenWithdrawal {
  @topic user!: Address;
  @topic operation_id!: BytesN<32>;
  btc_address!: Str;
  /** Satoshis, of which the Bitcoin fee takes at most `max_fee`. */
  btc_amount!: u64;
  istsi_burned!: u64;
  max_fee!: u64;
  timestamp!: u64;
  withdrawal_id!: BytesN<32>;
}

/** A user got one token for another out of what the router holds. */
@contractevent
export class CrossTokenExchange {
  @topic user!: Address;
  @topic operation_id!: BytesN<32>;
  amount_in!: u64;
  amount_out!: u64;
  /** In the token that the user got. */
  fee!: u64;
  from_token!: Address;
  timestamp!: u64;
  to_token!: Address;
}

/** Governance said how tokens are exchanged. */
@contractevent
export class ExchangeConfigured {
  fee_bps!: u32;
  max_age!: u64;
  max_deviation_bps!: u32;
  oracle!: Address;
  tokens!: u32;
}

/** Governance took inventory out, or what was earned in fees. */
@contractevent
export class InventoryWithdrawn {
  @topic token!: Address;
  @topic to!: Address;
  amount!: u64;
}

@contractevent
export class OperationSettled {
  @topic operation_id!: BytesN<32>;
  status!: OperationStatus;
  timestamp!: u64;
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

/** Nothing changes until `to` accepts. */
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
  /** Contracts of the core that did not obey. */
  unreached!: Vec<Address>;
}

/** One person asks for a stop where it takes two. */
@contractevent
export class StopRequested {
  @topic caller!: Address;
  reason!: Str;
  timestamp!: u64;
}

@contractevent
export class SystemResumed {
  @topic caller!: Address;
  timestamp!: u64;
}

@contractevent
export class ModeChanged {
  @topic caller!: Address;
  from!: Mode;
  timestamp!: u64;
  to!: Mode;
}

@contractevent
export class ProposalCreated {
  @topic id!: u32;
  @topic proposer!: Address;
  action!: Action;
  /** Ledger time, seconds. */
  expires_at!: u64;
}

@contractevent
export class ProposalApproved {
  @topic id!: u32;
  @topic approver!: Address;
  /** How many there are now. */
  approvals!: u32;
  /** Ledger time, seconds; 0 while approvals are missing. */
  executable_at!: u64;
}

@contractevent
export class ProposalObjected {
  @topic id!: u32;
  @topic objector!: Address;
  /** How many there are now. */
  objections!: u32;
}

@contractevent
export class ProposalExecuted {
  @topic id!: u32;
  @topic caller!: Address;
}

@contractevent
export class ProposalCancelled {
  @topic id!: u32;
  @topic caller!: Address;
}

@contractevent
export class GovernanceChanged {
  delay!: u64;
  expiry!: u64;
  threshold!: u32;
}

@contractevent
export class ContractRegistered {
  @topic kind!: ContractKind;
  @topic contract!: Address;
}

@contractevent
export class ContractDeregistered {
  @topic kind!: ContractKind;
  @topic contract!: Address;
}

/** Operations use this instance from now on. */
@contractevent
export class ContractPreferred {
  @topic kind!: ContractKind;
  @topic contract!: Address;
}

@contractevent
export class RateLimitsChanged {
  @topic operation!: OperationType;
  system_amount!: u64;
  system_operations!: u32;
  user_amount!: u64;
  user_operations!: u32;
  window!: u64;
}

/** A setting was changed; that contract says to what. */
@contractevent
export class Administered {
  @topic target!: Address;
  @topic function_name!: Sym;
}

@contractevent
export class BatchCallChanged {
  @topic target!: Address;
  @topic function_name!: Sym;
  allowed!: bool;
}

@contractevent
export class BatchExecuted {
  @topic caller!: Address;
  @topic operation_id!: BytesN<32>;
  calls!: u32;
  timestamp!: u64;
}

@contractevent
export class BatchRolledBack {
  @topic caller!: Address;
  @topic operation_id!: BytesN<32>;
  timestamp!: u64;
}

/** An officer intervened. */
@contractevent
export class OperationResolved {
  @topic operation_id!: BytesN<32>;
  @topic caller!: Address;
  action!: Resolution;
  reason!: Str;
  status!: OperationStatus;
  timestamp!: u64;
}
