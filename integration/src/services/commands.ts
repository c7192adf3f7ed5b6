import { type Submitter, signEntry } from '@istsi/soroban-client';
import type { Keypair, xdr } from '@stellar/stellar-sdk';
import type { SystemContracts } from '../contracts/system-contracts.ts';
import { ServiceError } from './errors.ts';
import { findUser } from './identities.ts';
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
      const args = { caller: keys.superAdmin.publicKey(), reason };
      return await act(world, keys.superAdmin, 'emergency_pause', contracts.router.invocation('emergency_pause', args));
    },
    async resume() {
      const args = { caller: keys.superAdmin.publicKey() };
      return await act(world, keys.superAdmin, 'resume', contracts.router.invocation('resume', args));
    },
  };
}

async function act(
  { submitter }: CommandWorld,
  actor: Keypair,
  action: string,
  invoke: xdr.HostFunction,
): Promise<{ stellarTx: string }> {
  const outcome = await submitter.submit({
    invoke,
    authorize: (entry, { validUntilLedger, networkPassphrase }) =>
      signEntry(entry, actor, validUntilLedger, networkPassphrase),
  });
  switch (outcome.status) {
    case 'success':
      return { stellarTx: outcome.hash };
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
    case 'pending':
      throw new ServiceError('services/not-final', { action, stellarTx: outcome.hash });
  }
}
