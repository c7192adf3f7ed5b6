import { StrKey } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import { readSecret } from '../settings/secret.ts';
import type { SystemSettings } from '../settings/system-settings.ts';
import { wordsOf } from './sponsor-config.ts';

/** Stellar secret keys of the services. */
export interface ServiceSecrets {
  operator: string;
  /** Absent: officers sign elsewhere. */
  complianceOfficer?: string | undefined;
  channels: readonly string[];
}

/** Those that the settings name. Each is a key, or the message says of which field it is none, and not what it is. */
export function readServiceKeys(keys: NonNullable<SystemSettings['keys']>): ServiceSecrets {
  const one = (name: 'operator' | 'complianceOfficer' | 'channels'): string[] => {
    const place = keys[name];
    const words = place === undefined ? [] : wordsOf(readSecret(place));
    if (words.length > 0 && words.every((word) => StrKey.isValidEd25519SecretSeed(word))) return words;
    throw new CliError('cli/bad-configuration', {
      problems: `keys.${name}: expected a Stellar secret key (S…) a line`,
    });
  };
  const single = (name: 'operator' | 'complianceOfficer'): string => {
    const [key, ...more] = one(name);
    if (key !== undefined && more.length === 0) return key;
    throw new CliError('cli/bad-configuration', { problems: `keys.${name}: expected one Stellar secret key (S…)` });
  };
  return {
    operator: single('operator'),
    ...(keys.complianceOfficer !== undefined && { complianceOfficer: single('complianceOfficer') }),
    channels: one('channels'),
  };
}
