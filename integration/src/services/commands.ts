import type { SystemContracts } from '@istsi/contracts';
import type { Action } from '@istsi/contracts/clients/integration-router';
import { type Submitter, signEntry } from '@istsi/soroban-client';
import { type Keypair, scValToNative, type xdr } from '@stellar/stellar-sdk';
import { ServiceError } from './errors.ts';
import { findUser } from './identities.ts';
import { pauseSystem } from './pausing.ts';
import type { RegisterIdentity, Services } from './services.ts';

export type Commands = Pick<Services, 'registerIdentity' | 'pause' | 'resume'>;

export interface CommandWorld {
  contracts: SystemContracts;
  submitter: Submitter;
  keys: { complianceOfficer: Keypair; superAdmin: Keypair };
}

const YEAR_MS = 365 * 24 * 3_600_000;
/** No country: ISO 3166-1 reserves ZZ for users of the standard. */
const UNKNOWN_COUNTRY = 'ZZ';

/** What officers and administrators do. Each is one Stellar transaction, signed by the one who does it. */
export function createCommands(world: CommandWorld): Commands {
  const { contracts, keys } = world;

  async function registerIdentity(input: RegisterIdentity): ReturnType<Commands['registerIdentity']> {
    const { address, tier, country = UNKNOWN_COUNTRY } = input;
    const known = await findUser(contracts, address);
    if (known) {
      if (known.tier === tier) return { user: known, created: false };
      throw new ServiceError('services/already-registered', { address, tier: known.tier });
    }
    const expiresAt = input.expiresAt ?? new Date(Date.now() + YEAR_MS);
    const expires_at = BigInt(Math.floor(expiresAt.getTime() / 1000));
    const args = { caller: keys.complianceOfficer.publicKey(), user: address, tier, country, expires_at };
    await act(world, keys.complianceOfficer, 'register_identity', contracts.kyc.invocation('register_identity', args));
    const user = await findUser(contracts, address);
    if (!user) throw new Error(`${address} was registered but the registry does not know it`);
    return { user, created: true };
  }

  return {
    registerIdentity,
    async pause(reason) {
      return await pauseSystem(contracts, keys.superAdmin.publicKey(), reason, (action, invoke) =>
        act(world, keys.superAdmin, action, invoke),
      );
    },
    async resume() {
      return await decide(world, { tag: 'Resume' });
    },
  };
}

/**
 * A decision of governance, all by one Super Admin: enough where the threshold is 1 and there is no delay. Elsewhere
 * the proposal stays open for the others after the error.
 */
async function decide(world: CommandWorld, action: Action): Promise<{ stellarTx: string }> {
  const { superAdmin } = world.keys;
  const { router } = world.contracts;
  const address = superAdmin.publicKey();
  const proposal = router.invocation('propose', { proposer: address, action });
  const { returnValue } = await act(world, superAdmin, 'propose', proposal);
  if (!returnValue) throw new Error('the router did not answer with the number of the proposal');
  const id = scValToNative(returnValue) as number;
  await act(world, superAdmin, 'approve', router.invocation('approve', { approver: address, id }));
  const { stellarTx } = await act(world, superAdmin, 'execute', router.invocation('execute', { caller: address, id }));
  return { stellarTx };
}

async function act(
  { submitter }: CommandWorld,
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
