import { type Address, ledger, publish, type Str, type u32, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import type { ComplianceAction, IntegrationEventRegistered } from './events.ts';
import { loadIdentityOf } from './records.ts';
import { isExempt } from './storage.ts';

/** An officer's decision, as the audit trail keeps it. */
export function recordAction(officer: Address, user: Address, action: Str, reason: Str): void {
  publish<ComplianceAction>({ user, action, officer, reason, timestamp: ledger.timestamp() });
}

/**
 * A completed operation, together with what was known of the user when it ran: of a system account nothing. Returns what
 * everything of the user is counted by, as `identity_of` does.
 */
export function registerIntegrationEvent(
  user: Address,
  operation: OperationType,
  amount: u64,
  metadata: Map<Str, Str>,
): Address {
  if (isExempt(user)) {
    publishOperation(user, operation, amount, metadata, 0, 0, 0);
    return user;
  }
  const identity = loadIdentityOf(user);
  publishOperation(user, operation, amount, metadata, identity.id, identity.risk_score, identity.tier);
  return identity.first_address;
}

function publishOperation(
  user: Address,
  operation: OperationType,
  amount: u64,
  metadata: Map<Str, Str>,
  identity: u64,
  risk_score: u32,
  tier: u32,
): void {
  const timestamp = ledger.timestamp();
  publish<IntegrationEventRegistered>({ user, operation, amount, identity, metadata, risk_score, tier, timestamp });
}
