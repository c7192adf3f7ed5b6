// Generated from the contract's spec by `npm run generate -w @istsi/contracts`. Not edited by hand.

/** A block of Bitcoin. Only with its hash a height means one block for good. */
export interface BitcoinBlock {
  /** As explorers print it. */
  hash: Uint8Array;
  height: number;
}

/** What a contract of the ecosystem says that it is. */
export const ContractKind = {
  KycRegistry: 0,
  IstsiToken: 1,
  ReserveManager: 2,
  FungibleToken: 3,
  PriceOracle: 4,
  IntegrationRouter: 5,
} as const;
export type ContractKind = (typeof ContractKind)[keyof typeof ContractKind];

/** How far the Bitcoin held covers the tokens issued. */
export interface ReserveStatus {
  /** Basis points, 10000 = 100 %. 10000 while nothing is issued; saturates at the largest u64. */
  reserve_ratio: bigint;
  /** Satoshis in unspent reserve outputs. */
  total_btc: bigint;
  /** iSTSi issued, in satoshis. */
  total_istsi: bigint;
}

/** Which Bitcoin network the reserve is on. It decides how addresses look. */
export const BitcoinNetwork = {
  Mainnet: 0,
  Testnet: 1,
  Signet: 2,
  Regtest: 3,
  Testnet4: 4,
} as const;
export type BitcoinNetwork = (typeof BitcoinNetwork)[keyof typeof BitcoinNetwork];

/** One output of a Bitcoin transaction, by the id of the transaction as explorers print it. */
export interface Outpoint {
  tx_hash: Uint8Array;
  vout: number;
}

export interface BitcoinOutput {
  amount: bigint;
  script: Uint8Array;
}

/** A Bitcoin transaction as it is before it is signed. */
export interface BitcoinTransaction {
  inputs: readonly Outpoint[];
  lock_time: number;
  max_sequence: number;
  min_sequence: number;
  outputs: readonly BitcoinOutput[];
  total_out: bigint;
  txid: Uint8Array;
  version: number;
}

export const UtxoState = {
  Unspent: 0,
  Committed: 1,
  Spent: 2,
  Expected: 3,
  Lost: 4,
  Promised: 5,
} as const;
export type UtxoState = (typeof UtxoState)[keyof typeof UtxoState];

export interface Utxo {
  amount: bigint;
  confirmations: number;
  registered_at: bigint;
  state: UtxoState;
}

export const WithdrawalState = {
  Pending: 0,
  Authorized: 1,
  Completed: 2,
  Refunded: 3,
} as const;
export type WithdrawalState = (typeof WithdrawalState)[keyof typeof WithdrawalState];

export interface Withdrawal {
  amount: bigint;
  batch: Uint8Array;
  burned: bigint;
  deadline: bigint;
  max_fee: bigint;
  script: Uint8Array;
  state: WithdrawalState;
}

export const BatchEnd = {
  Open: 0,
  Completed: 1,
  Cancelled: 2,
  Undone: 3,
  Abandoned: 4,
} as const;
export type BatchEnd = (typeof BatchEnd)[keyof typeof BatchEnd];

export interface Batch {
  alike: boolean;
  anchor: Outpoint;
  end: BatchEnd;
  held: readonly Outpoint[];
  latest: Uint8Array;
  latest_fee: bigint;
  owed_fee: bigint;
  payments: number;
  settled_by: Uint8Array;
  withdrawals: readonly Uint8Array[];
}

export interface Payment {
  batch: Uint8Array;
  change_outputs: number;
  fee: bigint;
  first_change: number;
  inputs: readonly Outpoint[];
}

export interface ReserveConfig {
  custodians: readonly string[];
  epoch: number;
  istsi_token: string;
  network: BitcoinNetwork;
  reserve_script: Uint8Array;
  router: string;
  threshold: number;
}

export interface Epoch {
  custodians: readonly string[];
  reserve_script: Uint8Array;
  since: bigint;
  threshold: number;
}

