import { type Address, type bool, fail, type Option, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { ComplianceResult, OperationType } from '../shared/operations.ts';
import { useOverride } from './overrides.ts';
import { liftableRefusal, type Party, partyOf, refusalOfParty } from './parties.ts';
import type { ComplianceCheck } from './types.ts';

/** 0 when `user`, and `counterparty` where there is one, may take part in the operation; otherwise the KycError code. */
export function refusalOf(user: Address, operation: OperationType, amount: u64, counterparty: Option<Address>): u32 {
  const party = partyOf(user, operation);
  if (counterparty.isNone) return refusalOfParty(party, operation, amount, !party.isSystem);
  const other = partyOf(counterparty.unwrap(), operation);
  const limited = isLimited(party, other);
  const refusal = refusalOfParty(party, operation, amount, limited);
  return refusal !== 0 ? refusal : refusalOfParty(other, operation, amount, limited);
}

/** Each question is answered by itself: no answer assumes that an operation before it has happened. */
export function answerEach(checks: Vec<ComplianceCheck>): Vec<ComplianceResult> {
  let answers = Vec.empty<ComplianceResult>();
  for (const check of checks) {
    const reason = refusalOf(check.user, check.operation, check.amount, check.counterparty);
    const answer: ComplianceResult = {
      compliant: reason === 0,
      operation: check.operation,
      reason,
      user: check.user,
    };
    answers = answers.push(answer);
  }
  return answers;
}

/**
 * What moves between a holder and the system itself is part of an operation of its own kind, which has its own limits;
 * only the holder's standing counts.
 */
export function isLimited(party: Party, other: Party): bool {
  return !party.isSystem && !other.isSystem;
}

/** Ends the call unless the party may take part; uses up the override without which it might not. */
export function admit(party: Party, operation: OperationType, amount: u64, limited: bool): void {
  const refusal = refusalOfParty(party, operation, amount, limited);
  if (refusal !== 0) fail(refusal);
  // Nothing was done, so nothing is used up.
  if (party.isSystem || amount === 0) return;
  if (liftableRefusal(party, operation, amount, limited) !== 0) useOverride(party, operation);
}
