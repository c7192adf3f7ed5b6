import type { SystemContracts } from '@istsi/contracts';
import { IntegrationError } from '@istsi/contracts/clients/integration-router';
import { KycError, OperationType } from '@istsi/contracts/clients/kyc-registry';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { ContractError, InvocationFailure, TransactionFate } from '@istsi/soroban-client';
import type { SignerFailure } from '../attestation/signer-client.ts';
import { type Deposit, NO_OWNER, type Refusal } from './deposits/deposit.ts';

const ALREADY_DONE = new Set<number>([IntegrationError.DuplicateOperation, ReserveError.OutpointAlreadyRegistered]);

/** The chain says that this output was processed before: not a failure, but a question to be asked of the chain. */
export const isAlreadyDone = ({ contractError }: InvocationFailure): boolean =>
  contractError !== undefined && ALREADY_DONE.has(contractError.code);

export const isTooShallow = ({ contractError }: InvocationFailure): boolean =>
  contractError?.code === ReserveError.NotEnoughConfirmations;

export function refusalOfContracts({ contractError, text }: InvocationFailure): Refusal {
  if (!contractError) return { code: 'host-error', message: text };
  return { code: contractError.name ?? `#${contractError.code}`, message: text };
}

/** The network's word for it (CAP-77). */
const FROZEN = 'txFrozenKeyAccessed';
const FROZEN_MESSAGE =
  'Stellar includes no transaction that touches this: one of its ledger entries was frozen by a vote of the validators (CAP-77). ' +
  'It is asked for again now and then; ask the validators, or whoever owns the account, why';

type Lost = Extract<TransactionFate, { status: 'dead' | 'unknown' }>;

/**
 * Why a transaction is given up for another one. Whether an unknown one happened, the contract says: it does none of our
 * calls twice, so sending another is how to find out.
 */
export function refusalOfFate(fate: Lost): Refusal {
  const why = fate.status === 'dead' ? (fate.reason ?? fate.why) : fate.why;
  if (why === FROZEN) return { code: 'frozen-entry', message: FROZEN_MESSAGE };
  if (fate.status === 'dead') return { code: fate.why, message: `the transaction was not included: ${why}` };
  return { code: 'unknown', message: `whether the transaction was included is not known here (${why}); asked again` };
}

/** Of a transaction that may still be included. */
export const refusalOfPending = ({ hash, reason }: Extract<TransactionFate, { status: 'pending' }>): Refusal => ({
  code: 'fate-pending',
  message: `whether transaction ${hash} was included is not known yet${reason ? `: the node says ${reason}` : ''}; asked again`,
});

/** Whose address was paid is in no registry yet. */
export const nobodys = ({ addressIndex }: Pick<Deposit, 'addressIndex'>): Refusal => ({
  code: NO_OWNER,
  message: `nobody is registered with address index ${addressIndex}`,
});

export const lostDetail = (fate: Lost): Record<string, string> => ({
  [`${fate.status}_tx`]: fate.hash,
  why: fate.status === 'dead' ? (fate.reason ?? fate.why) : fate.why,
});

const COMPLIANCE = new Set<number>([
  IntegrationError.ComplianceCheckFailed,
  IntegrationError.InsufficientKYCTier,
  IntegrationError.AddressBlacklisted,
]);

/** What would let the registry approve, by the code of its refusal. */
export const registryRemedies: Record<number, string> = {
  [KycError.IdentityNotFound]: 'register the address with the KYC registry',
  [KycError.NotActive]: 'a compliance officer has to activate the identity',
  [KycError.Expired]: 'renew the verification of the identity',
  [KycError.UnderReview]: 'a compliance officer has to end the review',
  [KycError.TierTooLow]: 'verify the user for a higher tier',
  [KycError.OverOperationLimit]: 'the amount is above what the tier allows at once: verify the user for a higher tier',
  [KycError.OverDailyLimit]: 'wait until the amount fits the limit for 24 hours, or verify the user for a higher tier',
  [KycError.OverMonthlyLimit]: 'wait until the amount fits the limit for 30 days, or verify the user for a higher tier',
};

/**
 * The router says only that compliance failed; the registry is asked why, for the person who has to do something about
 * it. Undefined when the refusal is of another kind, or the registry approves by now.
 */
export async function refusalOfRegistry(
  { kyc }: SystemContracts,
  { user, amountSats }: Pick<Deposit, 'amountSats'> & { user: string },
  { contractError }: InvocationFailure,
): Promise<Refusal | undefined> {
  if (contractError === undefined || !COMPLIANCE.has(contractError.code)) return undefined;
  const operation = OperationType.BitcoinDeposit;
  const check = await kyc.tryRead('verify_operation_compliance', {
    user,
    operation,
    amount: amountSats,
    counterparty: null,
  });
  if (check.ok || check.failure.contractError === undefined) return undefined;
  return registryRefusal(check.failure.contractError);
}

/** What the registry said, and what would let it approve. */
export function registryRefusal({ code, name = `#${code}` }: ContractError): Refusal {
  const remedy = registryRemedies[code];
  return { code: name, message: `the KYC registry refuses (${name}, #${code})${remedy ? `: ${remedy}` : ''}` };
}

export function refusalOfSigners(failures: readonly SignerFailure[], threshold: number): Refusal {
  const each = failures.map(({ address, code, reason }) => `${address.slice(0, 8)}… ${code}: ${reason}`);
  return { code: 'too-few-attestations', message: `fewer than ${threshold} custodians attested. ${each.join('; ')}` };
}
