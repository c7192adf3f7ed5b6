import { type Address, Bytes, type BytesN, crypto, ledger, type Option, require, type u64 } from '@istsi/soroban-sdk';
import { OperationType } from '../shared/operations.ts';
import { addReceiver } from './activity.ts';
import { bookAct, bookReceived, bookUsage, finish, storeParty } from './booking.ts';
import { admit, isLimited } from './compliance.ts';
import { KycError } from './errors.ts';
import { type Party, partyOf } from './parties.ts';
import { loadProof, type PendingProof, type ProofSubject, removeProof, storeProof } from './storage.ts';

/** Books the operation against the user's limits and issues the proof that `consumer` must show in this same ledger. */
export function authorizeOperation(
  consumer: Address,
  user: Address,
  operation: OperationType,
  amount: u64,
  counterparty: Option<Address>,
): BytesN<32> {
  const party = partyOf(user, operation);
  if (counterparty.isNone) {
    admit(party, operation, amount, !party.isSystem);
    if (!party.isSystem && amount > 0) book(party, operation, amount);
  } else {
    authorizeWith(party, partyOf(counterparty.unwrap(), operation), operation, amount);
  }

  const subject: ProofSubject = { amount, consumer, ledger: ledger.sequence(), operation, user };
  const proof = crypto.sha256(Bytes.serialize<ProofSubject>(subject));
  const pending: PendingProof = { proof, subject };
  storeProof(user, pending);
  return proof;
}

function authorizeWith(party: Party, other: Party, operation: OperationType, amount: u64): void {
  const limited = isLimited(party, other);
  admit(party, operation, amount, limited);
  admit(other, operation, amount, limited);
  if (amount === 0) return;
  if (limited) addReceiver(party.activity, other.identity.id);
  if (!other.isSystem) storeParty(other, operation);
  if (limited) book(party, operation, amount);
  else if (!party.isSystem) storeParty(party, operation);
}

/** A deposit is received: it comes when somebody sends Bitcoin, whoever that is. Everything else is the user's act. */
function book(party: Party, operation: OperationType, amount: u64): void {
  bookUsage(party, amount);
  if (operation === OperationType.BitcoinDeposit) {
    bookReceived(party, amount);
    storeParty(party, operation);
  } else {
    bookAct(party, operation, amount);
    finish(party, operation);
  }
}

/** Uses a proof up. Only the contract that it was issued to can, and only for what it was issued for. */
export function consumeProof(proof: BytesN<32>, user: Address, operation: OperationType, amount: u64): void {
  const pending = loadProof(user);
  const subject = pending.subject;
  subject.consumer.requireAuth();
  require(pending.proof === proof, KycError.InvalidProof);
  require(subject.operation === operation && subject.amount === amount, KycError.InvalidProof);
  require(subject.ledger === ledger.sequence(), KycError.InvalidProof);
  removeProof(user);
}
