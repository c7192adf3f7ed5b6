import { readFileSync } from 'node:fs';
import {
  createRemoteKeystore,
  type Descriptor,
  type Keystore,
  networkNames,
  networks,
  openKeystore,
  parseDescriptor,
  scriptOfAddress,
} from '@istsi/bitcoin-custody';
import type { SigningPolicy } from '@istsi/signer';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { SecretUrl, secretOf } from '../settings/secret.ts';

/** `second`: another RPC, which must agree before value moves. */
export const Stellar = z.strictObject({ rpcUrl: z.url(), second: z.strictObject({ rpcUrl: z.url() }).optional() });
export const LogLevel = z.enum(['debug', 'info', 'warn', 'error']);
export const BitcoinNetwork = z.enum(networkNames);
/**
 * `cookieFile`: Bitcoin Core's, where no user and password are in the URL. `esploraUrl` or `second`: a second view of the
 * chain, which must agree before value moves.
 */
const cookieFile = z.string().min(1).optional();
const NodeAccess = {
  cookieFile,
  esploraUrl: z.url().optional(),
  second: z.strictObject({ rpcUrl: SecretUrl, cookieFile }).optional(),
};
export const Bitcoin = z.strictObject({ rpcUrl: SecretUrl, network: BitcoinNetwork, ...NodeAccess });

/** A keystore file with its password, or a keystore in another process (`istsi signer keystore`). */
const Keys = {
  keystore: z.union([
    z.string().min(1),
    z.strictObject({ url: z.string().min(1), token: secretOf(16), ca: z.string().min(1).optional() }),
  ]),
  password: secretOf(8).optional(),
};

/** Of every epoch of the custody, oldest first. */
const descriptors = z.array(z.string().min(1)).min(1);

export const Sats = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,16}$/)]);

/** This custodian's own limits; what is not named has the default. */
const Limits = z.strictObject({
  mostFeeSats: Sats.optional(),
  mostSatsPerKvb: Sats.optional(),
  mostInputs: z.number().int().positive().optional(),
  mostSatsPerDay: Sats.optional(),
  mostPaymentsPerDay: z.number().int().positive().optional(),
  writeOffBlocks: z.number().int().positive().optional(),
  returnAfterBlocks: z.number().int().positive().optional(),
  /** Addresses that are never paid. */
  forbiddenAddresses: z.array(z.string()).optional(),
  /** If given, the only addresses that are paid. */
  allowedAddresses: z.array(z.string()).optional(),
});

/** What `istsi signer run` needs. A custodian on a machine of its own names its own two nodes here. */
export const SignerConfig = z.strictObject({
  name: z.string().min(1),
  host: z.string().min(1),
  port: z.number().int(),
  /** The coordinator must present it. */
  token: secretOf(16),
  /** Files: this signer's key and certificate, and the certificates of those who may ask. Needed on other than this machine. */
  tls: z
    .strictObject({
      key: z.string().min(1),
      certificate: z.string().min(1),
      clients: z.array(z.string().min(1)).min(1),
    })
    .optional(),
  ...Keys,
  stellar: Stellar,
  bitcoin: Bitcoin,
  manifest: z.string().min(1).describe('Path of the deployment manifest'),
  descriptors,
  /** The policy log: what this signer has signed, so that it never contradicts itself. */
  journal: z.string().min(1),
  limits: Limits.optional(),
  logLevel: LogLevel.default('info'),
});
export type SignerConfig = z.output<typeof SignerConfig>;

/** What `istsi signer init` needs, before there is anything to sign for. */
export const NewSignerConfig = z.object({
  keystore: z.string().min(1),
  password: secretOf(8),
  journal: z.string().min(1),
  bitcoin: z.object({ network: BitcoinNetwork }),
});

/** What `istsi signer sign` needs; with both nodes it checks what a running signer checks. */
export const FileSigningConfig = z.object({
  ...Keys,
  descriptors,
  journal: z.string().min(1),
  limits: Limits.optional(),
  bitcoin: z.strictObject({ network: BitcoinNetwork, rpcUrl: SecretUrl.optional(), ...NodeAccess }),
  stellar: Stellar.optional(),
  manifest: z.string().min(1).optional(),
});
export type FileSigningConfig = z.output<typeof FileSigningConfig>;

/** What `istsi signer keystore` needs. */
export const KeystoreConfig = z.strictObject({
  keystore: z.string().min(1),
  password: secretOf(8),
  token: secretOf(16),
  /** A Unix socket, or a port; with a certificate and its key (files) other machines can reach it. */
  listen: z.union([
    z.strictObject({ socket: z.string().min(1) }),
    z.strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.number().int(),
      tls: z.strictObject({ key: z.string().min(1), cert: z.string().min(1) }).optional(),
    }),
  ]),
  descriptors,
  bitcoin: z.object({ network: BitcoinNetwork }),
  logLevel: LogLevel.default('info'),
});
export type KeystoreConfig = z.output<typeof KeystoreConfig>;

export async function openKeys({ keystore, password }: Pick<SignerConfig, 'keystore' | 'password'>): Promise<Keystore> {
  if (typeof keystore !== 'string') {
    const { url, token, ca } = keystore;
    return createRemoteKeystore({ url, token, ...(ca !== undefined && { ca: readFileSync(ca, 'utf8') }) });
  }
  if (password === undefined) {
    throw new CliError('cli/bad-argument', { argument: 'password', problem: 'a keystore file needs its password' });
  }
  return await openKeystore({ path: keystore, passphrase: password });
}

export const parseDescriptors = ({
  descriptors: texts,
  bitcoin,
}: {
  descriptors: readonly string[];
  bitcoin: { network: z.output<typeof BitcoinNetwork> };
}): Descriptor[] => texts.map((text) => parseDescriptor(text, networks[bitcoin.network]));

/** The limits that the configuration names, as the signer takes them. */
export function rulesIn({
  limits = {},
  bitcoin,
}: Pick<FileSigningConfig, 'limits' | 'bitcoin'>): Partial<SigningPolicy> {
  const { mostFeeSats, mostSatsPerKvb, mostSatsPerDay, forbiddenAddresses, allowedAddresses, ...counts } = limits;
  const scripts = (addresses: readonly string[]): Uint8Array[] =>
    addresses.map((address) => scriptOfAddress(address, networks[bitcoin.network]));
  const given = {
    ...counts,
    mostFeeSats: mostFeeSats === undefined ? undefined : BigInt(mostFeeSats),
    mostSatsPerKvb: mostSatsPerKvb === undefined ? undefined : BigInt(mostSatsPerKvb),
    mostSatsPerDay: mostSatsPerDay === undefined ? undefined : BigInt(mostSatsPerDay),
    forbiddenScripts: forbiddenAddresses && scripts(forbiddenAddresses),
    allowedScripts: allowedAddresses && scripts(allowedAddresses),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<SigningPolicy>;
}
