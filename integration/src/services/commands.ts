import type { SystemContracts } from '@istsi/contracts';
import type { Submitter } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { signedCall } from '../governance/signed-call.ts';
import { ServiceError } from './errors.ts';
import { findUser } from './identities.ts';
import { type Paused, pauseSystem } from './pausing.ts';
import type { RegisterIdentity, Services } from './services.ts';

export type Commands = Pick<Services, 'registerIdentity' | 'pause'>;

export interface CommandWorld {
  contracts: SystemContracts;
  submitter: Submitter;
  keys: { complianceOfficer: Keypair };
}

const YEAR_MS = 365 * 24 * 3_600_000;
/** No country: ISO 3166-1 reserves ZZ for users of the standard. */
const UNKNOWN_COUNTRY = 'ZZ';

/**
 * What an officer does from here: register, and stop everything. Nothing that an internet-facing process can sign lets
 * the system run again, or changes a rule: that is governance's, whose keys are elsewhere.
 */
export function createCommands(world: CommandWorld): Commands {
  const { contracts, submitter, keys } = world;

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
    const invoke = contracts.kyc.invocation('register_identity', args);
    await signedCall(submitter, keys.complianceOfficer, 'register_identity', invoke);
    const user = await findUser(contracts, address);
    if (!user) throw new Error(`${address} was registered but the registry does not know it`);
    return { user, created: true };
  }

  return {
    registerIdentity,
    pause: (reason) => pauseAs(world, keys.complianceOfficer, reason),
  };
}

/** Stops everything in the name of one who may. */
export async function pauseAs(
  { contracts, submitter }: Pick<CommandWorld, 'contracts' | 'submitter'>,
  actor: Keypair,
  reason: string,
): Promise<Paused> {
  return await pauseSystem(contracts, actor.publicKey(), reason, (action, invoke) =>
    signedCall(submitter, actor, action, invoke),
  );
}