export interface ReservePolicy {
  fee_cap: bigint;
  min_ratio_bps: number;
  proof_max_age: bigint;
  warning_ratio_bps: number;
  withdrawal_timeout: bigint;
}

export interface ReserveCaps {
  least_deposit: bigint;
  most_deposit: bigint;
  most_issued: bigint;
  most_outflow: bigint;
  most_unreported: bigint;
  most_withdrawal: bigint;
}

export interface DepositRules {
  guardian_from: bigint;
  proof_from: bigint;
  prover: string | null;
  silent_blocks: number;
}

export interface DepositReport {
  amount: bigint;
  block: BitcoinBlock;
  reported_at: bigint;
  user: string;
}

export interface PayoutAge {
  age: bigint;
  amount: bigint;
}

export interface PayoutRules {
  ages: readonly PayoutAge[];
  objection_delay: bigint;
  veto_objections: number;
}

export interface PayoutWatch {
  held: boolean;
  not_before: bigint;
  objections: readonly string[];
}

export interface Return {
  amount: bigint;
  approved: boolean;
  held: boolean;
  lost: boolean;
  owner: string | null;
  proposed_at: bigint;
  proposer: string | null;
  registered_at: bigint;
}

export interface ProofOfReserves {
  bitcoin_block: Uint8Array;
  bitcoin_height: number;
  epoch: number;
  ledger: number;
  owed_btc: bigint;
  reserve_ratio: bigint;
  timestamp: bigint;
  total_btc: bigint;
  total_istsi: bigint;
  utxo_commitment: Uint8Array;
  utxo_count: number;
}

export const ReserveLevel = {
  Sound: 0,
  Warning: 1,
  Insufficient: 2,
} as const;
export type ReserveLevel = (typeof ReserveLevel)[keyof typeof ReserveLevel];

