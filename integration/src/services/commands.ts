import type { SystemContracts } from '@istsi/contracts';
import type { Submitter } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { signedCall } from '../governance/signed-call.ts';
import { awaitOfficer, endAwaited } from '../registrations/registration-store.ts';
import { ServiceError } from './errors.ts';
import { findUser } from './identities.ts';
import { type Paused, pauseSystem } from './pausing.ts';
import type { RegisterIdentity, Registration, Services, User } from './services.ts';
import { pausingKey, type ServiceKeys } from './services-options.ts';

export type Commands = Pick<Services, 'registerIdentity' | 'pause'>;

export interface CommandWorld {
  db: Kysely<Schema>;
  contracts: SystemContracts;
  submitter: Submitter;
  keys: Pick<ServiceKeys, 'breaker' | 'complianceOfficer'>;
}

const YEAR_MS = 365 * 24 * 3_600_000;
/** No country: ISO 3166-1 reserves ZZ for users of the standard. */
const UNKNOWN_COUNTRY = 'ZZ';
/** Recorded on chain, where everybody reads it. */
const RAISED = 'reviewed';

/**
 * What is done from here: stopping everything, and registering, by an officer's key if there is one and else once an officer
 * has signed it elsewhere. Nothing that an internet-facing process can sign lets the system run again, or changes a rule:
 * that is governance's, whose keys are elsewhere.
 */
export function createCommands(world: CommandWorld): Commands {
  const { keys } = world;
  return {
    async registerIdentity(input) {
      const { complianceOfficer } = keys;
      const known = await findUser(world.contracts, input.address);
      if (known?.tier === input.tier) return { is: 'registered', user: known, created: false };
      if (known) return await raise(world, complianceOfficer, known, input);
      if (complianceOfficer) return await registerAs(world, complianceOfficer, input);
      return await leaveToOfficer(world, input);
    },
    async pause(reason) {
      const key = pausingKey(keys);
      if (key) return await pauseAs(world, key, reason);
      const instead = 'who may stop the system does it with `istsi pause --key <file>`, or in the dashboard';
      throw new ServiceError('services/signed-elsewhere', { what: 'A pause', instead });
    },
  };
}

/** Of who is registered, a review raises the tier, like it opens one; nothing else here changes it. */
async function raise(
  { db, contracts, submitter }: CommandWorld,
  officer: Keypair | undefined,
  known: User,
  input: RegisterIdentity,
): Promise<Registration> {
  const { address, tier, customer } = input;
  if (!customer || tier < known.tier)
    throw new ServiceError('services/already-registered', { address, tier: known.tier });
  if (!officer) {
    const registration = await awaitOfficer(db, { ...withDefaults(input), raises: true }, customer);
    return { is: 'awaiting', registration };
  }
  const args = { caller: officer.publicKey(), user: address, tier, reason: RAISED };
  await signedCall(submitter, officer, 'set_tier', contracts.kyc.invocation('set_tier', args));
  return { is: 'registered', user: { ...known, tier }, created: false };
}

async function registerAs(
  { contracts, submitter }: CommandWorld,
  officer: Keypair,
  input: RegisterIdentity,
): Promise<Registration> {
  const { address: user, tier, country, expiresAt } = withDefaults(input);
  const expires_at = BigInt(Math.floor(expiresAt.getTime() / 1000));
  const args = { caller: officer.publicKey(), user, tier, country, expires_at };
  await signedCall(submitter, officer, 'register_identity', contracts.kyc.invocation('register_identity', args));
  const registered = await findUser(contracts, user);
  if (!registered) throw new Error(`${user} was registered but the registry does not know it`);
  return { is: 'registered', user: registered, created: true };
}

/** Written down for officers, who sign it with keys of their own: `register` among the acts, `istsi identities register`. */
async function leaveToOfficer(world: CommandWorld, input: RegisterIdentity): Promise<Registration> {
  const { db, contracts } = world;
  const registration = await awaitOfficer(db, { ...withDefaults(input), raises: false }, input.customer);
  // Its event may have been read before there was anything to end.
  const known = await findUser(contracts, input.address);
  if (!known) return { is: 'awaiting', registration };
  await db.transaction().execute(async (trx) => await endAwaited(trx, input.address));
  return { is: 'registered', user: known, created: false };
}

const withDefaults = ({ address, tier, country = UNKNOWN_COUNTRY, expiresAt }: RegisterIdentity) => ({
  ...{ address, tier, country },
  expiresAt: expiresAt ?? new Date(Date.now() + YEAR_MS),
});

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
