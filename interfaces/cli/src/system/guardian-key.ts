import type { WitnessSettings } from '@istsi/guardian';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import type { GuardianConfig } from './guardian-config.ts';

/** Who cosigns the audit log, and which log that is. */
export function witnessOf({ witness }: GuardianConfig): WitnessSettings | undefined {
  if (!witness) return undefined;
  const secret = witness.key.trim();
  if (!StrKey.isValidEd25519SecretSeed(secret))
    throw new CliError('cli/bad-configuration', { problems: 'witness.key: expected a Stellar secret key (S…)' });
  return { key: Keypair.fromSecret(secret), log: witness.log };
}

/** The key that a guardian's configuration names; the message says that it is none, and not what it is. */
export function guardianKey({ key }: { key: string }): Keypair {
  if (StrKey.isValidEd25519SecretSeed(key.trim())) return Keypair.fromSecret(key.trim());
  throw new CliError('cli/bad-configuration', { problems: 'key: expected a Stellar secret key (S…)' });
}
