import { type Submitter, signEntry } from '@istsi/soroban-client';
import type { Keypair, xdr } from '@stellar/stellar-sdk';
import { ServiceError } from '../services/errors.ts';

/** What one person does: one Stellar transaction, signed by that person's key, waited for until it is final. */
export async function signedCall(
  submitter: Submitter,
  actor: Keypair,
  action: string,
  invoke: xdr.HostFunction,
): Promise<{ stellarTx: string; returnValue: xdr.ScVal | undefined }> {
  const outcome = await submitter.submit({
    invoke,
    authorize: (entry, { validUntilLedger, networkPassphrase }) =>
      signEntry(entry, actor, validUntilLedger, networkPassphrase),
  });
  switch (outcome.status) {
    case 'success':
      return { stellarTx: outcome.hash, returnValue: outcome.returnValue };
    case 'refused':
    case 'failed': {
      const { contractError, text: reason } = outcome.failure;
      throw new ServiceError('services/chain-refused', { action, contractError, reason });
    }
    case 'dead':
      throw new ServiceError('services/chain-refused', {
        action,
        contractError: undefined,
        reason: `the network did not take the transaction (${outcome.reason ?? outcome.why})`,
      });
    case 'unknown':
    case 'pending':
      throw new ServiceError('services/not-final', { action, stellarTx: outcome.hash });
  }
}
