import { HostError } from '../values/error.ts';
import { addressVal, type HostVal } from '../values/value.ts';

/** Errors of the contracts that are built into the network (`ContractError` there; numbers are part of the protocol). */
const ASSET_ERRORS = {
  OperationNotSupported: 2,
  AlreadyInitialized: 3,
  AccountMissing: 6,
  NegativeAmount: 8,
  Allowance: 9,
  Balance: 10,
  BalanceDeauthorized: 11,
  Overflow: 12,
  TrustlineMissing: 13,
  InsufficientAccountReserve: 14,
  TooManyAccountSubentries: 15,
} as const;
export type AssetError = keyof typeof ASSET_ERRORS;

export function assetError(error: AssetError, reason: string, ...args: HostVal[]): HostError {
  return new HostError('Contract', ASSET_ERRORS[error], reason, args);
}

/** Balances belong to accounts and contracts; claimable balances and liquidity pools have none here. */
export function unexpectedAddress(address: string): HostError {
  return new HostError('Object', 'InternalError', 'Unexpected ScAddress type', [addressVal(address)]);
}
