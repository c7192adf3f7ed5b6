import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** Transactions in flight at the same time; each needs an account with a sequence number of its own. */
const CHANNEL_ACCOUNTS = 4;

const stellarSecret = z.string().regex(/^S[A-Z2-7]{55}$/, 'expected a Stellar secret key (S…)');
const secret = z.string().min(16);

const KeysFile = z.object({
  stellar: z.object({
    deployer: stellarSecret,
    superAdmin: stellarSecret,
    operator: stellarSecret,
    complianceOfficer: stellarSecret,
    channels: z.array(stellarSecret).min(1),
  }),
  /** One entry per signer: the password of its keystore, and the token that its HTTP server expects. */
  signers: z.array(z.object({ password: secret, token: secret })).min(1),
  api: z.object({ operator: secret, compliance: secret }),
  bitcoinRpcPassword: secret,
});
export type Keys = z.output<typeof KeysFile>;

/** The generated secrets of this system, made on the first start and kept from then on. */
export function loadOrCreateKeys(path: string, signers: number): Keys {
  const existing = existsSync(path) ? readJsonFile(path, KeysFile) : undefined;
  if (existing) return existing;
  const keys = generateKeys(signers);
  writeJsonFile(path, keys);
  return keys;
}

export function readKeys(path: string): Keys | undefined {
  return readJsonFile(path, KeysFile);
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
