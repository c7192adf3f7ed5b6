import {
  type Address,
  Args,
  BytesN,
  type bool,
  ledger,
  Option,
  publish,
  require,
  type Str,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { addFinding } from './attested-arguments.ts';
import { scriptOfAddress } from './bitcoin/address.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { DUST, requireValidAmount } from './books.ts';
import { requireAttestedNow } from './custodians.ts';
import { receiveOutput } from './deposits.ts';
import { ReserveError } from './errors.ts';
import type {
  DepositReturnable,
  ReturnApproved,
  ReturnHeld,
  ReturnNamed,
  ReturnProposed,
  WithdrawalRecorded,
} from './events.ts';
import { requireOfficer } from './guardian.ts';
import { requireNotPaused, requireRunning } from './guards.ts';
import { beginWatch } from './payout-watch.ts';
import { reportReserves } from './ratio.ts';
import { oweInFull } from './redemption.ts';
import { loadOpenReturn, returnId } from './return-debts.ts';
import { NEVER } from './running-time.ts';
import { hasWithdrawal, loadConfig, loadReturn, loadWithdrawal, storeReturn, storeWithdrawal } from './storage.ts';
import { type Return, type Withdrawal, WithdrawalState } from './types.ts';

// A deposit that may not become tokens goes back. Its output enters the books and is owed from the same moment, so that it
// never backs a token; its outpoint is taken, so that it never mints. From there on it is paid like a withdrawal.

const DAY: u64 = 86_400;
// Officers have this long to hold one before it can be paid.
const HOLDING_TIME: u64 = DAY;
// And to object to where one goes that has no owner.
const OBJECTION_TIME: u64 = 7 * DAY;

/** Counts an output that mints nothing and belongs to somebody: to its owner, or as yet to nobody that is known. */
export function registerReturnable(
  attestors: Vec<Address>,
  owner: Option<Address>,
  outpoint: Outpoint,
  amount: u64,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  const subject = Args.of().add<Vec<Address>>(attestors).add<Option<Address>>(owner);
  requireAttestedNow(attestors, addFinding(subject, outpoint, amount, confirmations, block));
  requireValidAmount(amount);
  require(amount > DUST, ReserveError.DepositTooSmall);
  receiveOutput(outpoint, amount, confirmations, block);
  oweInFull(amount);
  const deposit: Return = {
    amount,
    approved: owner.isSome,
    held: false,
    lost: false,
    owner,
    proposed_at: 0,
    proposer: Option.none<Address>(),
    registered_at: ledger.timestamp(),
  };
  const return_id = returnId(outpoint);
  storeReturn(return_id, deposit);
  publish<DepositReturnable>({
    tx_hash: outpoint.tx_hash,
    vout: outpoint.vout,
    amount,
    attestors,
    block,
    confirmations,
    owner,
    return_id,
  });
  reportReserves();
}

/** The owner's Stellar key names where it is paid to, and may name another address until a payment is authorized. */
export function nameReturn(owner: Address, outpoint: Outpoint, btc_address: Str, max_fee: u64): BytesN<32> {
  owner.requireAuth();
  requireRunning();
  const id = returnId(outpoint);
  const deposit = loadOpenReturn(id);
  require(deposit.owner.isSome && deposit.owner.unwrap() === owner, ReserveError.NotTheOwner);
  recordReturn(id, deposit.amount, btc_address, max_fee);
  publish<ReturnNamed>({ return_id: id, by: owner, btc_address, max_fee });
  return id;
}

/** Where nobody is known to own it, an officer proposes, and a second one agrees after everybody could object. */
export function proposeReturn(officer: Address, outpoint: Outpoint, btc_address: Str, max_fee: u64): BytesN<32> {
  requireOfficer(officer);
  requireNotPaused();
  const id = returnId(outpoint);
  const deposit = loadOpenReturn(id);
  require(!deposit.owner.isSome, ReserveError.NotTheOwner);
  recordReturn(id, deposit.amount, btc_address, max_fee);
  deposit.proposed_at = ledger.timestamp();
  deposit.proposer = Option.some<Address>(officer);
  deposit.approved = false;
  storeReturn(id, deposit);
  publish<ReturnProposed>({ return_id: id, by: officer, btc_address, max_fee });
  return id;
}

/** The second one agrees to the very script that was proposed. */
export function approveReturn(officer: Address, outpoint: Outpoint, btc_address: Str): void {
  requireOfficer(officer);
  requireNotPaused();
  const id = returnId(outpoint);
  const deposit = loadOpenReturn(id);
  require(deposit.proposer.isSome, ReserveError.ReturnNotProposed);
  require(deposit.proposer.unwrap() !== officer, ReserveError.SameOfficer);
  require(ledger.timestamp() >= deposit.proposed_at + OBJECTION_TIME, ReserveError.ReturnWaits);
  const script = scriptOfAddress(btc_address, loadConfig().network);
  require(loadWithdrawal(id).script === script, ReserveError.ReturnNotProposed);
  deposit.approved = true;
  deposit.proposer = Option.none<Address>();
  storeReturn(id, deposit);
  publish<ReturnApproved>({ return_id: id, by: officer });
}

/** Keeps it where it is, or lets it go again. What was proposed or approved before is proposed anew, by two people. */
export function holdReturn(officer: Address, outpoint: Outpoint, held: bool): void {
  requireOfficer(officer);
  const id = returnId(outpoint);
  const deposit = loadReturn(id);
  deposit.held = held;
  deposit.proposer = Option.none<Address>();
  deposit.approved = deposit.owner.isSome;
  storeReturn(id, deposit);
  publish<ReturnHeld>({ return_id: id, by: officer, held });
}

/** Refuses to pay what is lost, what officers hold, or could not have held yet. */
export function requireReturnable(id: BytesN<32>): void {
  const deposit = loadOpenReturn(id);
  require(deposit.approved, ReserveError.ReturnNotProposed);
  require(ledger.timestamp() >= deposit.registered_at + HOLDING_TIME, ReserveError.ReturnWaits);
}

function recordReturn(id: BytesN<32>, amount: u64, btc_address: Str, max_fee: u64): void {
  if (hasWithdrawal(id))
    require(loadWithdrawal(id).state === WithdrawalState.Pending, ReserveError.InvalidWithdrawalState);
  require(max_fee > 0 && max_fee < amount && amount - max_fee >= DUST, ReserveError.WithdrawalTooSmall);
  const config = loadConfig();
  const script = scriptOfAddress(btc_address, config.network);
  require(script !== config.reserve_script, ReserveError.PaysReserve);
  // A large one waits as a withdrawal would.
  if (!hasWithdrawal(id)) beginWatch(id, amount);
  const batch = BytesN.zero<32>();
  const state = WithdrawalState.Pending;
  const withdrawal: Withdrawal = { amount, batch, burned: 0, deadline: NEVER, max_fee, script, state };
  storeWithdrawal(id, withdrawal);
  publish<WithdrawalRecorded>({ withdrawal_id: id, amount, deadline: NEVER, max_fee, script });
}
