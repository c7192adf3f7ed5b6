import {
  type Address,
  Args,
  type Bytes,
  type BytesN,
  call,
  contracttype,
  type Option,
  type Str,
  type Sym,
  sym,
  type TryResult,
  tryCall,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../kinds.ts';
import type { ReserveStatus } from '../reserves.ts';

@contracttype
export class ReserveCaps {
  least_deposit!: u64;
  most_deposit!: u64;
  most_issued!: u64;
  most_outflow!: u64;
  most_unreported!: u64;
  most_withdrawal!: u64;
}

/** One output of a Bitcoin transaction, by the id of the transaction as explorers print it. */
@contracttype
export class Outpoint {
  tx_hash!: BytesN<32>;
  vout!: u32;
}

@contracttype
export class ProofOfReserves {
  bitcoin_block!: BytesN<32>;
  bitcoin_height!: u32;
  epoch!: u32;
  ledger!: u32;
  owed_btc!: u64;
  reserve_ratio!: u64;
  timestamp!: u64;
  total_btc!: u64;
  total_istsi!: u64;
  utxo_commitment!: BytesN<32>;
  utxo_count!: u32;
}

@contracttype
export class Utxo {
  amount!: u64;
  confirmations!: u32;
  registered_at!: u64;
  state!: UtxoState;
}

export enum UtxoState {
  Unspent = 0,
  Committed = 1,
  Spent = 2,
  Expected = 3,
  Lost = 4,
  Promised = 5,
}

@contracttype
export class Withdrawal {
  amount!: u64;
  batch!: BytesN<32>;
  burned!: u64;
  deadline!: u64;
  max_fee!: u64;
  script!: Bytes;
  state!: WithdrawalState;
}

export enum WithdrawalState {
  Pending = 0,
  Authorized = 1,
  Completed = 2,
  Refunded = 3,
}

@contracttype
export class PayoutWatch {
  held!: bool;
  not_before!: u64;
  objections!: Vec<Address>;
}

@contracttype
export class PayoutRules {
  ages!: Vec<PayoutAge>;
  objection_delay!: u64;
  veto_objections!: u32;
}

@contracttype
export class PayoutAge {
  age!: u64;
  amount!: u64;
}

@contracttype
export class DepositRules {
  guardian_from!: u64;
  proof_from!: u64;
  prover!: Option<Address>;
  silent_blocks!: u32;
}

@contracttype
export class Payment {
  batch!: BytesN<32>;
  change_outputs!: u32;
  fee!: u64;
  first_change!: u32;
  inputs!: Vec<Outpoint>;
}

@contracttype
export class Batch {
  alike!: bool;
  anchor!: Outpoint;
  end!: BatchEnd;
  held!: Vec<Outpoint>;
  latest!: BytesN<32>;
  latest_fee!: u64;
  owed_fee!: u64;
  payments!: u32;
  settled_by!: BytesN<32>;
  withdrawals!: Vec<BytesN<32>>;
}

export enum BatchEnd {
  Open = 0,
  Completed = 1,
  Cancelled = 2,
  Undone = 3,
  Abandoned = 4,
}

@contracttype
export class Return {
  amount!: u64;
  approved!: bool;
  held!: bool;
  lost!: bool;
  owner!: Option<Address>;
  proposed_at!: u64;
  proposer!: Option<Address>;
  registered_at!: u64;
}

@contracttype
export class DepositReport {
  amount!: u64;
  block!: BitcoinBlock;
  reported_at!: u64;
  user!: Address;
}

/** A block of Bitcoin. Only with its hash a height means one block for good. */
@contracttype
export class BitcoinBlock {
  /** As explorers print it. */
  hash!: BytesN<32>;
  height!: u32;
}

/** A Bitcoin transaction as it is before it is signed. */
@contracttype
export class BitcoinTransaction {
  inputs!: Vec<Outpoint>;
  lock_time!: u32;
  max_sequence!: u32;
  min_sequence!: u32;
  outputs!: Vec<BitcoinOutput>;
  total_out!: u64;
  txid!: BytesN<32>;
  version!: u32;
}

@contracttype
export class BitcoinOutput {
  amount!: u64;
  script!: Bytes;
}

@contracttype
export class ReserveConfig {
  custodians!: Vec<Address>;
  epoch!: u32;
  istsi_token!: Address;
  network!: BitcoinNetwork;
  reserve_script!: Bytes;
  router!: Address;
  threshold!: u32;
}

/** Which Bitcoin network the reserve is on. It decides how addresses look. */
export enum BitcoinNetwork {
  Mainnet = 0,
  Testnet = 1,
  Signet = 2,
  Regtest = 3,
  Testnet4 = 4,
}

@contracttype
export class ReservePolicy {
  fee_cap!: u64;
  min_ratio_bps!: u32;
  proof_max_age!: u64;
  warning_ratio_bps!: u32;
  withdrawal_timeout!: u64;
}

@contracttype
export class Epoch {
  custodians!: Vec<Address>;
  reserve_script!: Bytes;
  since!: u64;
  threshold!: u32;
}

/** Why the reserve manager refused. */
export enum ReserveError {
  /** The contract is paused. */
  Paused = 401,
  /** The amount is zero or more than all the Bitcoin there can be. */
  InvalidAmount = 402,
  /** Fewer custodians attested than the threshold demands. */
  NotEnoughAttestors = 403,
  /** Someone who is not a custodian attested. */
  NotACustodian = 404,
  /** The same custodian is counted twice. */
  DuplicateAttestor = 405,
  /** The Bitcoin transaction is not buried deep enough for its amount. */
  NotEnoughConfirmations = 406,
  /** This output is already part of the reserve, or once was. */
  OutpointAlreadyRegistered = 407,
  /** No such output was ever registered. */
  OutpointNotFound = 408,
  /** A proof alone mints only what is as many blocks deep as governance set. */
  NotSilent = 409,
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves = 410,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow = 411,
  /** No proof of reserves was published yet, or the last one is too old to mint. */
  ProofTooOld = 412,
  /** No proof of reserves was published yet. */
  NoProofPublished = 413,
  /** What custodians attested is not what is on the books, or is older than their last proof. */
  ProofMismatch = 414,
  /** The custodians must be distinct, at most 20, and at least as many as the threshold, which is at least one. */
  InvalidCustodians = 420,
  /** The minimum ratio must be at least 10000 basis points. */
  InvalidMinimumRatio = 421,
  /** Warning ratio below the minimum, or fee cap, timeout or proof age out of bounds. */
  InvalidPolicy = 422,
  /** There was no such epoch. */
  EpochNotFound = 423,
  /** The script is not one that a reserve can be kept under: segwit, at most 42 bytes. */
  InvalidReserveScript = 424,
  /** Not a Bitcoin transaction, or not written in the one way that it must be. */
  MalformedTransaction = 430,
  /** The transaction has witnesses, or no inputs, which looks the same. */
  WitnessNotAllowed = 431,
  /** An input has a script signature: only segwit inputs have an id that signing does not change. */
  SignatureNotAllowed = 432,
  /** Two inputs spend the same output. */
  DuplicateInput = 433,
  /** An output is negative, or there are more satoshis than can exist. */
  InvalidOutputAmount = 434,
  /** Not a Bitcoin address of this network. */
  InvalidBitcoinAddress = 435,
  /** Version, lock time or sequence numbers delay the transaction or keep it from being replaced. */
  NotReplaceable = 436,
  /** A withdrawal with this id is recorded already. */
  WithdrawalExists = 440,
  /** No such withdrawal is recorded. */
  WithdrawalNotFound = 441,
  /** Too little would be left after the largest fee, or that fee is zero. */
  WithdrawalTooSmall = 442,
  /** The withdrawal is already authorized, completed or refunded. */
  InvalidWithdrawalState = 443,
  /** The deadline has passed: it can only be refunded. */
  DeadlinePassed = 444,
  /** The deadline has not passed yet. */
  DeadlineNotReached = 445,
  /** The same withdrawal twice. */
  DuplicateWithdrawal = 446,
  /** A payment is for 1 to 32 withdrawals. */
  InvalidBatchSize = 447,
  /** The withdrawal would be paid to the reserve itself. */
  PaysReserve = 448,
  /** This payment is authorized already. */
  PaymentExists = 450,
  /** No such payment was authorized. */
  PaymentNotFound = 451,
  /** An input is spent, promised to another payment, or not confirmed yet. */
  InputNotAvailable = 452,
  /** The inputs hold less than the outputs. */
  InsufficientInputs = 453,
  /** An output is not its withdrawal less the share of the fee. */
  WrongPayment = 454,
  /** Change does not return to the reserve, is too small, or has too many outputs. */
  WrongChange = 455,
  /** The fee takes more from a withdrawal than its user allowed. */
  FeeOverUserLimit = 456,
  /** The fee is over the cap for one transaction. */
  FeeOverCap = 457,
  /** A replacement must pay exactly the withdrawals of the payment before it, in the same order. */
  DifferentWithdrawals = 458,
  /** A replacement must spend exactly the outputs that the payment before it spends, in the same order. */
  OtherInputs = 459,
  /** A replacement must pay a higher fee. */
  FeeNotHigher = 460,
  /** Too many replacements. */
  TooManyReplacements = 461,
  /** The withdrawals of this payment are completed already. */
  AlreadyCompleted = 462,
  /** Governance has not set the script of the reserve yet. */
  NoReserveScript = 463,
  /** The sweep spends change of a payment that is not completed yet. */
  ParentNotCompleted = 464,
  /** Only a sweep whose parent can never confirm any more is abandoned. */
  SweepMayConfirm = 465,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 466,
  /** Less than the least deposit: it is never credited. */
  DepositTooSmall = 467,
  /** More than one output may mint. */
  DepositOverCap = 468,
  /** More iSTSi than there may be. */
  IssueOverCap = 469,
  /** More than one withdrawal may burn. */
  WithdrawalOverCap = 470,
  /** More than may be burned for Bitcoin in 24 hours. */
  OutflowOverCap = 471,
  /** No guardian reported the output: it is too large for that, or too much was minted so in 24 hours. */
  NotReported = 472,
  /** A guardian reported another user or amount for this output. */
  ReportDiffers = 473,
  /** The least deposit must be at least one satoshi. */
  InvalidCaps = 474,
  /** Only governance makes a cap less strict. */
  CapsNotTighter = 475,
  /** Not a guardian, or one whose key is an operator's or a custodian's too. */
  NotAGuardian = 476,
  /** Only who may pause may tighten caps. */
  MayNotThrottle = 477,
  /** No Bitcoin network can have so many blocks yet. */
  ImplausibleHeight = 478,
  /** From this amount on a deposit needs a proof of Bitcoin's headers as well. */
  ProofRequired = 479,
  /** Bitcoin is missing: nothing is paid until that is filled, or governance has everybody paid the same share. */
  RedemptionWaits = 490,
  /** The redemption rate must be above 0 and at most 10000 basis points. */
  InvalidRedemptionRate = 491,
  /** The withdrawal is not at the redemption rate that holds: `share_loss` brings it there. */
  NotShared = 492,
  /** No such deposit is to be returned. */
  ReturnNotFound = 493,
  /** Only the owner of a deposit names where it is returned to, or two officers when it has none. */
  NotTheOwner = 494,
  /** A compliance officer keeps the deposit. */
  ReturnIsHeld = 495,
  /** It cannot be paid yet: officers must have had the time to hold it. */
  ReturnWaits = 496,
  /** No two officers agreed to return the deposit to this address. */
  ReturnNotProposed = 497,
  /** Who proposed it cannot agree to it too. */
  SameOfficer = 498,
  /** Its output was taken off the books: nothing is owed for it unless it is there again. */
  ReturnLost = 499,
  /** What is lost is not what every transaction of the batch spends, or the batch does not hold it. */
  AnchorNotLost = 480,
  /** What spent the anchor is a transaction of the batch: it completes the batch. */
  SpentByBatch = 481,
  /** The batch is open, or this very transaction settled it. */
  NothingToCorrect = 482,
  /** The output was not written off. */
  NotLost = 483,
  /** Only compliance officers and Super Admins hold withdrawals and release them. */
  NotAnOfficer = 484,
  /** This guardian objected already. */
  AlreadyObjected = 485,
  /** An officer holds the withdrawal. */
  WithdrawalHeld = 486,
  /** The withdrawal is not as old as its amount or an objection demands. */
  WithdrawalTooYoung = 487,
  /** At most 8 ages, ascending, none over 14 days; objections delay an hour to 14 days; 1 to 16 of them veto. */
  InvalidPayoutRules = 488,
  /** Without a prover nothing can be proved; a proof alone needs at least 144 blocks. */
  InvalidDepositRules = 489,
}

export class ReserveManagerClient {
  constructor(readonly address: Address) {}

  /** Adds a confirmed output. The router only, with enough custodians, and by amount more: `get_deposit_rules`. */
  register_bitcoin_deposit(
    attestors: Vec<Address>,
    user: Address,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<Address>(user)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('register_bitcoin_deposit'), args);
  }

  try_register_bitcoin_deposit(
    attestors: Vec<Address>,
    user: Address,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<Address>(user)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('register_bitcoin_deposit'), args);
  }

  /** Adds a confirmed output that mints nothing. Enough custodians. */
  add_reserve(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('add_reserve'), args);
  }

  try_add_reserve(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('add_reserve'), args);
  }

  /**
   * Counts a deposit that may not become tokens, and owes it to `owner`, or to where two officers agree. Enough custodians.
   */
  register_returnable(
    attestors: Vec<Address>,
    owner: Option<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<Option<Address>>(owner)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('register_returnable'), args);
  }

  try_register_returnable(
    attestors: Vec<Address>,
    owner: Option<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<Option<Address>>(owner)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('register_returnable'), args);
  }

  /** Where a deposit is returned to. The owner, again until it is paid. */
  name_return(owner: Address, tx_hash: BytesN<32>, vout: u32, btc_address: Str, max_fee: u64): BytesN<32> {
    const args = Args.of()
      .add<Address>(owner)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<Str>(btc_address)
      .add<u64>(max_fee);
    return call<BytesN<32>>(this.address, sym('name_return'), args);
  }

  try_name_return(
    owner: Address,
    tx_hash: BytesN<32>,
    vout: u32,
    btc_address: Str,
    max_fee: u64,
  ): TryResult<BytesN<32>> {
    const args = Args.of()
      .add<Address>(owner)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<Str>(btc_address)
      .add<u64>(max_fee);
    return tryCall<BytesN<32>>(this.address, sym('name_return'), args);
  }

  /** Proposes where a deposit is returned to that has no owner. An officer. */
  propose_return(officer: Address, tx_hash: BytesN<32>, vout: u32, btc_address: Str, max_fee: u64): BytesN<32> {
    const args = Args.of()
      .add<Address>(officer)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<Str>(btc_address)
      .add<u64>(max_fee);
    return call<BytesN<32>>(this.address, sym('propose_return'), args);
  }

  try_propose_return(
    officer: Address,
    tx_hash: BytesN<32>,
    vout: u32,
    btc_address: Str,
    max_fee: u64,
  ): TryResult<BytesN<32>> {
    const args = Args.of()
      .add<Address>(officer)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<Str>(btc_address)
      .add<u64>(max_fee);
    return tryCall<BytesN<32>>(this.address, sym('propose_return'), args);
  }

  /** Agrees to what another officer proposed a week ago or more. An officer. */
  approve_return(officer: Address, tx_hash: BytesN<32>, vout: u32, btc_address: Str): void {
    const args = Args.of().add<Address>(officer).add<BytesN<32>>(tx_hash).add<u32>(vout).add<Str>(btc_address);
    call<void>(this.address, sym('approve_return'), args);
  }

  try_approve_return(officer: Address, tx_hash: BytesN<32>, vout: u32, btc_address: Str): TryResult<void> {
    const args = Args.of().add<Address>(officer).add<BytesN<32>>(tx_hash).add<u32>(vout).add<Str>(btc_address);
    return tryCall<void>(this.address, sym('approve_return'), args);
  }

  /** Keeps a deposit from being returned; lets it be returned again. An officer. */
  hold_return(officer: Address, tx_hash: BytesN<32>, vout: u32, held: bool): void {
    const args = Args.of().add<Address>(officer).add<BytesN<32>>(tx_hash).add<u32>(vout).add<bool>(held);
    call<void>(this.address, sym('hold_return'), args);
  }

  try_hold_return(officer: Address, tx_hash: BytesN<32>, vout: u32, held: bool): TryResult<void> {
    const args = Args.of().add<Address>(officer).add<BytesN<32>>(tx_hash).add<u32>(vout).add<bool>(held);
    return tryCall<void>(this.address, sym('hold_return'), args);
  }

  /** Brings pending withdrawals to the redemption rate that holds. Anyone. */
  share_loss(withdrawal_ids: Vec<BytesN<32>>): void {
    const args = Args.of().add<Vec<BytesN<32>>>(withdrawal_ids);
    call<void>(this.address, sym('share_loss'), args);
  }

  try_share_loss(withdrawal_ids: Vec<BytesN<32>>): TryResult<void> {
    const args = Args.of().add<Vec<BytesN<32>>>(withdrawal_ids);
    return tryCall<void>(this.address, sym('share_loss'), args);
  }

  /** A guardian's own finding about an output, before a mint that needs it. */
  report_deposit(
    guardian: Address,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    user: Address,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Address>(guardian)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<Address>(user)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('report_deposit'), args);
  }

  try_report_deposit(
    guardian: Address,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    user: Address,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Address>(guardian)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u64>(amount)
      .add<Address>(user)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('report_deposit'), args);
  }

  /** Makes caps stricter, none of them less strict. Whoever may pause; works while paused. */
  tighten_caps(caller: Address, caps: ReserveCaps): void {
    const args = Args.of().add<Address>(caller).add<ReserveCaps>(caps);
    call<void>(this.address, sym('tighten_caps'), args);
  }

  try_tighten_caps(caller: Address, caps: ReserveCaps): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<ReserveCaps>(caps);
    return tryCall<void>(this.address, sym('tighten_caps'), args);
  }

  /**
   * Takes an output out of the books that is gone, as the best chain up to a block shows. Enough custodians, or a proof.
   */
  write_off_output(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('write_off_output'), args);
  }

  try_write_off_output(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('write_off_output'), args);
  }

  /** Owes Bitcoin for burned tokens. The router only. */
  record_withdrawal(withdrawal_id: BytesN<32>, amount: u64, btc_address: Str, max_fee: u64): ReserveStatus {
    const args = Args.of().add<BytesN<32>>(withdrawal_id).add<u64>(amount).add<Str>(btc_address).add<u64>(max_fee);
    return call<ReserveStatus>(this.address, sym('record_withdrawal'), args);
  }

  try_record_withdrawal(
    withdrawal_id: BytesN<32>,
    amount: u64,
    btc_address: Str,
    max_fee: u64,
  ): TryResult<ReserveStatus> {
    const args = Args.of().add<BytesN<32>>(withdrawal_id).add<u64>(amount).add<Str>(btc_address).add<u64>(max_fee);
    return tryCall<ReserveStatus>(this.address, sym('record_withdrawal'), args);
  }

  /** Until it is released, no payment is authorized. A compliance officer or Super Admin. */
  hold_withdrawal(caller: Address, withdrawal_id: BytesN<32>, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(withdrawal_id).add<Str>(reason);
    call<void>(this.address, sym('hold_withdrawal'), args);
  }

  try_hold_withdrawal(caller: Address, withdrawal_id: BytesN<32>, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(withdrawal_id).add<Str>(reason);
    return tryCall<void>(this.address, sym('hold_withdrawal'), args);
  }

  release_withdrawal(caller: Address, withdrawal_id: BytesN<32>, reason: Str): void {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(withdrawal_id).add<Str>(reason);
    call<void>(this.address, sym('release_withdrawal'), args);
  }

  try_release_withdrawal(caller: Address, withdrawal_id: BytesN<32>, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(caller).add<BytesN<32>>(withdrawal_id).add<Str>(reason);
    return tryCall<void>(this.address, sym('release_withdrawal'), args);
  }

  /** Delays the payment of a pending withdrawal, once each; enough guardians refund it. */
  object_to_withdrawal(guardian: Address, withdrawal_id: BytesN<32>, reason: Str): void {
    const args = Args.of().add<Address>(guardian).add<BytesN<32>>(withdrawal_id).add<Str>(reason);
    call<void>(this.address, sym('object_to_withdrawal'), args);
  }

  try_object_to_withdrawal(guardian: Address, withdrawal_id: BytesN<32>, reason: Str): TryResult<void> {
    const args = Args.of().add<Address>(guardian).add<BytesN<32>>(withdrawal_id).add<Str>(reason);
    return tryCall<void>(this.address, sym('object_to_withdrawal'), args);
  }

  /** Gives up a withdrawal that nobody authorized in time. The router only. */
  refund_withdrawal(withdrawal_id: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    call<void>(this.address, sym('refund_withdrawal'), args);
  }

  try_refund_withdrawal(withdrawal_id: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    return tryCall<void>(this.address, sym('refund_withdrawal'), args);
  }

  /**
   * Authorizes a Bitcoin transaction that pays these withdrawals in order; again, one of a higher fee. Enough custodians.
   */
  process_bitcoin_withdrawal(attestors: Vec<Address>, withdrawal_ids: Vec<BytesN<32>>, unsigned_tx: Bytes): BytesN<32> {
    const args = Args.of().add<Vec<Address>>(attestors).add<Vec<BytesN<32>>>(withdrawal_ids).add<Bytes>(unsigned_tx);
    return call<BytesN<32>>(this.address, sym('process_bitcoin_withdrawal'), args);
  }

  try_process_bitcoin_withdrawal(
    attestors: Vec<Address>,
    withdrawal_ids: Vec<BytesN<32>>,
    unsigned_tx: Bytes,
  ): TryResult<BytesN<32>> {
    const args = Args.of().add<Vec<Address>>(attestors).add<Vec<BytesN<32>>>(withdrawal_ids).add<Bytes>(unsigned_tx);
    return tryCall<BytesN<32>>(this.address, sym('process_bitcoin_withdrawal'), args);
  }

  /**
   * Authorizes a Bitcoin transaction of free outputs, or of change that is not confirmed yet, to the reserve script alone, and
   * returns its id. `replaces` is what it replaces or cancels. Its fee must be surplus. Enough custodians.
   */
  process_bitcoin_sweep(attestors: Vec<Address>, unsigned_tx: Bytes, replaces: Option<BytesN<32>>): BytesN<32> {
    const args = Args.of().add<Vec<Address>>(attestors).add<Bytes>(unsigned_tx).add<Option<BytesN<32>>>(replaces);
    return call<BytesN<32>>(this.address, sym('process_bitcoin_sweep'), args);
  }

  try_process_bitcoin_sweep(
    attestors: Vec<Address>,
    unsigned_tx: Bytes,
    replaces: Option<BytesN<32>>,
  ): TryResult<BytesN<32>> {
    const args = Args.of().add<Vec<Address>>(attestors).add<Bytes>(unsigned_tx).add<Option<BytesN<32>>>(replaces);
    return tryCall<BytesN<32>>(this.address, sym('process_bitcoin_sweep'), args);
  }

  /** Releases what is owed for a sweep whose parent another payment took the place of. Anyone. */
  abandon_sweep(txid: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(txid);
    call<void>(this.address, sym('abandon_sweep'), args);
  }

  try_abandon_sweep(txid: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(txid);
    return tryCall<void>(this.address, sym('abandon_sweep'), args);
  }

  /**
   * Settles an authorized payment or sweep that Bitcoin confirmed in a block. Enough custodians, or a proof, 6 deep.
   */
  complete_bitcoin_withdrawal(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(txid)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('complete_bitcoin_withdrawal'), args);
  }

  try_complete_bitcoin_withdrawal(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(txid)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('complete_bitcoin_withdrawal'), args);
  }

  /**
   * Ends a batch whose anchor, or what that came from, another transaction spent: what is `lost` leaves the books. Enough custodians.
   */
  undo_batch(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    lost: Vec<Outpoint>,
    spent_by: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(txid)
      .add<Vec<Outpoint>>(lost)
      .add<BytesN<32>>(spent_by)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('undo_batch'), args);
  }

  try_undo_batch(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    lost: Vec<Outpoint>,
    spent_by: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(txid)
      .add<Vec<Outpoint>>(lost)
      .add<BytesN<32>>(spent_by)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('undo_batch'), args);
  }

  /** Settles a batch anew by the transaction that Bitcoin confirmed in the end. Enough custodians. */
  correct_payment(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(txid)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('correct_payment'), args);
  }

  try_correct_payment(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(txid)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('correct_payment'), args);
  }

  /** Counts an output again that was written off and is confirmed after all. Enough custodians. */
  reinstate_output(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    call<void>(this.address, sym('reinstate_output'), args);
  }

  try_reinstate_output(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<BytesN<32>>(tx_hash)
      .add<u32>(vout)
      .add<u32>(confirmations)
      .add<u32>(block_height)
      .add<BytesN<32>>(block_hash);
    return tryCall<void>(this.address, sym('reinstate_output'), args);
  }

  /** Refuses a supply that the reserve does not cover. */
  require_backing(supply_after: u64): ReserveStatus {
    const args = Args.of().add<u64>(supply_after);
    return call<ReserveStatus>(this.address, sym('require_backing'), args);
  }

  try_require_backing(supply_after: u64): TryResult<ReserveStatus> {
    const args = Args.of().add<u64>(supply_after);
    return tryCall<ReserveStatus>(this.address, sym('require_backing'), args);
  }

  /** What the reserve holds and owes now. */
  generate_proof_of_reserves(): ProofOfReserves {
    const args = Args.of();
    return call<ProofOfReserves>(this.address, sym('generate_proof_of_reserves'), args);
  }

  try_generate_proof_of_reserves(): TryResult<ProofOfReserves> {
    const args = Args.of();
    return tryCall<ProofOfReserves>(this.address, sym('generate_proof_of_reserves'), args);
  }

  /** Enough custodians found unspent, at this block, exactly what the commitment stands for. */
  publish_proof(
    attestors: Vec<Address>,
    bitcoin_height: u32,
    bitcoin_block: BytesN<32>,
    total_btc: u64,
    utxo_commitment: BytesN<32>,
  ): void {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<u32>(bitcoin_height)
      .add<BytesN<32>>(bitcoin_block)
      .add<u64>(total_btc)
      .add<BytesN<32>>(utxo_commitment);
    call<void>(this.address, sym('publish_proof'), args);
  }

  try_publish_proof(
    attestors: Vec<Address>,
    bitcoin_height: u32,
    bitcoin_block: BytesN<32>,
    total_btc: u64,
    utxo_commitment: BytesN<32>,
  ): TryResult<void> {
    const args = Args.of()
      .add<Vec<Address>>(attestors)
      .add<u32>(bitcoin_height)
      .add<BytesN<32>>(bitcoin_block)
      .add<u64>(total_btc)
      .add<BytesN<32>>(utxo_commitment);
    return tryCall<void>(this.address, sym('publish_proof'), args);
  }

  /** The proof published last. */
  get_proof(): ProofOfReserves {
    const args = Args.of();
    return call<ProofOfReserves>(this.address, sym('get_proof'), args);
  }

  try_get_proof(): TryResult<ProofOfReserves> {
    const args = Args.of();
    return tryCall<ProofOfReserves>(this.address, sym('get_proof'), args);
  }

  /** Basis points, 10000 = 100 %. 10000 while nothing is issued. */
  get_reserve_ratio(): u64 {
    const args = Args.of();
    return call<u64>(this.address, sym('get_reserve_ratio'), args);
  }

  try_get_reserve_ratio(): TryResult<u64> {
    const args = Args.of();
    return tryCall<u64>(this.address, sym('get_reserve_ratio'), args);
  }

  /** Reserves that are not owed, supply and their ratio at once. */
  get_reserve_status(): ReserveStatus {
    const args = Args.of();
    return call<ReserveStatus>(this.address, sym('get_reserve_status'), args);
  }

  try_get_reserve_status(): TryResult<ReserveStatus> {
    const args = Args.of();
    return tryCall<ReserveStatus>(this.address, sym('get_reserve_status'), args);
  }

  /** Satoshis in custody, those owed to withdrawals among them. */
  total_reserves(): u64 {
    const args = Args.of();
    return call<u64>(this.address, sym('total_reserves'), args);
  }

  try_total_reserves(): TryResult<u64> {
    const args = Args.of();
    return tryCall<u64>(this.address, sym('total_reserves'), args);
  }

  get_utxo(tx_hash: BytesN<32>, vout: u32): Utxo {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return call<Utxo>(this.address, sym('get_utxo'), args);
  }

  try_get_utxo(tx_hash: BytesN<32>, vout: u32): TryResult<Utxo> {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return tryCall<Utxo>(this.address, sym('get_utxo'), args);
  }

  get_withdrawal(withdrawal_id: BytesN<32>): Withdrawal {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    return call<Withdrawal>(this.address, sym('get_withdrawal'), args);
  }

  try_get_withdrawal(withdrawal_id: BytesN<32>): TryResult<Withdrawal> {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    return tryCall<Withdrawal>(this.address, sym('get_withdrawal'), args);
  }

  /** What holds up the payment of a withdrawal. */
  get_watch(withdrawal_id: BytesN<32>): PayoutWatch {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    return call<PayoutWatch>(this.address, sym('get_watch'), args);
  }

  try_get_watch(withdrawal_id: BytesN<32>): TryResult<PayoutWatch> {
    const args = Args.of().add<BytesN<32>>(withdrawal_id);
    return tryCall<PayoutWatch>(this.address, sym('get_watch'), args);
  }

  get_payout_rules(): PayoutRules {
    const args = Args.of();
    return call<PayoutRules>(this.address, sym('get_payout_rules'), args);
  }

  try_get_payout_rules(): TryResult<PayoutRules> {
    const args = Args.of();
    return tryCall<PayoutRules>(this.address, sym('get_payout_rules'), args);
  }

  /** What a deposit needs besides custodians. */
  get_deposit_rules(): DepositRules {
    const args = Args.of();
    return call<DepositRules>(this.address, sym('get_deposit_rules'), args);
  }

  try_get_deposit_rules(): TryResult<DepositRules> {
    const args = Args.of();
    return tryCall<DepositRules>(this.address, sym('get_deposit_rules'), args);
  }

  get_payment(txid: BytesN<32>): Payment {
    const args = Args.of().add<BytesN<32>>(txid);
    return call<Payment>(this.address, sym('get_payment'), args);
  }

  try_get_payment(txid: BytesN<32>): TryResult<Payment> {
    const args = Args.of().add<BytesN<32>>(txid);
    return tryCall<Payment>(this.address, sym('get_payment'), args);
  }

  /** The batch that an authorized payment belongs to. */
  get_batch(txid: BytesN<32>): Batch {
    const args = Args.of().add<BytesN<32>>(txid);
    return call<Batch>(this.address, sym('get_batch'), args);
  }

  try_get_batch(txid: BytesN<32>): TryResult<Batch> {
    const args = Args.of().add<BytesN<32>>(txid);
    return tryCall<Batch>(this.address, sym('get_batch'), args);
  }

  /** How many confirmations `amount` satoshis need when nothing else is at stake with them. */
  required_confirmations(amount: u64): u32 {
    const args = Args.of().add<u64>(amount);
    return call<u32>(this.address, sym('required_confirmations'), args);
  }

  try_required_confirmations(amount: u64): TryResult<u32> {
    const args = Args.of().add<u64>(amount);
    return tryCall<u32>(this.address, sym('required_confirmations'), args);
  }

  /** As `required_confirmations`, with all that was credited around this block. */
  required_confirmations_at(amount: u64, block_height: u32): u32 {
    const args = Args.of().add<u64>(amount).add<u32>(block_height);
    return call<u32>(this.address, sym('required_confirmations_at'), args);
  }

  try_required_confirmations_at(amount: u64, block_height: u32): TryResult<u32> {
    const args = Args.of().add<u64>(amount).add<u32>(block_height);
    return tryCall<u32>(this.address, sym('required_confirmations_at'), args);
  }

  get_redemption_rate(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('get_redemption_rate'), args);
  }

  try_get_redemption_rate(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('get_redemption_rate'), args);
  }

  /** The deposit that is returned. `get_withdrawal` of its id says how far that has come. */
  get_return(tx_hash: BytesN<32>, vout: u32): Return {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return call<Return>(this.address, sym('get_return'), args);
  }

  try_get_return(tx_hash: BytesN<32>, vout: u32): TryResult<Return> {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return tryCall<Return>(this.address, sym('get_return'), args);
  }

  get_caps(): ReserveCaps {
    const args = Args.of();
    return call<ReserveCaps>(this.address, sym('get_caps'), args);
  }

  try_get_caps(): TryResult<ReserveCaps> {
    const args = Args.of();
    return tryCall<ReserveCaps>(this.address, sym('get_caps'), args);
  }

  /** As `most_outflow` counts them. */
  get_outflow(): u64 {
    const args = Args.of();
    return call<u64>(this.address, sym('get_outflow'), args);
  }

  try_get_outflow(): TryResult<u64> {
    const args = Args.of();
    return tryCall<u64>(this.address, sym('get_outflow'), args);
  }

  /** As `most_unreported` counts them. */
  get_unreported(): u64 {
    const args = Args.of();
    return call<u64>(this.address, sym('get_unreported'), args);
  }

  try_get_unreported(): TryResult<u64> {
    const args = Args.of();
    return tryCall<u64>(this.address, sym('get_unreported'), args);
  }

  get_report(tx_hash: BytesN<32>, vout: u32): Option<DepositReport> {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return call<Option<DepositReport>>(this.address, sym('get_report'), args);
  }

  try_get_report(tx_hash: BytesN<32>, vout: u32): TryResult<Option<DepositReport>> {
    const args = Args.of().add<BytesN<32>>(tx_hash).add<u32>(vout);
    return tryCall<Option<DepositReport>>(this.address, sym('get_report'), args);
  }

  /** An unsigned Bitcoin transaction as this contract reads it. */
  parse_transaction(unsigned_tx: Bytes): BitcoinTransaction {
    const args = Args.of().add<Bytes>(unsigned_tx);
    return call<BitcoinTransaction>(this.address, sym('parse_transaction'), args);
  }

  try_parse_transaction(unsigned_tx: Bytes): TryResult<BitcoinTransaction> {
    const args = Args.of().add<Bytes>(unsigned_tx);
    return tryCall<BitcoinTransaction>(this.address, sym('parse_transaction'), args);
  }

  /** The script of a Bitcoin address as this contract reads it. */
  script_of_address(btc_address: Str): Bytes {
    const args = Args.of().add<Str>(btc_address);
    return call<Bytes>(this.address, sym('script_of_address'), args);
  }

  try_script_of_address(btc_address: Str): TryResult<Bytes> {
    const args = Args.of().add<Str>(btc_address);
    return tryCall<Bytes>(this.address, sym('script_of_address'), args);
  }

  get_config(): ReserveConfig {
    const args = Args.of();
    return call<ReserveConfig>(this.address, sym('get_config'), args);
  }

  try_get_config(): TryResult<ReserveConfig> {
    const args = Args.of();
    return tryCall<ReserveConfig>(this.address, sym('get_config'), args);
  }

  get_policy(): ReservePolicy {
    const args = Args.of();
    return call<ReservePolicy>(this.address, sym('get_policy'), args);
  }

  try_get_policy(): TryResult<ReservePolicy> {
    const args = Args.of();
    return tryCall<ReservePolicy>(this.address, sym('get_policy'), args);
  }

  get_epoch(epoch: u32): Epoch {
    const args = Args.of().add<u32>(epoch);
    return call<Epoch>(this.address, sym('get_epoch'), args);
  }

  try_get_epoch(epoch: u32): TryResult<Epoch> {
    const args = Args.of().add<u32>(epoch);
    return tryCall<Epoch>(this.address, sym('get_epoch'), args);
  }

  set_custodians(custodians: Vec<Address>, threshold: u32): void {
    const args = Args.of().add<Vec<Address>>(custodians).add<u32>(threshold);
    call<void>(this.address, sym('set_custodians'), args);
  }

  try_set_custodians(custodians: Vec<Address>, threshold: u32): TryResult<void> {
    const args = Args.of().add<Vec<Address>>(custodians).add<u32>(threshold);
    return tryCall<void>(this.address, sym('set_custodians'), args);
  }

  set_reserve_script(reserve_script: Bytes): void {
    const args = Args.of().add<Bytes>(reserve_script);
    call<void>(this.address, sym('set_reserve_script'), args);
  }

  try_set_reserve_script(reserve_script: Bytes): TryResult<void> {
    const args = Args.of().add<Bytes>(reserve_script);
    return tryCall<void>(this.address, sym('set_reserve_script'), args);
  }

  set_policy(policy: ReservePolicy): void {
    const args = Args.of().add<ReservePolicy>(policy);
    call<void>(this.address, sym('set_policy'), args);
  }

  try_set_policy(policy: ReservePolicy): TryResult<void> {
    const args = Args.of().add<ReservePolicy>(policy);
    return tryCall<void>(this.address, sym('set_policy'), args);
  }

  /** Basis points of what was burned that is paid, while Bitcoin is missing. */
  set_redemption_rate(rate: u32): void {
    const args = Args.of().add<u32>(rate);
    call<void>(this.address, sym('set_redemption_rate'), args);
  }

  try_set_redemption_rate(rate: u32): TryResult<void> {
    const args = Args.of().add<u32>(rate);
    return tryCall<void>(this.address, sym('set_redemption_rate'), args);
  }

  set_caps(caps: ReserveCaps): void {
    const args = Args.of().add<ReserveCaps>(caps);
    call<void>(this.address, sym('set_caps'), args);
  }

  try_set_caps(caps: ReserveCaps): TryResult<void> {
    const args = Args.of().add<ReserveCaps>(caps);
    return tryCall<void>(this.address, sym('set_caps'), args);
  }

  set_payout_rules(rules: PayoutRules): void {
    const args = Args.of().add<PayoutRules>(rules);
    call<void>(this.address, sym('set_payout_rules'), args);
  }

  try_set_payout_rules(rules: PayoutRules): TryResult<void> {
    const args = Args.of().add<PayoutRules>(rules);
    return tryCall<void>(this.address, sym('set_payout_rules'), args);
  }

  set_deposit_rules(rules: DepositRules): void {
    const args = Args.of().add<DepositRules>(rules);
    call<void>(this.address, sym('set_deposit_rules'), args);
  }

  try_set_deposit_rules(rules: DepositRules): TryResult<void> {
    const args = Args.of().add<DepositRules>(rules);
    return tryCall<void>(this.address, sym('set_deposit_rules'), args);
  }

  /** Calls a function and undoes it. Fails always, with 57 at the end. Anyone. */
  rehearse(target: Address, function_name: Sym, parameters: Vec<Val>): void {
    const args = Args.of().add<Address>(target).add<Sym>(function_name).add<Vec<Val>>(parameters);
    call<void>(this.address, sym('rehearse'), args);
  }

  try_rehearse(target: Address, function_name: Sym, parameters: Vec<Val>): TryResult<void> {
    const args = Args.of().add<Address>(target).add<Sym>(function_name).add<Vec<Val>>(parameters);
    return tryCall<void>(this.address, sym('rehearse'), args);
  }

  set_paused(paused: bool): void {
    const args = Args.of().add<bool>(paused);
    call<void>(this.address, sym('set_paused'), args);
  }

  try_set_paused(paused: bool): TryResult<void> {
    const args = Args.of().add<bool>(paused);
    return tryCall<void>(this.address, sym('set_paused'), args);
  }

  paused(): bool {
    const args = Args.of();
    return call<bool>(this.address, sym('paused'), args);
  }

  try_paused(): TryResult<bool> {
    const args = Args.of();
    return tryCall<bool>(this.address, sym('paused'), args);
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    call<void>(this.address, sym('upgrade'), args);
  }

  try_upgrade(new_wasm_hash: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    return tryCall<void>(this.address, sym('upgrade'), args);
  }

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    const args = Args.of();
    call<void>(this.address, sym('migrate'), args);
  }

  try_migrate(): TryResult<void> {
    const args = Args.of();
    return tryCall<void>(this.address, sym('migrate'), args);
  }

  kind(): ContractKind {
    const args = Args.of();
    return call<ContractKind>(this.address, sym('kind'), args);
  }

  try_kind(): TryResult<ContractKind> {
    const args = Args.of();
    return tryCall<ContractKind>(this.address, sym('kind'), args);
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('version'), args);
  }

  try_version(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('version'), args);
  }
}
