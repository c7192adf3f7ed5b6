import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { RequestSigner } from '@istsi/client/sign-request';
import { CliError, describeError } from './errors.ts';

/**
 * A private key in a file: PEM (PKCS#8, RFC 7468) of Ed25519 or P-256, with a line before it that names the key of the API. What
 * stands before `BEGIN` other programs that read PEM pass over.
 */
const KEY_ID = /^Key-Id: (ikey_[0-9a-f]{16})$/m;

/** What signs requests with the key in a file. */
export function readSignKey(file: string): RequestSigner {
  const text = readText(file);
  const keyId = KEY_ID.exec(text)?.[1];
  if (keyId === undefined) throw unusable(file, 'it has no line `Key-Id: ikey_…`, which names the key of the API');
  const key = privateKeyOf(file, text);
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return { keyId, sign: (bytes) => sign(hash, bytes, { key, dsaEncoding: 'ieee-p1363' }) };
}

export interface NewSignKey {
  /** PEM of its public half. */
  publicKey: string;
  /** Names the key of the API that it is, when that is known; only then the file can sign. */
  name(keyId: string): void;
  /** It became no key of the API. */
  discard(): void;
}

/** A new private key of Ed25519 in a file that only its owner reads; never over something else. */
export function makeSignKey(file: string): NewSignKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const descriptor = openNew(file);
  const write = (text: string) => {
    writeSync(descriptor, text, 0);
    fsyncSync(descriptor);
  };
  // It is on the disk before anybody counts on it.
  write(String(pem));
  return {
    publicKey: String(publicKey.export({ format: 'pem', type: 'spki' })),
    name(keyId) {
      write(`Key-Id: ${keyId}\n${pem}`);
      closeSync(descriptor);
    },
    discard() {
      closeSync(descriptor);
      rmSync(file);
    },
  };
}

function privateKeyOf(file: string, text: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (error) {
    throw unusable(file, 'it is no private key in PEM', error);
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  const isP256 = asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (asymmetricKeyType !== 'ed25519' && !isP256) throw unusable(file, 'its key is not of Ed25519 or P-256');
  return key;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable(file, describeError(error), error);
  }
}

function openNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    throw new CliError('cli/not-written', { path: file, problem: describeError(error) }, { cause: error });
  }
}

const unusable = (file: string, problem: string, cause?: unknown): CliError =>
  new CliError('cli/bad-argument', { argument: file, problem }, { cause });
