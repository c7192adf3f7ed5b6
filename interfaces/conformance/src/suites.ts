import type { Keypair } from '@stellar/stellar-sdk';
import { type Result, runChecks } from './check.ts';
import { findHome } from './home.ts';
import { sep45Checks } from './sep45/checks.ts';
import type { ContractAccount } from './sep45/context.ts';
import { sep59Checks } from './sep59/checks.ts';

export interface SuiteOptions {
  /** Home domain, or its URL. */
  target: string;
  onResult?: ((result: Result) => void) | undefined;
}

/** Everything that SEP-45 asks of a server that can be seen from outside. Without an account sessions are not asked for. */
export async function runSep45({
  target,
  onResult,
  account,
}: SuiteOptions & { account?: ContractAccount | undefined }): Promise<Result[]> {
  return await runChecks(sep45Checks, { home: await findHome(target), account }, onResult);
}

/** Likewise of SEP-59. `key`: of an account whose owner the server knows, so that it gives an address. */
export async function runSep59({ target, onResult, key }: SuiteOptions & { key: Keypair }): Promise<Result[]> {
  return await runChecks(sep59Checks, { home: await findHome(target), key, sessions: new Map() }, onResult);
}
