// Generated from the contract's spec by `npm run generate -w @istsi/integration`. Not edited by hand.

/** How far the Bitcoin held covers the tokens issued. */
export interface ReserveStatus {
  /** Basis points, 10000 = 100 %. 10000 while nothing is issued; saturates at the largest u64. */
  reserve_ratio: bigint;
  /** Satoshis in unspent reserve outputs. */
  total_btc: bigint;
  /** iSTSi issued, in satoshis. */
  total_istsi: bigint;
}

/** What became of a reserve output. */
export const UtxoState = {
  /** In custody and free. */
  Unspent: 0,
  /** Promised to a withdrawal that is not complete. */
  Committed: 1,
  Spent: 2,
} as const;
export type UtxoState = (typeof UtxoState)[keyof typeof UtxoState];

/** One Bitcoin output of the reserve. */
export interface Utxo {
  amount: bigint;
  confirmations: number;
  /** Ledger time of the registration, seconds. */
  registered_at: bigint;
  state: UtxoState;
}

/** Fixed by governance. */
export interface ReserveConfig {
  custodians: readonly string[];
  istsi_token: string;
  min_ratio_bps: number;
  router: string;
  /** How many custodians must attest. */
  threshold: number;
}

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
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves: 410,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow: 411,
  /** The custodians must be distinct, at most 20, and at least as many as the threshold, which is at least one. */
  InvalidCustodians: 420,
  /** The minimum ratio must be at least 10000 basis points. */
  InvalidMinimumRatio: 421,
} as const;
export type ReserveError = (typeof ReserveError)[keyof typeof ReserveError];

export type ReserveManager = {
  /** Adds a confirmed output to the reserve. The router only, with the signatures of enough custodians. */
  register_bitcoin_deposit: {
    args: { attestors: readonly string[]; tx_hash: Uint8Array; vout: number; amount: bigint; confirmations: number };
    result: null;
  };
  /** Traps unless the reserve covers a supply of `supply_after` satoshis. */
  require_backing: { args: { supply_after: bigint }; result: null };
  /** Basis points, 10000 = 100 %. 10000 while nothing is issued. */
  get_reserve_ratio: { args: Record<never, never>; result: bigint };
  /** Reserves, supply and their ratio at once. */
  get_reserve_status: { args: Record<never, never>; result: ReserveStatus };
  /** Satoshis in custody. */
  total_reserves: { args: Record<never, never>; result: bigint };
  get_utxo: { args: { tx_hash: Uint8Array; vout: number }; result: Utxo };
  /** How many confirmations a deposit of `amount` satoshis needs. */
  required_confirmations: { args: { amount: bigint }; result: number };
  get_config: { args: Record<never, never>; result: ReserveConfig };
  set_custodians: { args: { custodians: readonly string[]; threshold: number }; result: null };
  set_paused: { args: { paused: boolean }; result: null };
  paused: { args: Record<never, never>; result: boolean };
  upgrade: { args: { new_wasm_hash: Uint8Array }; result: null };
  /** The version of the storage layout. */
  version: { args: Record<never, never>; result: number };
};
