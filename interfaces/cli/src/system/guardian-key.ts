import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';

/** The key that a guardian's configuration names; the message says that it is none, and not what it is. */
export function guardianKey({ key }: { key: string }): Keypair {
  if (StrKey.isValidEd25519SecretSeed(key.trim())) return Keypair.fromSecret(key.trim());
  throw new CliError('cli/bad-configuration', { problems: 'key: expected a Stellar secret key (S…)' });
}
