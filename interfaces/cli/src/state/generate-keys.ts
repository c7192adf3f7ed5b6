import { randomBytes } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';
import { writeJsonFile } from './json-file.ts';
import { type Keys, readKeys } from './keys.ts';

/** Transactions in flight at the same time; each needs an account with a sequence number of its own. */
const CHANNEL_ACCOUNTS = 4;

/** The generated secrets of this system, made on the first start and kept from then on. */
export function loadOrCreateKeys(path: string, signers: number): Keys {
  const existing = readKeys(path);
  if (existing) return existing;
  const keys = generateKeys(signers);
  writeJsonFile(path, keys);
  return keys;
}

function generateKeys(signers: number): Keys {
  const stellar = () => Keypair.random().secret();
  const token = () => randomBytes(24).toString('base64url');
  const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
  return {
    stellar: {
      deployer: stellar(),
      superAdmin: stellar(),
      operator: stellar(),
      complianceOfficer: stellar(),
      channels: times(CHANNEL_ACCOUNTS, stellar),
    },
    signers: times(signers, () => ({ password: token(), token: token() })),
    api: { operator: token(), compliance: token() },
    bitcoinRpcPassword: token(),
  };
}
