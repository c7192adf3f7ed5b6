import { type ContractError, signEntry } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import type { GuardianWorld } from './guardian-world.ts';

export type CallOutcome = { ok: true; hash: string } | { ok: false; error: ContractError | undefined; reason: string };

/** One transaction of the guardian's own account, waited for until it is final. */
export async function sendCall(
  { submitter, key }: Pick<GuardianWorld, 'submitter' | 'key'>,
  invoke: xdr.HostFunction,
): Promise<CallOutcome> {
  const outcome = await submitter.submit({
    invoke,
    authorize: (entry, terms) => signEntry(entry, key, terms.validUntilLedger, terms.networkPassphrase),
  });
  if (outcome.status === 'success') return { ok: true, hash: outcome.hash };
  if ('failure' in outcome) {
    const { contractError, text } = outcome.failure;
    return { ok: false, error: contractError, reason: text };
  }
  return { ok: false, error: undefined, reason: `the transaction ${outcome.hash} is ${outcome.status}` };
}
