import { createHash } from 'node:crypto';
import type { ContractArgs } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import type { ContractName } from '../src/index.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

export interface BatchCall {
  expected_return_type: string;
  function_name: string;
  parameters: xdr.ScVal[];
  target_contract: string;
}

/** One call of a batch, its arguments encoded as the target's own spec says. */
export const batchCall = (
  world: World,
  name: ContractName,
  method: string,
  args: ContractArgs,
  returns: string,
): BatchCall => ({
  expected_return_type: returns,
  function_name: method,
  parameters: world.contracts[name].spec.funcArgsToScVals(method, args),
  target_contract: world.contracts[name].contractId,
});

export interface BatchOptions {
  label: string;
  calls: BatchCall[];
  rollback?: BatchCall[];
  by?: Person;
  signers?: Person[];
  /** Ledger time, seconds; in an hour unless said otherwise. */
  timeout?: bigint;
  alone?: boolean;
}

export const batchId = (label: string): Buffer => createHash('sha256').update(`batch ${label}`).digest();

export async function executeBatch(world: World, options: BatchOptions): Promise<unknown[]> {
  const { label, calls, rollback = [], by = 'operator', signers = [], alone = false } = options;
  const timeout = options.timeout ?? BigInt(Math.floor(Date.now() / 1000)) + 3_600n;
  const batch = { operation_id: batchId(label), calls, rollback_calls: rollback, timeout };
  const args = { caller: world.address(by), batch };
  return await world.invoke('integration-router', 'execute_batch', args, { by, signers, alone });
}

export const rollbackBatch = (world: World, label: string, by: Person, signers: Person[] = []): Promise<void> =>
  world.invoke(
    'integration-router',
    'rollback_batch',
    { caller: world.address(by), operation_id: batchId(label) },
    { by, signers },
  );
