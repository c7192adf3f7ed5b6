import { createSubmitter, openNetwork, signEntry } from '@istsi/soroban-client';
import type { Keypair, xdr } from '@stellar/stellar-sdk';
import type { World } from './world.ts';

/** Somebody calls a contract, past the services. */
export async function actBy(world: World, by: Keypair, invoke: xdr.HostFunction): Promise<void> {
  const submitter = createSubmitter({ network: openNetwork(world.sandbox), channels: [world.keys.deployer] });
  const outcome = await submitter.submit({
    invoke,
    authorize: (entry, terms) => signEntry(entry, by, terms.validUntilLedger, terms.networkPassphrase),
  });
  if (outcome.status !== 'success') throw new Error(JSON.stringify(outcome));
}

/** A compliance officer holds the payment of a withdrawal, or releases it. */
export async function watchWithdrawal(
  world: World,
  name: 'hold_withdrawal' | 'release_withdrawal',
  id: string,
): Promise<void> {
  const officer = world.keys.complianceOfficer;
  const args = { caller: officer.publicKey(), withdrawal_id: Buffer.from(id, 'hex'), reason: 'looked at' };
  await actBy(world, officer, world.contracts.reserve.invocation(name, args));
}
