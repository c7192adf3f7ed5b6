import { type Address, Args, publish, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { addBlock, addFinding, addOutpoint } from './attested-arguments.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { requirePlausibleHeight } from './bitcoin-heights.ts';
import { addOutput, requireValidAmount } from './books.ts';
import { requireDepositWithinCaps } from './caps.ts';
import { requireAttestedNow } from './custodians.ts';
import { depositRules, requireAttestedOrProved, requireDepositAttested } from './deposit-rules.ts';
import { ReserveError } from './errors.ts';
import type { DepositRegistered, ReserveAdded } from './events.ts';
import { countExposure, requiredConfirmationsAt } from './exposure.ts';
import { requireReported } from './guardian.ts';
import { loseOutput } from './losses.ts';
import { reportReserves } from './ratio.ts';
import { hasUtxo } from './storage.ts';

export function registerDeposit(
  attestors: Vec<Address>,
  user: Address,
  outpoint: Outpoint,
  amount: u64,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  const subject = Args.of().add<Vec<Address>>(attestors).add<Address>(user);
  const args = addFinding(subject, outpoint, amount, confirmations, block);
  const rules = depositRules();
  const isProvedAlone = requireDepositAttested(rules, attestors, args, amount, confirmations);
  requireValidAmount(amount);
  requireDepositWithinCaps(amount);
  // Where a proof is all there is, a guardian may be as silent as custodians are.
  const needsReport = !isProvedAlone && amount >= rules.guardian_from;
  requireReported(outpoint, amount, user, block, needsReport, isProvedAlone);
  const total_btc = receiveOutput(outpoint, amount, confirmations, block);
  publish<DepositRegistered>({
    tx_hash: outpoint.tx_hash,
    vout: outpoint.vout,
    amount,
    attestors,
    block,
    confirmations,
    total_btc,
    user,
  });
}

/** Adds an output that mints nothing: what a loss took is filled, a margin begins, or fees of sweeps are paid. */
export function addReserve(
  attestors: Vec<Address>,
  outpoint: Outpoint,
  amount: u64,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  const subject = Args.of().add<Vec<Address>>(attestors);
  requireAttestedNow(attestors, addFinding(subject, outpoint, amount, confirmations, block));
  requireValidAmount(amount);
  const total_btc = receiveOutput(outpoint, amount, confirmations, block);
  publish<ReserveAdded>({
    tx_hash: outpoint.tx_hash,
    vout: outpoint.vout,
    amount,
    attestors,
    block,
    confirmations,
    total_btc,
  });
  reportReserves();
}

/** Counts an output that was never seen, once it is buried as deep as all that is at stake with it demands. */
export function receiveOutput(outpoint: Outpoint, amount: u64, confirmations: u32, block: BitcoinBlock): u64 {
  require(!hasUtxo(outpoint), ReserveError.OutpointAlreadyRegistered);
  requirePlausibleHeight(block.height);
  const required = requiredConfirmationsAt(amount, block.height);
  require(confirmations >= required, ReserveError.NotEnoughConfirmations);
  countExposure(amount, block.height);
  return addOutput(outpoint, amount, confirmations);
}

/** Takes an output that does not exist any more out of the books: a reorganization undid it, or it was stolen. */
export function writeOff(attestors: Vec<Address>, outpoint: Outpoint, block: BitcoinBlock): void {
  requireAttestedOrProved(attestors, addBlock(addOutpoint(Args.of().add<Vec<Address>>(attestors), outpoint), block));
  // What a payment spends cannot be given up before the payment is decided.
  loseOutput(outpoint, attestors, block);
  reportReserves();
}