/** Why the reserve manager refused. */
export const ReserveError = {
  /** The contract is paused. */
  Paused: 401,
  /** The amount is zero or more than all the Bitcoin there can be. */
  InvalidAmount: 402,
  /** Fewer custodians attested than the threshold demands. */
  NotEnoughAttestors: 403,
  /** Someone who is not a custodian attested. */
  NotACustodian: 404,
  /** The same custodian is counted twice. */
  DuplicateAttestor: 405,
  /** The Bitcoin transaction is not buried deep enough for its amount. */
  NotEnoughConfirmations: 406,
  /** This output is already part of the reserve, or once was. */
  OutpointAlreadyRegistered: 407,
  /** No such output was ever registered. */
  OutpointNotFound: 408,
  /** A proof alone mints only what is as many blocks deep as governance set. */
  NotSilent: 409,
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves: 410,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow: 411,
  /** No proof of reserves was published yet, or the last one is too old to mint. */
  ProofTooOld: 412,
  /** No proof of reserves was published yet. */
  NoProofPublished: 413,
  /** What custodians attested is not what is on the books, or is older than their last proof. */
  ProofMismatch: 414,
  /** The custodians must be distinct, at most 20, and at least as many as the threshold, which is at least one. */
  InvalidCustodians: 420,
  /** The minimum ratio must be at least 10000 basis points. */
  InvalidMinimumRatio: 421,
  /** Warning ratio below the minimum, or fee cap, timeout or proof age out of bounds. */
  InvalidPolicy: 422,
  /** There was no such epoch. */
  EpochNotFound: 423,
  /** The script is not one that a reserve can be kept under: segwit, at most 42 bytes. */
  InvalidReserveScript: 424,
  /** Not a Bitcoin transaction, or not written in the one way that it must be. */
  MalformedTransaction: 430,
  /** The transaction has witnesses, or no inputs, which looks the same. */
  WitnessNotAllowed: 431,
  /** An input has a script signature: only segwit inputs have an id that signing does not change. */
  SignatureNotAllowed: 432,
  /** Two inputs spend the same output. */
  DuplicateInput: 433,
  /** An output is negative, or there are more satoshis than can exist. */
  InvalidOutputAmount: 434,
  /** Not a Bitcoin address of this network. */
  InvalidBitcoinAddress: 435,
  /** Version, lock time or sequence numbers delay the transaction or keep it from being replaced. */
  NotReplaceable: 436,
  /** A withdrawal with this id is recorded already. */
  WithdrawalExists: 440,
  /** No such withdrawal is recorded. */
  WithdrawalNotFound: 441,
  /** Too little would be left after the largest fee, or that fee is zero. */
  WithdrawalTooSmall: 442,
  /** The withdrawal is already authorized, completed or refunded. */
  InvalidWithdrawalState: 443,
  /** The deadline has passed: it can only be refunded. */
  DeadlinePassed: 444,
  /** The deadline has not passed yet. */
  DeadlineNotReached: 445,
  /** The same withdrawal twice. */
  DuplicateWithdrawal: 446,
  /** A payment is for 1 to 32 withdrawals. */
  InvalidBatchSize: 447,
  /** The withdrawal would be paid to the reserve itself. */
  PaysReserve: 448,
  /** This payment is authorized already. */
  PaymentExists: 450,
  /** No such payment was authorized. */
  PaymentNotFound: 451,
  /** An input is spent, promised to another payment, or not confirmed yet. */
  InputNotAvailable: 452,
  /** The inputs hold less than the outputs. */
  InsufficientInputs: 453,
  /** An output is not its withdrawal less the share of the fee. */
  WrongPayment: 454,
  /** Change does not return to the reserve, is too small, or has too many outputs. */
  WrongChange: 455,
  /** The fee takes more from a withdrawal than its user allowed. */
  FeeOverUserLimit: 456,
  /** The fee is over the cap for one transaction. */
  FeeOverCap: 457,
  /** A replacement must pay exactly the withdrawals of the payment before it, in the same order. */
  DifferentWithdrawals: 458,
  /** A replacement must spend exactly the outputs that the payment before it spends, in the same order. */
  OtherInputs: 459,
  /** A replacement must pay a higher fee. */
  FeeNotHigher: 460,
  /** Too many replacements. */
  TooManyReplacements: 461,
  /** The withdrawals of this payment are completed already. */
  AlreadyCompleted: 462,
  /** Governance has not set the script of the reserve yet. */
  NoReserveScript: 463,
  /** The sweep spends change of a payment that is not completed yet. */
  ParentNotCompleted: 464,
  /** Only a sweep whose parent can never confirm any more is abandoned. */
  SweepMayConfirm: 465,
  /** The storage is as this code lays it out already. */
  NothingToMigrate: 466,
  /** Less than the least deposit: it is never credited. */
  DepositTooSmall: 467,
  /** More than one output may mint. */
  DepositOverCap: 468,
  /** More iSTSi than there may be. */
  IssueOverCap: 469,
  /** More than one withdrawal may burn. */
  WithdrawalOverCap: 470,
  /** More than may be burned for Bitcoin in 24 hours. */
  OutflowOverCap: 471,
  /** No guardian reported the output: it is too large for that, or too much was minted so in 24 hours. */
  NotReported: 472,
  /** A guardian reported another user or amount for this output. */
  ReportDiffers: 473,
  /** The least deposit must be at least one satoshi. */
  InvalidCaps: 474,
  /** Only governance makes a cap less strict. */
  CapsNotTighter: 475,
  /** Not a guardian, or one whose key is an operator's or a custodian's too. */
  NotAGuardian: 476,
  /** Only who may pause may tighten caps. */
  MayNotThrottle: 477,
  /** No Bitcoin network can have so many blocks yet. */
  ImplausibleHeight: 478,
  /** From this amount on a deposit needs a proof of Bitcoin's headers as well. */
  ProofRequired: 479,
  /** Bitcoin is missing: nothing is paid until that is filled, or governance has everybody paid the same share. */
  RedemptionWaits: 490,
  /** The redemption rate must be above 0 and at most 10000 basis points. */
  InvalidRedemptionRate: 491,
  /** The withdrawal is not at the redemption rate that holds: `share_loss` brings it there. */
  NotShared: 492,
  /** No such deposit is to be returned. */
  ReturnNotFound: 493,
  /** Only the owner of a deposit names where it is returned to, or two officers when it has none. */
  NotTheOwner: 494,
  /** A compliance officer keeps the deposit. */
  ReturnIsHeld: 495,
  /** It cannot be paid yet: officers must have had the time to hold it. */
  ReturnWaits: 496,
  /** No two officers agreed to return the deposit to this address. */
  ReturnNotProposed: 497,
  /** Who proposed it cannot agree to it too. */
  SameOfficer: 498,
  /** Its output was taken off the books: nothing is owed for it unless it is there again. */
  ReturnLost: 499,
  /** What is lost is not what every transaction of the batch spends, or the batch does not hold it. */
  AnchorNotLost: 480,
  /** What spent the anchor is a transaction of the batch: it completes the batch. */
  SpentByBatch: 481,
  /** The batch is open, or this very transaction settled it. */
  NothingToCorrect: 482,
  /** The output was not written off. */
  NotLost: 483,
  /** Only compliance officers and Super Admins hold withdrawals and release them. */
  NotAnOfficer: 484,
  /** This guardian objected already. */
  AlreadyObjected: 485,
  /** An officer holds the withdrawal. */
  WithdrawalHeld: 486,
  /** The withdrawal is not as old as its amount or an objection demands. */
  WithdrawalTooYoung: 487,
  /** At most 8 ages, ascending, none over 14 days; objections delay an hour to 14 days; 1 to 16 of them veto. */
  InvalidPayoutRules: 488,
  /** Without a prover nothing can be proved; a proof alone needs at least 144 blocks. */
  InvalidDepositRules: 489,
} as const;
export type ReserveError = (typeof ReserveError)[keyof typeof ReserveError];

