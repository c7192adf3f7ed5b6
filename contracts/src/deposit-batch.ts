import type { ContractHandle } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { type DepositArgs, type DepositClaim, depositArgs, depositClaimIn } from './deposit-args.ts';
import type { IntegrationRouter } from './generated/integration-router.ts';

/** Deposits that are minted by one call of the router, together or not at all. */
export interface DepositBatch {
  /** All of the same caller and the same attestors. */
  claims: readonly DepositClaim[];
  /** 32 bytes, which the caller uses once. */
  operationId: Uint8Array;
  /** Ledger time, seconds, until which it can be executed. */
  timeout: bigint;
}

export type BatchArgs = IntegrationRouter['execute_batch']['args'];

const DEPOSIT = 'execute_bitcoin_deposit';
/** What the deposit answers, its operation's id. */
const RETURNS = 'bytes';
/** What a ledger has room for (contracts/integration-router/batch-size.ts). */
export const MOST_DEPOSITS = 6;

/** Arguments of the router's `execute_batch`: the deposits and nothing else, and nothing to be rolled back. */
export function depositBatchArgs(router: ContractHandle, { claims, operationId, timeout }: DepositBatch): BatchArgs {
  const [first] = claims;
  if (!first) throw new RangeError('a batch has at least one deposit');
  const calls = claims.map((claim) => ({
    expected_return_type: RETURNS,
    function_name: DEPOSIT,
    parameters: router.spec.funcArgsToScVals(DEPOSIT, depositArgs(claim)),
    target_contract: router.contractId,
  }));
  return { caller: first.caller, batch: { calls, operation_id: operationId, rollback_calls: [], timeout } };
}

/**
 * What a batch says, if it is nothing but deposits: whoever signs its hash signs all of it, so it must come out as it was
 * when it is written anew from what was read. Undefined for any other batch.
 */
export function depositBatchIn(router: ContractHandle, args: readonly xdr.ScVal[]): DepositBatch | undefined {
  try {
    const batch = fieldsOf(args[1]);
    const calls = listIn(batch.get('calls'));
    const claims = calls.map((call) => claimIn(router, listIn(fieldsOf(call).get('parameters'))));
    const [id, timeout] = [batch.get('operation_id'), batch.get('timeout')];
    if (id?.type !== 'scvBytes' || timeout?.type !== 'scvU64') return undefined;
    const found: DepositBatch = { claims, operationId: id.bytes.value, timeout: BigInt(timeout.u64) };
    const again = router.spec.funcArgsToScVals('execute_batch', depositBatchArgs(router, found));
    return isSame(again, args) ? found : undefined;
  } catch {
    // The spec's decoder throws for values of another type; to the caller that is one answer.
    return undefined;
  }
}

function claimIn(router: ContractHandle, parameters: readonly xdr.ScVal[]): DepositClaim {
  const { inputs } = router.spec.getFunc(DEPOSIT);
  const named = inputs.map((input, i) => [
    input.name.toString(),
    router.spec.scValToNative<unknown>(parameters[i]!, input.type),
  ]);
  return depositClaimIn(Object.fromEntries(named) as DepositArgs);
}

function fieldsOf(value: xdr.ScVal | undefined): Map<string, xdr.ScVal> {
  if (value?.type !== 'scvMap' || !value.map) throw new TypeError('not a structure');
  return new Map(
    value.map.map(({ key, val }) => {
      if (key.type !== 'scvSymbol') throw new TypeError('not the name of a field');
      return [key.sym.toString(), val];
    }),
  );
}

function listIn(value: xdr.ScVal | undefined): readonly xdr.ScVal[] {
  if (value?.type !== 'scvVec' || !value.vec) throw new TypeError('not a list');
  return value.vec;
}

const isSame = (left: readonly xdr.ScVal[], right: readonly xdr.ScVal[]): boolean =>
  left.length === right.length && left.every((value, i) => value.toXdr('base64') === right[i]!.toXdr('base64'));
