import {
  type Address,
  type Bytes,
  type BytesN,
  type bool,
  contract,
  deployer,
  type Option,
  type Str,
  type Sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { blockOf } from '../shared/bitcoin-block.ts';
import { ContractKind } from '../shared/kinds.ts';
import { isPaused, storedLayout } from '../shared/lifecycle.ts';
import { rehearse } from '../shared/rehearsal.ts';
import type { ReserveStatus } from '../shared/reserves.ts';
import { scriptOfAddress } from './bitcoin/address.ts';
import type { BitcoinNetwork } from './bitcoin/network.ts';
import { type BitcoinTransaction, type Outpoint, outpointOf, parseTransaction } from './bitcoin/transaction.ts';
import { changeCaps, tightenCaps } from './caps.ts';
import { completePayment } from './completion.ts';
import { correctPayment, reinstateOutput } from './corrections.ts';
import { changeCustodians, changeReserveScript } from './custodians.ts';
import { outflow, unreported } from './day-windows.ts';
import { changeDepositRules, depositRules } from './deposit-rules.ts';
import { addReserve, registerDeposit, writeOff } from './deposits.ts';
import { loadEpoch } from './epochs.ts';
import { requiredConfirmations, requiredConfirmationsAt } from './exposure.ts';
import { reportDeposit, reportOf, requireThrottle } from './guardian.ts';
import { requireNotPaused, requireRouter, requireRunning } from './guards.ts';
import { initialize } from './initialize.ts';
import { migrate } from './migration.ts';
import { authorizePayment } from './payments.ts';
import { changePayoutRules, payoutRules } from './payout-rules.ts';
import { describeWatch, holdWithdrawal, objectToWithdrawal, releaseWithdrawal } from './payout-watch.ts';
import { changePolicy } from './policy.ts';
import { generateProof, publishProof } from './proofs.ts';
import { requireBacking, reserveStatus } from './ratio.ts';
import { changeRedemptionRate, shareLoss } from './redemption.ts';
import { returnId } from './return-debts.ts';
import { approveReturn, holdReturn, nameReturn, proposeReturn, registerReturnable } from './returns.ts';
import { changeRunning } from './running-time.ts';
import {
  loadBatch,
  loadBooks,
  loadCaps,
  loadConfig,
  loadPayment,
  loadPolicy,
  loadProof,
  loadRedemptionRate,
  loadReturn,
  loadUtxo,
} from './storage.ts';
import { abandonSweep, authorizeSweep } from './sweeps.ts';
import type {
  Batch,
  DepositReport,
  DepositRules,
  Epoch,
  Payment,
  PayoutRules,
  PayoutWatch,
  ProofOfReserves,
  ReserveCaps,
  ReserveConfig,
  ReservePolicy,
  Return,
  Utxo,
  Withdrawal,
} from './types.ts';
import { undoBatch } from './undoing.ts';
import { describeWithdrawal, recordWithdrawal, refundWithdrawal } from './withdrawals.ts';

/** Knows every Bitcoin output of the reserve, how much may be issued against them, and what may be paid from them. */
@contract
export class ReserveManager {
  /** `reserve_script` is where change goes; while it is empty, nothing can be paid out. */
  __constructor(
    router: Address,
    istsi_token: Address,
    custodians: Vec<Address>,
    threshold: u32,
    min_ratio_bps: u32,
    network: BitcoinNetwork,
    reserve_script: Bytes,
  ): void {
    initialize(router, istsi_token, custodians, threshold, min_ratio_bps, network, reserve_script);
  }

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
    requireRouter();
    requireNotPaused();
    const outpoint = outpointOf(tx_hash, vout);
    registerDeposit(attestors, user, outpoint, amount, confirmations, blockOf(block_height, block_hash));
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
    addReserve(attestors, outpointOf(tx_hash, vout), amount, confirmations, blockOf(block_height, block_hash));
  }

  /** Counts a deposit that may not become tokens, and owes it to `owner`, or to where two officers agree. Enough custodians. */
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
    const outpoint = outpointOf(tx_hash, vout);
    registerReturnable(attestors, owner, outpoint, amount, confirmations, blockOf(block_height, block_hash));
  }

  /** Where a deposit is returned to. The owner, again until it is paid. */
  name_return(owner: Address, tx_hash: BytesN<32>, vout: u32, btc_address: Str, max_fee: u64): BytesN<32> {
    return nameReturn(owner, outpointOf(tx_hash, vout), btc_address, max_fee);
  }

  /** Proposes where a deposit is returned to that has no owner. An officer. */
  propose_return(officer: Address, tx_hash: BytesN<32>, vout: u32, btc_address: Str, max_fee: u64): BytesN<32> {
    return proposeReturn(officer, outpointOf(tx_hash, vout), btc_address, max_fee);
  }

  /** Agrees to what another officer proposed a week ago or more. An officer. */
  approve_return(officer: Address, tx_hash: BytesN<32>, vout: u32, btc_address: Str): void {
    approveReturn(officer, outpointOf(tx_hash, vout), btc_address);
  }

  /** Keeps a deposit from being returned; lets it be returned again. An officer. */
  hold_return(officer: Address, tx_hash: BytesN<32>, vout: u32, held: bool): void {
    holdReturn(officer, outpointOf(tx_hash, vout), held);
  }

  /** Brings pending withdrawals to the redemption rate that holds. Anyone. */
  share_loss(withdrawal_ids: Vec<BytesN<32>>): void {
    requireRunning();
    shareLoss(withdrawal_ids);
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
    reportDeposit(guardian, outpointOf(tx_hash, vout), amount, user, blockOf(block_height, block_hash));
  }

  /** Makes caps stricter, none of them less strict. Whoever may pause; works while paused. */
  tighten_caps(caller: Address, caps: ReserveCaps): void {
    requireThrottle(caller);
    tightenCaps(caller, caps);
  }

  /** Takes an output out of the books that is gone, as the best chain up to a block shows. Enough custodians, or a proof. */
  write_off_output(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    writeOff(attestors, outpointOf(tx_hash, vout), blockOf(block_height, block_hash));
  }

  /** Owes Bitcoin for burned tokens. The router only. */
  record_withdrawal(withdrawal_id: BytesN<32>, amount: u64, btc_address: Str, max_fee: u64): ReserveStatus {
    requireRouter();
    requireNotPaused();
    recordWithdrawal(withdrawal_id, amount, btc_address, max_fee);
    return reserveStatus();
  }

  /** Until it is released, no payment is authorized. A compliance officer or Super Admin. */
  hold_withdrawal(caller: Address, withdrawal_id: BytesN<32>, reason: Str): void {
    holdWithdrawal(caller, withdrawal_id, reason);
  }

  release_withdrawal(caller: Address, withdrawal_id: BytesN<32>, reason: Str): void {
    releaseWithdrawal(caller, withdrawal_id, reason);
  }

  /** Delays the payment of a pending withdrawal, once each; enough guardians refund it. */
  object_to_withdrawal(guardian: Address, withdrawal_id: BytesN<32>, reason: Str): void {
    objectToWithdrawal(guardian, withdrawal_id, reason);
  }

  /** Gives up a withdrawal that nobody authorized in time. The router only. */
  refund_withdrawal(withdrawal_id: BytesN<32>): void {
    requireRouter();
    requireNotPaused();
    refundWithdrawal(withdrawal_id);
  }

  /** Authorizes a Bitcoin transaction that pays these withdrawals in order; again, one of a higher fee. Enough custodians. */
  process_bitcoin_withdrawal(attestors: Vec<Address>, withdrawal_ids: Vec<BytesN<32>>, unsigned_tx: Bytes): BytesN<32> {
    return authorizePayment(attestors, withdrawal_ids, unsigned_tx);
  }

  /**
   * Authorizes a Bitcoin transaction of free outputs, or of change that is not confirmed yet, to the reserve script alone, and
   * returns its id. `replaces` is what it replaces or cancels. Its fee must be surplus. Enough custodians.
   */
  process_bitcoin_sweep(attestors: Vec<Address>, unsigned_tx: Bytes, replaces: Option<BytesN<32>>): BytesN<32> {
    return authorizeSweep(attestors, unsigned_tx, replaces);
  }

  /** Releases what is owed for a sweep whose parent another payment took the place of. Anyone. */
  abandon_sweep(txid: BytesN<32>): void {
    requireRunning();
    abandonSweep(txid);
  }

  /** Settles an authorized payment or sweep that Bitcoin confirmed in a block. Enough custodians, or a proof, 6 deep. */
  complete_bitcoin_withdrawal(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    completePayment(attestors, txid, confirmations, blockOf(block_height, block_hash));
  }

  /** Ends a batch whose anchor, or what that came from, another transaction spent: what is `lost` leaves the books. Enough custodians. */
  undo_batch(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    lost: Vec<Outpoint>,
    spent_by: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    undoBatch(attestors, txid, lost, spent_by, confirmations, blockOf(block_height, block_hash));
  }

  /** Settles a batch anew by the transaction that Bitcoin confirmed in the end. Enough custodians. */
  correct_payment(
    attestors: Vec<Address>,
    txid: BytesN<32>,
    confirmations: u32,
    block_height: u32,
    block_hash: BytesN<32>,
  ): void {
    correctPayment(attestors, txid, confirmations, blockOf(block_height, block_hash));
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
    reinstateOutput(attestors, outpointOf(tx_hash, vout), confirmations, blockOf(block_height, block_hash));
  }

  /** Refuses a supply that the reserve does not cover. */
  require_backing(supply_after: u64): ReserveStatus {
    return requireBacking(supply_after);
  }

  /** What the reserve holds and owes now. */
  generate_proof_of_reserves(): ProofOfReserves {
    return generateProof();
  }

  /** Enough custodians found unspent, at this block, exactly what the commitment stands for. */
  publish_proof(
    attestors: Vec<Address>,
    bitcoin_height: u32,
    bitcoin_block: BytesN<32>,
    total_btc: u64,
    utxo_commitment: BytesN<32>,
  ): void {
    publishProof(attestors, bitcoin_height, bitcoin_block, total_btc, utxo_commitment);
  }

  /** The proof published last. */
  get_proof(): ProofOfReserves {
    return loadProof();
  }

  /** Basis points, 10000 = 100 %. 10000 while nothing is issued. */
  get_reserve_ratio(): u64 {
    return reserveStatus().reserve_ratio;
  }

  /** Reserves that are not owed, supply and their ratio at once. */
  get_reserve_status(): ReserveStatus {
    return reserveStatus();
  }

  /** Satoshis in custody, those owed to withdrawals among them. */
  total_reserves(): u64 {
    return loadBooks().total_btc;
  }

  get_utxo(tx_hash: BytesN<32>, vout: u32): Utxo {
    return loadUtxo(outpointOf(tx_hash, vout));
  }

  get_withdrawal(withdrawal_id: BytesN<32>): Withdrawal {
    return describeWithdrawal(withdrawal_id);
  }

  /** What holds up the payment of a withdrawal. */
  get_watch(withdrawal_id: BytesN<32>): PayoutWatch {
    return describeWatch(withdrawal_id);
  }

  get_payout_rules(): PayoutRules {
    return payoutRules();
  }

  /** What a deposit needs besides custodians. */
  get_deposit_rules(): DepositRules {
    return depositRules();
  }

  get_payment(txid: BytesN<32>): Payment {
    return loadPayment(txid);
  }

  /** The batch that an authorized payment belongs to. */
  get_batch(txid: BytesN<32>): Batch {
    return loadBatch(loadPayment(txid).batch);
  }

  /** How many confirmations `amount` satoshis need when nothing else is at stake with them. */
  required_confirmations(amount: u64): u32 {
    return requiredConfirmations(amount);
  }

  /** As `required_confirmations`, with all that was credited around this block. */
  required_confirmations_at(amount: u64, block_height: u32): u32 {
    return requiredConfirmationsAt(amount, block_height);
  }

  get_redemption_rate(): u32 {
    return loadRedemptionRate();
  }

  /** The deposit that is returned. `get_withdrawal` of its id says how far that has come. */
  get_return(tx_hash: BytesN<32>, vout: u32): Return {
    return loadReturn(returnId(outpointOf(tx_hash, vout)));
  }

  get_caps(): ReserveCaps {
    return loadCaps();
  }

  /** As `most_outflow` counts them. */
  get_outflow(): u64 {
    return outflow();
  }

  /** As `most_unreported` counts them. */
  get_unreported(): u64 {
    return unreported();
  }

  get_report(tx_hash: BytesN<32>, vout: u32): Option<DepositReport> {
    return reportOf(outpointOf(tx_hash, vout));
  }

  /** An unsigned Bitcoin transaction as this contract reads it. */
  parse_transaction(unsigned_tx: Bytes): BitcoinTransaction {
    return parseTransaction(unsigned_tx);
  }

  /** The script of a Bitcoin address as this contract reads it. */
  script_of_address(btc_address: Str): Bytes {
    return scriptOfAddress(btc_address, loadConfig().network);
  }

  get_config(): ReserveConfig {
    return loadConfig();
  }

  get_policy(): ReservePolicy {
    return loadPolicy();
  }

  get_epoch(epoch: u32): Epoch {
    return loadEpoch(epoch);
  }

  set_custodians(custodians: Vec<Address>, threshold: u32): void {
    requireRouter();
    changeCustodians(custodians, threshold);
  }

  set_reserve_script(reserve_script: Bytes): void {
    requireRouter();
    changeReserveScript(reserve_script);
  }

  set_policy(policy: ReservePolicy): void {
    requireRouter();
    changePolicy(policy);
  }

  /** Basis points of what was burned that is paid, while Bitcoin is missing. */
  set_redemption_rate(rate: u32): void {
    requireRouter();
    changeRedemptionRate(rate);
  }

  set_caps(caps: ReserveCaps): void {
    requireRouter();
    changeCaps(loadConfig().router, caps);
  }

  set_payout_rules(rules: PayoutRules): void {
    requireRouter();
    changePayoutRules(rules);
  }

  set_deposit_rules(rules: DepositRules): void {
    requireRouter();
    changeDepositRules(rules);
  }

  /** Calls a function and undoes it. Fails always, with 57 at the end. Anyone. */
  rehearse(target: Address, function_name: Sym, parameters: Vec<Val>): void {
    rehearse(target, function_name, parameters);
  }

  set_paused(paused: bool): void {
    requireRouter();
    changeRunning(paused);
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
    return ContractKind.ReserveManager;
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    return storedLayout();
  }
}
