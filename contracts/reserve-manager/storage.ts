import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  instance,
  persistent,
  require,
  type u32,
  type u64,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import { ReserveError } from './errors.ts';

/** What became of a reserve output. */
export enum UtxoState {
  /** In custody and free. */
  Unspent = 0,
  /** Promised to a withdrawal that is not complete. */
  Committed = 1,
  Spent = 2,
}

/** One Bitcoin output of the reserve. */
@contracttype
export class Utxo {
  amount!: u64;
  confirmations!: u32;
  /** Ledger time of the registration, seconds. */
  registered_at!: u64;
  state!: UtxoState;
}

/** Fixed by governance. */
@contracttype
export class ReserveConfig {
  custodians!: Vec<Address>;
  istsi_token!: Address;
  min_ratio_bps!: u32;
  router!: Address;
  /** How many custodians must attest. */
  threshold!: u32;
}

@contracttype
export class DataKey {
  /** ReserveConfig, instance. */
  static Config(): DataKey {
    return variant();
  }
  /** bool, instance. */
  static Paused(): DataKey {
    return variant();
  }
  /** u64 satoshis in outputs that are not spent, instance. */
  static Total(): DataKey {
    return variant();
  }
  /** Utxo, persistent. Never removed: an outpoint counts once, ever. */
  static Utxo(tx_hash: BytesN<32>, vout: u32): DataKey {
    return variant();
  }
}

export function loadConfig(): ReserveConfig {
  return instance.get<DataKey, ReserveConfig>(DataKey.Config());
}

export function storeConfig(config: ReserveConfig): void {
  instance.set<DataKey, ReserveConfig>(DataKey.Config(), config);
}

export function isPaused(): bool {
  return instance.get<DataKey, bool>(DataKey.Paused());
}

export function storePaused(paused: bool): void {
  instance.set<DataKey, bool>(DataKey.Paused(), paused);
}

export function loadTotal(): u64 {
  return instance.get<DataKey, u64>(DataKey.Total());
}

export function storeTotal(sats: u64): void {
  instance.set<DataKey, u64>(DataKey.Total(), sats);
}

export function hasUtxo(tx_hash: BytesN<32>, vout: u32): bool {
  return persistent.has<DataKey>(DataKey.Utxo(tx_hash, vout));
}

export function loadUtxo(tx_hash: BytesN<32>, vout: u32): Utxo {
  const key = DataKey.Utxo(tx_hash, vout);
  require(persistent.has<DataKey>(key), ReserveError.OutpointNotFound);
  return persistent.get<DataKey, Utxo>(key);
}

export function storeUtxo(tx_hash: BytesN<32>, vout: u32, utxo: Utxo): void {
  const key = DataKey.Utxo(tx_hash, vout);
  persistent.set<DataKey, Utxo>(key, utxo);
  touch<DataKey>(key);
}
