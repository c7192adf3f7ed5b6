import {
  type Address,
  type Bytes,
  type BytesN,
  type bool,
  contractevent,
  type Option,
  type Str,
  topic,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import type { DepositRules, PayoutRules, ProofOfReserves, ReserveCaps, ReserveLevel, ReservePolicy } from './types.ts';

// Custodians or a proof attested a Bitcoin output, and it counts as reserve from now on.
@contractevent
export class DepositRegistered {
  @topic tx_hash!: BytesN<32>;
  @topic vout!: u32;
  amount!: u64;
  attestors!: Vec<Address>;
  // The one that holds it.
  block!: BitcoinBlock;
  confirmations!: u32;
  total_btc!: u64;
  user!: Address;
}

// Custodians attested a Bitcoin output that counts as reserve and mints nothing: it fills a loss, or pays for sweeps.
@contractevent
export class ReserveAdded {
  @topic tx_hash!: BytesN<32>;
  @topic vout!: u32;
  amount!: u64;
  attestors!: Vec<Address>;
  block!: BitcoinBlock;
  confirmations!: u32;
  total_btc!: u64;
}

// Custodians attested a deposit that may not become tokens. It backs none, and is paid back.
@contractevent
export class DepositReturnable {
  @topic tx_hash!: BytesN<32>;
  @topic vout!: u32;
  amount!: u64;
  attestors!: Vec<Address>;
  block!: BitcoinBlock;
  confirmations!: u32;
  owner!: Option<Address>;
  // The withdrawal that pays it, once it is named where to.
  return_id!: BytesN<32>;
}

// The owner said where it is returned to.
@contractevent
export class ReturnNamed {
  @topic return_id!: BytesN<32>;
  by!: Address;
  btc_address!: Str;
  max_fee!: u64;
}

// An officer proposed where one goes that has no owner. A second one must agree.
@contractevent
export class ReturnProposed {
  @topic return_id!: BytesN<32>;
  by!: Address;
  btc_address!: Str;
  max_fee!: u64;
}

// A second officer agreed.
@contractevent
export class ReturnApproved {
  @topic return_id!: BytesN<32>;
  by!: Address;
}

// Somebody keeps it from being paid, or lets it be paid.
@contractevent
export class ReturnHeld {
  @topic return_id!: BytesN<32>;
  by!: Address;
  held!: bool;
}

// What withdrawals are paid of what was burned, from now on.
@contractevent
export class RedemptionRateChanged {
  rate!: u32;
  timestamp!: u64;
}

// A pending withdrawal is paid this much.
@contractevent
export class WithdrawalShared {
  @topic withdrawal_id!: BytesN<32>;
  amount!: u64;
  burned!: u64;
  rate!: u32;
}

// A guardian found this output on a node of its own.
@contractevent
export class DepositReported {
  @topic tx_hash!: BytesN<32>;
  @topic vout!: u32;
  amount!: u64;
  block!: BitcoinBlock;
  guardian!: Address;
  user!: Address;
}

// Set by governance, through the router, or tightened by somebody.
@contractevent
export class CapsChanged {
  @topic by!: Address;
  caps!: ReserveCaps;
}

// Custodians or a proof attested that an output is gone.
@contractevent
export class OutputLost {
  @topic tx_hash!: BytesN<32>;
  @topic vout!: u32;
  amount!: u64;
  attestors!: Vec<Address>;
  // The last one that custodians looked at.
  block!: BitcoinBlock;
  total_btc!: u64;
}

// Custodians attested that an output which was written off, or thought spent, is there.
@contractevent
export class OutputReinstated {
  @topic tx_hash!: BytesN<32>;
  @topic vout!: u32;
  amount!: u64;
  attestors!: Vec<Address>;
  block!: BitcoinBlock;
  confirmations!: u32;
  total_btc!: u64;
}

@contractevent
export class CustodiansChanged {
  custodians!: Vec<Address>;
  epoch!: u32;
  reserve_script!: Bytes;
  threshold!: u32;
}

@contractevent
export class PolicyChanged {
  policy!: ReservePolicy;
}

// Bitcoin is owed for burned tokens.
@contractevent
export class WithdrawalRecorded {
  @topic withdrawal_id!: BytesN<32>;
  amount!: u64;
  deadline!: u64;
  max_fee!: u64;
  script!: Bytes;
}

@contractevent
export class DepositRulesChanged {
  rules!: DepositRules;
}

@contractevent
export class PayoutRulesChanged {
  rules!: PayoutRules;
}

// An officer keeps its payment from being authorized.
@contractevent
export class WithdrawalHeld {
  @topic withdrawal_id!: BytesN<32>;
  by!: Address;
  reason!: Str;
}

@contractevent
export class WithdrawalReleased {
  @topic withdrawal_id!: BytesN<32>;
  by!: Address;
  reason!: Str;
}

// A guardian delayed it; when it is vetoed, it can be refunded from now on and is never paid.
@contractevent
export class WithdrawalObjected {
  @topic withdrawal_id!: BytesN<32>;
  @topic guardian!: Address;
  deadline!: u64;
  not_before!: u64;
  objections!: u32;
  reason!: Str;
  vetoed!: bool;
}

// Nothing was paid in time, and nothing will be.
@contractevent
export class WithdrawalRefunded {
  @topic withdrawal_id!: BytesN<32>;
  amount!: u64;
}

// Nothing that was authorized for them can confirm any more: they are pending again, until the deadline.
@contractevent
export class WithdrawalsReopened {
  @topic batch!: BytesN<32>;
  deadline!: u64;
  withdrawals!: Vec<BytesN<32>>;
}

// Custodians may sign this Bitcoin transaction. `batch` is the txid of the first one for the same withdrawals.
@contractevent
export class PaymentAuthorized {
  @topic txid!: BytesN<32>;
  @topic batch!: BytesN<32>;
  attestors!: Vec<Address>;
  fee!: u64;
  withdrawals!: Vec<BytesN<32>>;
}

// Custodians may sign this Bitcoin transaction, which pays the reserve only. `batch` is the txid of the first one that it
// is a replacement of, or its own. Its fee is owed in place of the one before it.
@contractevent
export class SweepAuthorized {
  @topic txid!: BytesN<32>;
  @topic batch!: BytesN<32>;
  attestors!: Vec<Address>;
  fee!: u64;
  inputs!: Vec<Outpoint>;
}

// No transaction of the batch can ever confirm, because the parent did not: its fee is owed no longer.
@contractevent
export class SweepAbandoned {
  @topic batch!: BytesN<32>;
  fee!: u64;
  parent!: BytesN<32>;
}

// Bitcoin confirmed the payment: its inputs are spent, in this order, and then its change is added. One that pays no
// withdrawals of a batch that has some cancels it.
@contractevent
export class PaymentCompleted {
  @topic txid!: BytesN<32>;
  @topic batch!: BytesN<32>;
  attestors!: Vec<Address>;
  block!: BitcoinBlock;
  // Satoshis of the outputs that follow the payments.
  change!: Vec<u64>;
  confirmations!: u32;
  fee!: u64;
  inputs!: Vec<Outpoint>;
  withdrawals!: Vec<BytesN<32>>;
}

// Bitcoin confirmed a conflict with what every transaction of the batch spends. What is lost was published before.
@contractevent
export class BatchUndone {
  @topic batch!: BytesN<32>;
  @topic spent_by!: BytesN<32>;
  attestors!: Vec<Address>;
  // The one that confirmed it.
  block!: BitcoinBlock;
  confirmations!: u32;
  lost!: Vec<Outpoint>;
}

// The batch was settled by another transaction than Bitcoin confirmed; what follows puts it right, one change at a time.
@contractevent
export class PaymentCorrected {
  @topic txid!: BytesN<32>;
  @topic batch!: BytesN<32>;
  attestors!: Vec<Address>;
  block!: BitcoinBlock;
  confirmations!: u32;
  settled_by!: BytesN<32>;
}

// Reserves and supply after something other than a deposit changed them.
@contractevent
export class ReserveUpdate {
  reserve_ratio!: u64;
  timestamp!: u64;
  total_btc!: u64;
  total_istsi!: u64;
}

// The reserve ratio crossed a threshold, in either direction.
@contractevent
export class ReserveAlert {
  @topic level!: ReserveLevel;
  @topic before!: ReserveLevel;
  reserve_ratio!: u64;
  timestamp!: u64;
}

// Custodians attested the books against Bitcoin.
@contractevent
export class ProofPublished {
  @topic bitcoin_height!: u32;
  attestors!: Vec<Address>;
  proof!: ProofOfReserves;
}
