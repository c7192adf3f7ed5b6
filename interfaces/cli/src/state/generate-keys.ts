import { randomBytes } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import type { DataDirectory } from './data-directory.ts';
import { loadOrCreateGovernanceKey } from './governance-key.ts';
import { RESTORE, writeJsonFile } from './json-file.ts';
import { type Keys, readKeys } from './keys.ts';

/** Transactions in flight at the same time; each needs an account with a sequence number of its own. One is never a deposit's. */
const CHANNEL_ACCOUNTS = 6;
/** So many calls of holders without lumens are paid for at the same time. */
const SPONSOR_ACCOUNTS = 3;
/** As few as an oracle takes. */
const REPORTERS = 3;

/** The generated secrets of this system, made on the first start and kept from then on. */
export function loadOrCreateKeys(directory: DataDirectory, signers: number): Keys {
  const existing = readKeys(directory.keys);
  if (existing) return withLaterKeys(directory, requireSigners(directory, existing, signers));
  // Governance's key first: keys without it would be those of a system that nobody can ever govern.
  const governance = loadOrCreateGovernanceKey(directory.governance);
  const keys = generateKeys(signers, governance.publicKey());
  writeJsonFile(directory.keys, keys);
  return keys;
}

/** A system of before gets the keys that it lacks; those that it has stay. */
function withLaterKeys(directory: DataDirectory, keys: Keys): Keys {
  const { webAuth, audit, auditAnchor, witness, sponsors } = keys.stellar;
  const needed = [webAuth, audit, auditAnchor, witness, sponsors, keys.customers];
  const areThere = needed.every((key) => key !== undefined);
  if (areThere) return keys;
  const later = {
    ...{ webAuth: webAuth ?? stellar(), sponsors: sponsors ?? sponsorKeys() },
    ...{ audit: audit ?? stellar(), auditAnchor: auditAnchor ?? stellar(), witness: witness ?? stellar() },
  };
  const whole = {
    ...keys,
    stellar: { ...keys.stellar, ...later },
    customers: keys.customers ?? [longToken()],
  };
  writeJsonFile(directory.keys, whole);
  return whole;
}

/** The secrets of a system that has them: none are made, but for those that there was no need of when it began. */
export function readSystemKeys(directory: DataDirectory, signers: number): Keys {
  const keys = readKeys(directory.keys);
  if (!keys)
    throw new CliError('cli/bad-state-file', { path: directory.keys, problems: 'it is missing', cure: RESTORE });
  return withLaterKeys(directory, requireSigners(directory, keys, signers));
}

function requireSigners({ keys: path }: DataDirectory, keys: Keys, signers: number): Keys {
  // Signers elsewhere have keys elsewhere; those that were made here before are kept.
  if (signers === 0 || keys.signers.length === signers) return keys;
  const problems = `it has keys of ${keys.signers.length} signers, and ${signers} are expected`;
  throw new CliError('cli/bad-state-file', { path, problems, cure: RESTORE });
}

const stellar = (): string => Keypair.random().secret();
const sponsorKeys = (): string[] => Array.from({ length: SPONSOR_ACCOUNTS }, stellar);
const longToken = (): string => randomBytes(32).toString('base64url');

function generateKeys(signers: number, superAdmin: string): Keys {
  const token = () => randomBytes(24).toString('base64url');
  const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
  return {
    stellar: {
      deployer: stellar(),
      superAdmin,
      operator: stellar(),
      complianceOfficer: stellar(),
      guardian: stellar(),
      channels: times(CHANNEL_ACCOUNTS, stellar),
      reporters: times(REPORTERS, stellar),
      webAuth: stellar(),
      audit: stellar(),
      auditAnchor: stellar(),
      witness: stellar(),
      sponsors: sponsorKeys(),
    },
    signers: times(signers, () => ({ password: token(), token: token() })),
    customers: [longToken()],
    api: { operator: token(), compliance: token() },
    bitcoinRpcPassword: token(),
  };
}
