import { type Address, ledger, publish, type Str, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import type { ComplianceAction, IntegrationEventRegistered } from './events.ts';
import { loadIdentityOf } from './storage.ts';

/** An officer's decision, as the audit trail keeps it. */
export function recordAction(officer: Address, user: Address, action: Str, reason: Str): void {
  publish<ComplianceAction>({ user, action, officer, reason, timestamp: ledger.timestamp() });
}

/** A completed operation, together with what was known of the user when it ran. */
export function registerIntegrationEvent(
  user: Address,
  operation: OperationType,
  amount: u64,
  metadata: Map<Str, Str>,
): void {
  const identity = loadIdentityOf(user);
  publish<IntegrationEventRegistered>({
    user,
    operation,
    amount,
    identity: identity.id,
    metadata,
    risk_score: identity.risk_score,
    tier: identity.tier,
    timestamp: ledger.timestamp(),
  });
}
