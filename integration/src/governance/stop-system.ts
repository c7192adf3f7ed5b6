import { createSubmitter } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { type Paused, pauseSystem } from '../services/pausing.ts';
import type { Governance } from './governance.ts';
import { signedCall } from './signed-call.ts';

/** Stops everything with the key of anybody who may, past services that may be what has to be stopped. */
export async function stopSystem(governance: Governance, key: Keypair, reason: string): Promise<Paused> {
  const { network, contracts } = governance;
  const submitter = createSubmitter({ network, channels: [key], errorNames: contracts.errorNames });
  return await pauseSystem(contracts, key.publicKey(), reason, (action, invoke) =>
    signedCall(submitter, key, action, invoke),
  );
}
