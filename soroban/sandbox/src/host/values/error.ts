import type { HostVal } from './value.ts';

/** Names of `ScErrorType`, by number (CAP-46). */
export const ERROR_TYPES = [
  'Contract',
  'WasmVm',
  'Context',
  'Storage',
  'Object',
  'Crypto',
  'Events',
  'Budget',
  'Value',
  'Auth',
] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

/** Names of `ScErrorCode`, by number (CAP-46). */
export const ERROR_CODES = [
  'ArithDomain',
  'IndexBounds',
  'InvalidInput',
  'MissingValue',
  'ExistingValue',
  'ExceededLimit',
  'InvalidAction',
  'InternalError',
  'UnexpectedType',
  'UnexpectedSize',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * Why a frame failed: `Error(type, code)` of the network. A contract's own error has type `Contract` and a number.
 * Thrown by host functions, caught by frames (which roll back) and by `invokeHostFunction`, and by nobody else.
 */
export class HostError extends Error {
  readonly type: ErrorType;
  readonly code: ErrorCode | number;
  /** What happened, without the error's name. */
  readonly reason: string;
  /** Values that explain it, for diagnostic events. */
  readonly args: readonly HostVal[];
  /** Whether diagnostic events tell only that a host function failed, and not why. */
  readonly isUntold: boolean;

  constructor(
    type: ErrorType,
    code: ErrorCode | number,
    reason: string,
    args: readonly HostVal[] = [],
    isUntold = false,
  ) {
    super(`${errorName(type, code)}: ${reason}`);
    this.isUntold = isUntold;
    this.name = 'HostError';
    this.type = type;
    this.code = code;
    this.reason = reason;
    this.args = args;
  }

  /** As the network prints it: `Error(Storage, MissingValue)`, `Error(Contract, #3)`. */
  get short(): string {
    return errorName(this.type, this.code);
  }

  get value(): HostVal {
    const code = typeof this.code === 'number' ? this.code : ERROR_CODES.indexOf(this.code);
    return { type: 'error', errorType: ERROR_TYPES.indexOf(this.type), code };
  }
}

function errorName(type: ErrorType, code: ErrorCode | number): string {
  return `Error(${type}, ${typeof code === 'number' ? `#${code}` : code})`;
}

/** The text of an error value: `Error(Contract, #3)`. */
export function formatErrorValue(errorType: number, code: number): string {
  const type = ERROR_TYPES[errorType] ?? 'Contract';
  return errorName(type, type === 'Contract' ? code : (ERROR_CODES[code] ?? code));
}

/** Whether `try_call` may hand the error to the caller: limits of the transaction and bugs of the host end everything. */
export function isRecoverable(error: HostError): boolean {
  if (error.type !== 'Contract' && error.code === 'InternalError') return false;
  return !(error.code === 'ExceededLimit' && (error.type === 'Storage' || error.type === 'Budget'));
}

/** An error value's code must exist, unless it is a contract's own. */
export const isErrorCode = (errorType: number, code: number): boolean =>
  errorType === 0 || (errorType <= 9 && code < ERROR_CODES.length);
