import { type bool, fail, type u32 } from '@istsi/soroban-sdk';
import { KycError } from '../shared/clients/kyc-registry.ts';
import { ReserveError } from '../shared/clients/reserve-manager.ts';
import { IntegrationError } from './errors.ts';

/** The registry's refusal in the router's words. The registry's own code stays visible in the diagnostic events. */
export function failCompliance(isContractError: bool, code: u32): void {
  if (!isContractError) fail(IntegrationError.ContractCallFailed);
  if (code === KycError.Blacklisted) fail(IntegrationError.AddressBlacklisted);
  if (code === KycError.TierTooLow) fail(IntegrationError.InsufficientKYCTier);
  fail(IntegrationError.ComplianceCheckFailed);
}

/** A refused mint in the router's words. */
export function failMint(isContractError: bool, code: u32): void {
  if (isContractError && code === ReserveError.InsufficientReserves) fail(IntegrationError.InsufficientReserves);
  // What is not proven of late does not count as reserve.
  if (isContractError && code === ReserveError.ProofTooOld) fail(IntegrationError.InsufficientReserves);
  if (isContractError && code === ReserveError.ReserveRatioTooLow) fail(IntegrationError.ReserveRatioTooLow);
  if (isContractError && code === ReserveError.IssueOverCap) fail(code);
  fail(IntegrationError.ContractCallFailed);
}
