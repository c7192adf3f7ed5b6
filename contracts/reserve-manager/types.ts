import {
  type Address,
  type Bytes,
  type BytesN,
  type bool,
  contracttype,
  type Option,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import type { BitcoinNetwork } from './bitcoin/network.ts';
import type { Outpoint } from './bitcoin/transaction.ts';

// What the entries say is documented in the Wasm; these types are documented here only, which keeps it within 32 KiB.

// What became of a reserve output.
export enum UtxoState {
  // In custody and free.
  Unspent = 0,
  // Promised to a payment that is not complete.
  Committed = 1,
  Spent = 2,
  // Change of a payment that is authorized and not complete: it may come to exist, and does not count yet.
  Expected = 3,
  // Attested to be gone: never paid to the reserve after all, or stolen.
  Lost = 4,
  // Expected, and promised to a sweep already, its child: Committed as soon as it exists.
  Promised = 5,
}

// One Bitcoin output of the reserve.
@contracttype
export class Utxo {
  amount!: u64;
  confirmations!: u32;
  // Ledger time of the registration, seconds.
  registered_at!: u64;
  state!: UtxoState;
}

export enum WithdrawalState {
  // Burned on Stellar, nothing authorized on Bitcoin.
  Pending = 0,
  // A Bitcoin transaction that pays it is authorized. From here on it is paid, and never refunded.
  Authorized = 1,
  Completed = 2,
  Refunded = 3,
}

// Bitcoin owed for burned tokens.
@contracttype
export class Withdrawal {
  // Satoshis that the payment and its share of the fee come to: what was burned, or less while Bitcoin is missing.
  amount!: u64;
  // The txid of the first payment of its batch; zeros while there is none.
  batch!: BytesN<32>;
  // Satoshis of tokens burned for it; none when it is a deposit that is returned.
  burned!: u64;
  // Seconds, from which it can be refunded and no longer authorized: stored as running time, told as ledger time.
  deadline!: u64;
  // The most that the Bitcoin fee may take from the amount.
  max_fee!: u64;
  // Where it is paid to.
  script!: Bytes;
  state!: WithdrawalState;
}

// How a batch ended, if it did. Whatever it is, nothing more can be authorized in it.
export enum BatchEnd {
  Open = 0,
  // One of its payments confirmed; for a sweep, one of its transactions.
  Completed = 1,
  // Its transaction that pays only the reserve confirmed in place of the payments: the withdrawals are pending again.
  Cancelled = 2,
  // What every one of its transactions spends is gone: none ever can confirm, and the withdrawals are pending again.
  Undone = 3,
  // A sweep whose parent another transaction took the place of.
  Abandoned = 4,
}

// Withdrawals that are paid together, or none for a sweep, by whichever of the authorized payments Bitcoin confirms.
@contracttype
export class Batch {
  // Every payment of the batch spends all that it holds. Of those of an earlier release only the anchor is sure.
  alike!: bool;
  // The first of what it holds, which every payment of the batch spends, so that only one of them can ever confirm.
  anchor!: Outpoint;
  end!: BatchEnd;
  // Every output that some payment of the batch spends.
  held!: Vec<Outpoint>;
  // The payment authorized last.
  latest!: BytesN<32>;
  // Its fee, which the next one has to exceed.
  latest_fee!: u64;
  // Satoshis that the reserve owes for the fee of the dearest transaction that pays only itself, while it is open.
  owed_fee!: u64;
  // How many payments were authorized.
  payments!: u32;
  // What decided how it ended: its own transaction that confirmed, or the one that took its anchor. Zeros while open.
  settled_by!: BytesN<32>;
  withdrawals!: Vec<BytesN<32>>;
}

// One Bitcoin transaction that custodians may sign.
@contracttype
export class Payment {
  batch!: BytesN<32>;
  // How many of its outputs, the last ones, return to the reserve.
  change_outputs!: u32;
  fee!: u64;
  // The number of the first of them: as many as it pays withdrawals, none when it only pays the reserve.
  first_change!: u32;
  inputs!: Vec<Outpoint>;
}

// What the reserve holds and owes.
@contracttype
export class Books {
  // Satoshis of withdrawals that are neither completed nor refunded, and of the fees of undecided sweeps.
  owed_btc!: u64;
  // Satoshis in outputs that are not spent.
  total_btc!: u64;
  // Over every change of the set of outputs, in order: see `books.ts`.
  utxo_commitment!: BytesN<32>;
  utxo_count!: u32;
}

// What decides whom the reserve obeys. Changed by governance; custodians and script together are an epoch.
@contracttype
export class ReserveConfig {
  custodians!: Vec<Address>;
  // Counts from 1.
  epoch!: u32;
  istsi_token!: Address;
  network!: BitcoinNetwork;
  // Where change is paid to. Empty while no withdrawal can be paid.
  reserve_script!: Bytes;
  router!: Address;
  // How many custodians must attest.
  threshold!: u32;
}

// Who kept the reserve, and where, from one change to the next.
@contracttype
export class Epoch {
  custodians!: Vec<Address>;
  reserve_script!: Bytes;
  // Ledger time, seconds.
  since!: u64;
  threshold!: u32;
}

// Limits that governance sets.
@contracttype
export class ReservePolicy {
  // The most satoshis that one Bitcoin transaction may pay in fees.
  fee_cap!: u64;
  // Basis points under which nothing is minted; at least 10000.
  min_ratio_bps!: u32;
  // Seconds after which a published proof no longer allows minting; 0 asks for none.
  proof_max_age!: u64;
  // Basis points under which an alert is published; at least `min_ratio_bps`.
  warning_ratio_bps!: u32;
  // Seconds that custodians have to authorize the payment of a withdrawal.
  withdrawal_timeout!: u64;
}

// Bounds of what comes in and goes out, in satoshis. Governance sets them; others can only tighten them.
@contracttype
export class ReserveCaps {
  // Less than this is never credited.
  least_deposit!: u64;
  // What one output may mint.
  most_deposit!: u64;
  // iSTSi that may be at once.
  most_issued!: u64;
  // What may be burned for Bitcoin in any 24 hours.
  most_outflow!: u64;
  // What may be minted in any 24 hours without a guardian's report of the output. The largest u64: no guardian is asked.
  most_unreported!: u64;
  // What one withdrawal may burn.
  most_withdrawal!: u64;
}

// What a deposit needs to mint besides the word of custodians, by its amount in satoshis. The largest u64: nothing does.
@contracttype
export class DepositRules {
  // From here on a guardian's report of the output.
  guardian_from!: u64;
  // From here on a proof that Bitcoin's headers hold the output.
  proof_from!: u64;
  // Who attests what is proved: an `spv-attestor`. It never counts as one of the custodians of a deposit.
  prover!: Option<Address>;
  // Blocks, its own counted, with which a deposit is minted by a proof alone. 0: never.
  silent_blocks!: u32;
}

// What a guardian found on a node of its own.
@contracttype
export class DepositReport {
  amount!: u64;
  block!: BitcoinBlock;
  // Ledger time, seconds.
  reported_at!: u64;
  user!: Address;
}

// From this many satoshis on, a payout waits for this many seconds before its payment may be authorized.
@contracttype
export class PayoutAge {
  age!: u64;
  amount!: u64;
}

// What governance lets payouts be held up by.
@contracttype
export class PayoutRules {
  // In ascending order of both.
  ages!: Vec<PayoutAge>;
  // Seconds that an objection adds.
  objection_delay!: u64;
  // How many objections refund.
  veto_objections!: u32;
}

// What holds up the payment of one withdrawal.
@contracttype
export class PayoutWatch {
  // By an officer.
  held!: bool;
  // Seconds: stored as running time, told as ledger time. Zero when nothing delays it.
  not_before!: u64;
  // The guardians who objected.
  objections!: Vec<Address>;
}

// A deposit that mints nothing and goes back.
@contracttype
export class Return {
  amount!: u64;
  // It may be paid: always when it has an owner, otherwise once two people agreed where to.
  approved!: bool;
  // An officer keeps it from being paid.
  held!: bool;
  // Its output was taken off the books: nothing is owed for it, unless a payment of it was authorized before.
  lost!: bool;
  // Whose address the deposit paid; none when nobody is registered with it.
  owner!: Option<Address>;
  // Ledger time, seconds; 0 when nothing is proposed.
  proposed_at!: u64;
  // Who proposed where it goes, until somebody else agrees.
  proposer!: Option<Address>;
  // Ledger time, seconds.
  registered_at!: u64;
}

// How long the contract was paused, in seconds of ledger time.
@contracttype
export class Pauses {
  // When the pause that lasts, or the last one, began.
  since!: u64;
  // All pauses that ended.
  total!: u64;
}

// What the reserve held and owed at one ledger, as far as Bitcoin was seen.
@contracttype
export class ProofOfReserves {
  // The block that custodians had seen when they last published a proof; zeros before that.
  bitcoin_block!: BytesN<32>;
  bitcoin_height!: u32;
  epoch!: u32;
  ledger!: u32;
  owed_btc!: u64;
  reserve_ratio!: u64;
  // Ledger time, seconds.
  timestamp!: u64;
  total_btc!: u64;
  total_istsi!: u64;
  utxo_commitment!: BytesN<32>;
  utxo_count!: u32;
}

// How the reserve ratio compares with the policy.
export enum ReserveLevel {
  Sound = 0,
  Warning = 1,
  // Minting has stopped.
  Insufficient = 2,
}