export type ReserveManager = {
  /** Adds a confirmed output. The router only, with enough custodians, and by amount more: `get_deposit_rules`. */
  register_bitcoin_deposit: {
    args: {
      attestors: readonly string[];
      user: string;
      tx_hash: Uint8Array;
      vout: number;
      amount: bigint;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Adds a confirmed output that mints nothing. Enough custodians. */
  add_reserve: {
    args: {
      attestors: readonly string[];
      tx_hash: Uint8Array;
      vout: number;
      amount: bigint;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Counts a deposit that may not become tokens, and owes it to `owner`, or to where two officers agree. Enough custodians. */
  register_returnable: {
    args: {
      attestors: readonly string[];
      owner: string | null;
      tx_hash: Uint8Array;
      vout: number;
      amount: bigint;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Where a deposit is returned to. The owner, again until it is paid. */
  name_return: {
    args: { owner: string; tx_hash: Uint8Array; vout: number; btc_address: string; max_fee: bigint };
    result: Uint8Array;
  };
  /** Proposes where a deposit is returned to that has no owner. An officer. */
  propose_return: {
    args: { officer: string; tx_hash: Uint8Array; vout: number; btc_address: string; max_fee: bigint };
    result: Uint8Array;
  };
  /** Agrees to what another officer proposed a week ago or more. An officer. */
  approve_return: { args: { officer: string; tx_hash: Uint8Array; vout: number; btc_address: string }; result: null };
  /** Keeps a deposit from being returned; lets it be returned again. An officer. */
  hold_return: { args: { officer: string; tx_hash: Uint8Array; vout: number; held: boolean }; result: null };
  /** Brings pending withdrawals to the redemption rate that holds. Anyone. */
  share_loss: { args: { withdrawal_ids: readonly Uint8Array[] }; result: null };
  /** A guardian's own finding about an output, before a mint that needs it. */
  report_deposit: {
    args: {
      guardian: string;
      tx_hash: Uint8Array;
      vout: number;
      amount: bigint;
      user: string;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Makes caps stricter, none of them less strict. Whoever may pause; works while paused. */
  tighten_caps: { args: { caller: string; caps: ReserveCaps }; result: null };
  /** Takes an output out of the books that is gone, as the best chain up to a block shows. Enough custodians, or a proof. */
  write_off_output: {
    args: {
      attestors: readonly string[];
      tx_hash: Uint8Array;
      vout: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Owes Bitcoin for burned tokens. The router only. */
  record_withdrawal: {
    args: { withdrawal_id: Uint8Array; amount: bigint; btc_address: string; max_fee: bigint };
    result: ReserveStatus;
  };
  /** Until it is released, no payment is authorized. A compliance officer or Super Admin. */
  hold_withdrawal: { args: { caller: string; withdrawal_id: Uint8Array; reason: string }; result: null };
  release_withdrawal: { args: { caller: string; withdrawal_id: Uint8Array; reason: string }; result: null };
  /** Delays the payment of a pending withdrawal, once each; enough guardians refund it. */
  object_to_withdrawal: { args: { guardian: string; withdrawal_id: Uint8Array; reason: string }; result: null };
  /** Gives up a withdrawal that nobody authorized in time. The router only. */
  refund_withdrawal: { args: { withdrawal_id: Uint8Array }; result: null };
  /** Authorizes a Bitcoin transaction that pays these withdrawals in order; again, one of a higher fee. Enough custodians. */
  process_bitcoin_withdrawal: {
    args: { attestors: readonly string[]; withdrawal_ids: readonly Uint8Array[]; unsigned_tx: Uint8Array };
    result: Uint8Array;
  };
  /**
   * Authorizes a Bitcoin transaction of free outputs, or of change that is not confirmed yet, to the reserve script alone, and
   * returns its id. `replaces` is what it replaces or cancels. Its fee must be surplus. Enough custodians.
   */
  process_bitcoin_sweep: {
    args: { attestors: readonly string[]; unsigned_tx: Uint8Array; replaces: Uint8Array | null };
    result: Uint8Array;
  };
  /** Releases what is owed for a sweep whose parent another payment took the place of. Anyone. */
  abandon_sweep: { args: { txid: Uint8Array }; result: null };
  /** Settles an authorized payment or sweep that Bitcoin confirmed in a block. Enough custodians, or a proof, 6 deep. */
  complete_bitcoin_withdrawal: {
    args: {
      attestors: readonly string[];
      txid: Uint8Array;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Ends a batch whose anchor, or what that came from, another transaction spent: what is `lost` leaves the books. Enough custodians. */
  undo_batch: {
    args: {
      attestors: readonly string[];
      txid: Uint8Array;
      lost: readonly Outpoint[];
      spent_by: Uint8Array;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Settles a batch anew by the transaction that Bitcoin confirmed in the end. Enough custodians. */
  correct_payment: {
    args: {
      attestors: readonly string[];
      txid: Uint8Array;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Counts an output again that was written off and is confirmed after all. Enough custodians. */
  reinstate_output: {
    args: {
      attestors: readonly string[];
      tx_hash: Uint8Array;
      vout: number;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: null;
  };
  /** Refuses a supply that the reserve does not cover. */
  require_backing: { args: { supply_after: bigint }; result: ReserveStatus };
  /** What the reserve holds and owes now. */
  generate_proof_of_reserves: { args: Record<never, never>; result: ProofOfReserves };
  /** Enough custodians found unspent, at this block, exactly what the commitment stands for. */
  publish_proof: {
    args: {
      attestors: readonly string[];
      bitcoin_height: number;
      bitcoin_block: Uint8Array;
      total_btc: bigint;
      utxo_commitment: Uint8Array;
    };
    result: null;
  };
  /** The proof published last. */
  get_proof: { args: Record<never, never>; result: ProofOfReserves };
  /** Basis points, 10000 = 100 %. 10000 while nothing is issued. */
  get_reserve_ratio: { args: Record<never, never>; result: bigint };
  /** Reserves that are not owed, supply and their ratio at once. */
  get_reserve_status: { args: Record<never, never>; result: ReserveStatus };
  /** Satoshis in custody, those owed to withdrawals among them. */
  total_reserves: { args: Record<never, never>; result: bigint };
  get_utxo: { args: { tx_hash: Uint8Array; vout: number }; result: Utxo };
  get_withdrawal: { args: { withdrawal_id: Uint8Array }; result: Withdrawal };
  /** What holds up the payment of a withdrawal. */
  get_watch: { args: { withdrawal_id: Uint8Array }; result: PayoutWatch };
  get_payout_rules: { args: Record<never, never>; result: PayoutRules };
  /** What a deposit needs besides custodians. */
  get_deposit_rules: { args: Record<never, never>; result: DepositRules };
  get_payment: { args: { txid: Uint8Array }; result: Payment };
  /** The batch that an authorized payment belongs to. */
  get_batch: { args: { txid: Uint8Array }; result: Batch };
  /** How many confirmations `amount` satoshis need when nothing else is at stake with them. */
  required_confirmations: { args: { amount: bigint }; result: number };
  /** As `required_confirmations`, with all that was credited around this block. */
  required_confirmations_at: { args: { amount: bigint; block_height: number }; result: number };
  get_redemption_rate: { args: Record<never, never>; result: number };
  /** The deposit that is returned. `get_withdrawal` of its id says how far that has come. */
  get_return: { args: { tx_hash: Uint8Array; vout: number }; result: Return };
  get_caps: { args: Record<never, never>; result: ReserveCaps };
  /** As `most_outflow` counts them. */
  get_outflow: { args: Record<never, never>; result: bigint };
  /** As `most_unreported` counts them. */
  get_unreported: { args: Record<never, never>; result: bigint };
  get_report: { args: { tx_hash: Uint8Array; vout: number }; result: DepositReport | null };
  /** An unsigned Bitcoin transaction as this contract reads it. */
  parse_transaction: { args: { unsigned_tx: Uint8Array }; result: BitcoinTransaction };
  /** The script of a Bitcoin address as this contract reads it. */
  script_of_address: { args: { btc_address: string }; result: Uint8Array };
  get_config: { args: Record<never, never>; result: ReserveConfig };
  get_policy: { args: Record<never, never>; result: ReservePolicy };
  get_epoch: { args: { epoch: number }; result: Epoch };
  set_custodians: { args: { custodians: readonly string[]; threshold: number }; result: null };
  set_reserve_script: { args: { reserve_script: Uint8Array }; result: null };
  set_policy: { args: { policy: ReservePolicy }; result: null };
  /** Basis points of what was burned that is paid, while Bitcoin is missing. */
  set_redemption_rate: { args: { rate: number }; result: null };
  set_caps: { args: { caps: ReserveCaps }; result: null };
  set_payout_rules: { args: { rules: PayoutRules }; result: null };
  set_deposit_rules: { args: { rules: DepositRules }; result: null };
  /** Calls a function and undoes it. Fails always, with 57 at the end. Anyone. */
  rehearse: { args: { target: string; function_name: string; parameters: readonly unknown[] }; result: null };
  set_paused: { args: { paused: boolean }; result: null };
  paused: { args: Record<never, never>; result: boolean };
  upgrade: { args: { new_wasm_hash: Uint8Array }; result: null };
  /** To the layout of this code, once after an upgrade that changed it. */
  migrate: { args: Record<never, never>; result: null };
  kind: { args: Record<never, never>; result: ContractKind };
  /** The layout of the storage, until it is migrated that of the code before. */
  version: { args: Record<never, never>; result: number };
};
