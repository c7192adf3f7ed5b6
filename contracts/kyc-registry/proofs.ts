import { type Address, Bytes, type BytesN, crypto, ledger, type Option, require, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { bookOwn } from './activity.ts';
import { admit, isLimited } from './compliance.ts';
import { KycError } from './errors.ts';
import { loadProof, type PendingProof, type ProofSubject, removeProof, storeProof } from './storage.ts';

/** Books the operation against the user's limits and issues the proof that `consumer` must show in this same ledger. */
export function authorizeOperation(
  consumer: Address,
  user: Address,
  operation: OperationType,
  amount: u64,
  counterparty: Option<Address>,
): BytesN<32> {
  admit(user, operation, amount, counterparty);
  if (isLimited(user, counterparty)) bookOwn(user, operation, amount, counterparty);

  const subject: ProofSubject = { amount, consumer, ledger: ledger.sequence(), operation, user };
  const proof = crypto.sha256(Bytes.serialize<ProofSubject>(subject));
  const pending: PendingProof = { proof, subject };
  storeProof(user, pending);
  return proof;
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
