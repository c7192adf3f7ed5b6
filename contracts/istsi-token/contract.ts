import {
  type Address,
  type BytesN,
  type bool,
  contract,
  deployer,
  i128,
  type MuxedAddress,
  Option,
  type Str,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { beginLife, changePaused, isPaused, storedLayout } from '../shared/lifecycle.ts';
import type { ReserveStatus } from '../shared/reserves.ts';
import { allowanceOf, approve, spendAllowance } from '../shared/sep41/allowances.ts';
import { changeHomeDomain } from '../shared/sep41/home-domain.ts';
import { burn, move, moveTo } from '../shared/sep41/movements.ts';
import {
  loadBalance,
  loadHomeDomain,
  loadMetadata,
  loadSupply,
  storeMetadata,
  storeSupply,
} from '../shared/sep41/storage.ts';
import { touchInstance } from '../shared/ttl.ts';
import { adminBurn, forceTransfer, freezePartially, recoverBalance, unfreezePartially } from './administration.ts';
import { requireActive, requireNotPaused, requireOfficer, requireRouter } from './guards.ts';
import { LAYOUT, migrate } from './migration.ts';
import { integratedMint } from './mint.ts';
import { authorizeMovement, ERRORS, requireMayAllow } from './movements.ts';
import { loadConfig, loadFrozen, storeConfig, type TokenConfig } from './storage.ts';
import { integratedBurn, integratedRefund, integratedSettle } from './withdrawal.ts';

/** One token is one satoshi, which is not divided here. */
const DECIMALS: u32 = 0;

/** iSTSi: one token is one satoshi in the reserve. SEP-41, with the KYC registry asked about both sides of every movement. */
@contract
export class IstsiToken {
  __constructor(router: Address, kyc_registry: Address, reserve_manager: Address, name: Str, symbol: Str): void {
    const config: TokenConfig = { kyc_registry, name, reserve_manager, router, symbol };
    storeConfig(config);
    storeMetadata({ decimal: DECIMALS, name, symbol });
    beginLife(LAYOUT);
    storeSupply(i128.zero);
    touchInstance();
  }

  allowance(from: Address, spender: Address): i128 {
    return allowanceOf(from, spender);
  }

  /** Lets `spender` move up to `amount` of `from`'s tokens until a ledger. Replaces what was allowed before. */
  approve(from: Address, spender: Address, amount: i128, live_until_ledger: u32): void {
    requireActive(from);
    requireMayAllow(from, spender, amount);
    approve(from, spender, amount, live_until_ledger, ERRORS);
  }

  balance(id: Address): i128 {
    return loadBalance(id);
  }

  transfer(from: Address, to: MuxedAddress, amount: i128): void {
    requireActive(from);
    authorizeMovement(from, from, Option.some<Address>(to.address), amount);
    moveTo(from, to, amount);
  }

  transfer_from(spender: Address, from: Address, to: Address, amount: i128): void {
    requireActive(spender);
    spendAllowance(from, spender, amount, ERRORS);
    authorizeMovement(spender, from, Option.some<Address>(to), amount);
    move(from, to, amount);
  }

  /** Destroys tokens. This does not pay out Bitcoin. */
  burn(from: Address, amount: i128): void {
    requireActive(from);
    authorizeMovement(from, from, Option.none<Address>(), amount);
    burn(from, amount);
  }

  burn_from(spender: Address, from: Address, amount: i128): void {
    requireActive(spender);
    spendAllowance(from, spender, amount, ERRORS);
    authorizeMovement(spender, from, Option.none<Address>(), amount);
    burn(from, amount);
  }

  /** `transfer` for callers that count in satoshis, and never to a multiplexed address. */
  compliance_transfer(from: Address, to: Address, amount: u64): void {
    requireActive(from);
    const moved = i128.from(amount);
    authorizeMovement(from, from, Option.some<Address>(to), moved);
    move(from, to, moved);
  }

  decimals(): u32 {
    return loadMetadata().decimal;
  }

  name(): Str {
    return loadMetadata().name;
  }

  symbol(): Str {
    return loadMetadata().symbol;
  }

  /** Whose stellar.toml speaks of this token (SEP-1); empty when nobody's does. */
  home_domain(): Str {
    return loadHomeDomain();
  }

  /** Says whose stellar.toml speaks of this token. The router only, for governance. */
  set_home_domain(home_domain: Str): void {
    requireRouter();
    changeHomeDomain(home_domain);
  }

  total_supply(): i128 {
    return loadSupply();
  }

  /** Mints against Bitcoin in the reserve, with a proof that the KYC registry approved it, and returns where the reserve stands then. The router only. */
  integrated_mint(to: Address, amount: u64, btc_tx_hash: BytesN<32>, compliance_proof: BytesN<32>): ReserveStatus {
    requireRouter();
    requireNotPaused();
    return integratedMint(to, amount, btc_tx_hash, compliance_proof);
  }

  /** Burns for a withdrawal of Bitcoin that the KYC registry approved, and returns its id. The router only. */
  integrated_burn(from: Address, amount: u64, btc_address: Str, compliance_proof: BytesN<32>): BytesN<32> {
    requireRouter();
    requireNotPaused();
    return integratedBurn(from, amount, btc_address, compliance_proof);
  }

  /** Gives back what a withdrawal burned, once. The router only, when the reserve no longer owes it. */
  integrated_refund(withdrawal_id: BytesN<32>): void {
    requireRouter();
    requireNotPaused();
    integratedRefund(withdrawal_id);
  }

  /** Forgets what a withdrawal burned that was paid: it is never refunded. The router only. */
  integrated_settle(withdrawal_id: BytesN<32>): void {
    requireRouter();
    integratedSettle(withdrawal_id);
  }

  /** Freezes part of a balance (SEP-57). A Compliance Officer or Super Admin; also while paused. */
  freeze_partial_tokens(user_address: Address, amount: i128, operator: Address): void {
    requireOfficer(operator);
    freezePartially(user_address, amount);
  }

  /** Unfreezes part of what is frozen (SEP-57). A Compliance Officer or Super Admin. */
  unfreeze_partial_tokens(user_address: Address, amount: i128, operator: Address): void {
    requireOfficer(operator);
    requireNotPaused();
    unfreezePartially(user_address, amount);
  }

  /** How much of a balance cannot be moved (SEP-57). */
  get_frozen_tokens(user_address: Address): i128 {
    return loadFrozen(user_address);
  }

  /** Moves all that a lost address holds to the one the registry names in its place (SEP-57). False: there is nothing. */
  recover_balance(old_account: Address, new_account: Address, operator: Address): bool {
    requireOfficer(operator);
    requireNotPaused();
    return recoverBalance(old_account, new_account);
  }

  /** Moves tokens without their holder. The router only, for governance. */
  forced_transfer(from: Address, to: Address, amount: i128, reason: Str): void {
    requireRouter();
    requireNotPaused();
    forceTransfer(from, to, amount, reason);
  }

  /** Destroys tokens without their holder. The router only, for governance. */
  admin_burn(from: Address, amount: i128, reason: Str): void {
    requireRouter();
    requireNotPaused();
    adminBurn(from, amount, reason);
  }

  get_config(): TokenConfig {
    return loadConfig();
  }

  set_paused(paused: bool): void {
    requireRouter();
    changePaused(paused);
  }

  paused(): bool {
    return isPaused();
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    requireRouter();
    deployer.updateCurrentWasm(new_wasm_hash);
  }

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    requireRouter();
    migrate();
  }

  kind(): ContractKind {
    return ContractKind.IstsiToken;
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    return storedLayout();
  }
}
