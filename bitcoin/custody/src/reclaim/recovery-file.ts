import { schnorr } from '@noble/curves/secp256k1.js';
import { bytesToHex, sameBytes } from '../bytes.ts';
import { CustodyError } from '../errors.ts';
import { type NetworkName, networkNames, networks } from '../networks.ts';
import { deriveWithLibrary } from './derive-with-library.ts';
import { formatReclaimDescriptor, parseReclaimDescriptor } from './reclaim-descriptor.ts';
import { lockOf, type ReclaimPlace } from './reclaim-place.ts';
import { openSealedKey, readSealedKey, type SealedKey, sealKey } from './sealed-key.ts';

const FORMAT = 'istsi-reclaim';
const VERSION = 1;
/** Sixteen holders with long paths stay far below. */
const MOST_BYTES = 16_384;

/** All that it takes to take coins back without anybody: the file that a wallet makes before it shows the address. */
export type RecoveryFile = {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly network: NetworkName;
  readonly address: string;
  /** With which any wallet that knows miniscript finds the coins and their script. */
  readonly descriptor: string;
  /** The user's number, at which all keys of the custody are derived. */
  readonly index: number;
  readonly lockBlocks: number;
  /** X-only. */
  readonly ownerKey: string;
  readonly secret: SealedKey;
};

/** `secretKey`: 32 bytes, of which the place's owner key is the public half. */
export async function createRecoveryFile(
  place: ReclaimPlace,
  secretKey: Uint8Array,
  { passphrase, scryptLogCost }: { passphrase?: string | undefined; scryptLogCost?: number } = {},
): Promise<RecoveryFile> {
  if (!sameBytes(schnorr.getPublicKey(secretKey), place.ownerKey)) throw refused('its key is another one');
  return {
    format: FORMAT,
    version: VERSION,
    network: place.descriptor.network.name,
    address: deriveWithLibrary(place).address,
    descriptor: formatReclaimDescriptor(place),
    index: place.index,
    lockBlocks: lockOf(place),
    ownerKey: bytesToHex(place.ownerKey),
    secret: await sealKey(secretKey, passphrase, scryptLogCost),
  };
}

/** As it is written to a disk, or downloaded. */
export const formatRecoveryFile = (file: RecoveryFile): string => `${JSON.stringify(file, null, 2)}\n`;

/** Reads what `formatRecoveryFile` wrote. Everything that follows from the descriptor is derived again and must be the same. */
export function parseRecoveryFile(text: string): { file: RecoveryFile; place: ReclaimPlace } {
  if (text.length > MOST_BYTES) throw refused(`it is larger than ${MOST_BYTES} bytes`);
  const value = Object(parsed(text)) as Record<string, unknown>;
  if (value.format !== FORMAT) throw refused(`its format is not "${FORMAT}"`);
  if (value.version !== VERSION) throw refused(`its version is ${String(value.version)}, not ${VERSION}`);
  const network = networkNames.find((name) => name === value.network);
  if (!network || typeof value.descriptor !== 'string') throw refused('its network or descriptor is missing');
  const place = parseReclaimDescriptor(value.descriptor, networks[network]);
  const file: RecoveryFile = {
    ...{ format: FORMAT, version: VERSION, network },
    address: deriveWithLibrary(place).address,
    descriptor: formatReclaimDescriptor(place),
    index: place.index,
    lockBlocks: lockOf(place),
    ownerKey: bytesToHex(place.ownerKey),
    secret: readSealedKey(value.secret),
  };
  const derived = ['address', 'descriptor', 'index', 'lockBlocks', 'ownerKey'] as const;
  const odd = derived.find((name) => value[name] !== file[name]);
  if (odd) throw refused(`its "${odd}" is not what its descriptor gives`);
  return { file, place };
}

/** The private key, which must be the one that the address names. */
export async function openRecoveryKey({ ownerKey, secret }: RecoveryFile, passphrase?: string): Promise<Uint8Array> {
  const key = await openSealedKey(secret, passphrase);
  if (bytesToHex(schnorr.getPublicKey(key)) !== ownerKey)
    throw refused('its key is not the one that its address names');
  return key;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refused('it is not JSON', cause);
  }
}

const refused = (reason: string, cause?: unknown): CustodyError =>
  new CustodyError('reclaim/recovery-file', { reason }, cause === undefined ? undefined : { cause });
