import {
  type Address,
  type BytesN,
  type bool,
  contract,
  deployer,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ReserveStatus } from '../shared/reserves.ts';
import { touchInstance } from '../shared/ttl.ts';
import { changeCustodians, requireAttested, requireSoundCustodians } from './custodians.ts';
import { registerDeposit, requiredConfirmations, requireValidAmount } from './deposits.ts';
import { requireNotPaused, requireRouter } from './guards.ts';
import { requireBacking, requireSoundMinimum, reserveStatus } from './ratio.ts';
import {
  isPaused,
  loadConfig,
  loadTotal,
  loadUtxo,
  type ReserveConfig,
  storeConfig,
  storePaused,
  storeTotal,
  type Utxo,
} from './storage.ts';

/** Knows every Bitcoin output of the reserve, and how much may be issued against them. */
@contract
export class ReserveManager {
  __constructor(
    router: Address,
    istsi_token: Address,
    custodians: Vec<Address>,
    threshold: u32,
    min_ratio_bps: u32,
  ): void {
    requireSoundCustodians(custodians, threshold);
    requireSoundMinimum(min_ratio_bps);
    const config: ReserveConfig = { custodians, istsi_token, min_ratio_bps, router, threshold };
    storeConfig(config);
    storePaused(false);
    storeTotal(0);
    touchInstance();
  }

  /** Adds a confirmed output to the reserve. The router only, with the signatures of enough custodians. */
  register_bitcoin_deposit(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
  ): void {
    requireRouter();
    requireNotPaused();
    requireAttested(attestors);
    requireValidAmount(amount);
    registerDeposit(attestors, tx_hash, vout, amount, confirmations);
  }

  /** Traps unless the reserve covers a supply of `supply_after` satoshis. */
  require_backing(supply_after: u64): void {
    requireNotPaused();
    requireBacking(supply_after);
  }

  /** Basis points, 10000 = 100 %. 10000 while nothing is issued. */
  get_reserve_ratio(): u64 {
    return reserveStatus().reserve_ratio;
  }

  /** Reserves, supply and their ratio at once. */
  get_reserve_status(): ReserveStatus {
    return reserveStatus();
  }

  /** Satoshis in custody. */
  total_reserves(): u64 {
    return loadTotal();
  }

  get_utxo(tx_hash: BytesN<32>, vout: u32): Utxo {
    return loadUtxo(tx_hash, vout);
  }

  /** How many confirmations a deposit of `amount` satoshis needs. */
  required_confirmations(amount: u64): u32 {
    return requiredConfirmations(amount);
  }

  get_config(): ReserveConfig {
    return loadConfig();
  }

  set_custodians(custodians: Vec<Address>, threshold: u32): void {
    requireRouter();
    requireNotPaused();
    changeCustodians(custodians, threshold);
  }

  set_paused(paused: bool): void {
    requireRouter();
    storePaused(paused);
  }

  paused(): bool {
    return isPaused();
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    requireRouter();
    deployer.updateCurrentWasm(new_wasm_hash);
  }

  /** The version of the storage layout. */
  version(): u32 {
    return 1;
  }
}
