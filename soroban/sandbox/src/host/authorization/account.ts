import type { AccountEntry } from '../boundary.ts';
import { VAL_BYTES } from '../costs/sizes.ts';
import { compareBytes } from '../objects/compare.ts';
import { unpackMap } from '../objects/slices.ts';
import { chargeAccountCopy, chargeLedgerKey } from '../storage/storage-costs.ts';
import type { Stored } from '../storage/stored.ts';
import { accountAddress, addressBytes } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';
import { verifyEd25519 } from './ed25519.ts';

const MAX_SIGNATURES = 20;
/** `ContractError::AuthenticationError` of the built-in contracts. */
const AUTHENTICATION_ERROR = 5;
const MEDIUM_THRESHOLD = 2;

const failed = (reason: string, ...args: HostVal[]): HostError =>
  new HostError('Contract', AUTHENTICATION_ERROR, reason, args);

/**
 * Checks signatures of a Stellar account over a payload: a vector of `{ public_key, signature }` in ascending order of
 * keys, each key a signer of the account, their weights together at least the medium threshold.
 */
export function checkAccountSignatures(host: Stored, account: string, payload: Uint8Array, signature: HostVal): void {
  if (signature.type !== 'vec') {
    throw new HostError('Value', 'UnexpectedType', `account signatures must be a vec, got ${signature.type}`);
  }
  const signatures = signature.value;
  const { budget } = host;
  budget.visit(VISITS_PER_CALL);
  if (signatures.length > MAX_SIGNATURES) throw failed('too many account signers');
  if (signatures.length === 0) throw failed('no account signatures found');
  const entry = loadAccount(host, account);
  let previous: Uint8Array | undefined;
  let weight = 0;
  for (const item of signatures) {
    chargeSignature(host, item);
    const { publicKey, signature: bytes } = readSignature(item);
    if (previous !== undefined) {
      budget.visit(2 * VISITS_PER_CALL);
      budget.compare(publicKey.length);
    }
    if (previous !== undefined && compareBytes(previous, publicKey) >= 0) {
      throw failed('public keys are not ordered', bytesVal(previous), bytesVal(publicKey));
    }
    budget.visit(3 * VISITS_PER_CALL);
    verifyEd25519(host, publicKey, payload, bytes);
    // The key is copied out to be found among the signers, and again to be compared.
    budget.visit();
    budget.copy(publicKey.length);
    budget.copy(publicKey.length);
    const signerWeight = weightOf(entry, publicKey);
    if (signerWeight === 0) throw failed('signer does not belong to account', bytesVal(publicKey));
    weight += signerWeight;
    previous = publicKey;
  }
  const threshold = entry.thresholds[MEDIUM_THRESHOLD];
  if (weight < threshold) {
    throw failed('signature weight is lower than threshold', u32Val(weight), u32Val(threshold));
  }
}

/** An object that is passed to a host function is looked up to be checked, and again to be used. */
const VISITS_PER_CALL = 2;

/** Taking a signature out of the vector, and its two fields out of the map; both are asked for their length. */
function chargeSignature(host: Stored, item: HostVal): void {
  host.budget.visit(VISITS_PER_CALL);
  host.budget.copy(VAL_BYTES);
  if (item.type !== 'map') return;
  host.budget.visit();
  unpackMap(host, item.value, ['public_key', 'signature'], true);
  host.budget.visit(2 * VISITS_PER_CALL);
}

/** The account, copied out of its entry. */
export function loadAccount(host: Stored, account: string): AccountEntry {
  chargeLedgerKey(host.budget);
  const { entry } = host.storage.require({ type: 'account', accountId: account });
  if (entry.type !== 'account') throw new HostError('Storage', 'InternalError', 'ledger entry is not account');
  chargeAccountCopy(host.budget, entry);
  return entry;
}

function weightOf(account: AccountEntry, publicKey: Uint8Array): number {
  if (compareBytes(addressBytes(account.accountId), publicKey) === 0) return account.thresholds[0];
  const key = accountAddress(publicKey);
  return Math.min(account.signers.find((signer) => signer.key === key)?.weight ?? 0, 255);
}

function readSignature(item: HostVal): { publicKey: Uint8Array; signature: Uint8Array } {
  if (item.type !== 'map' || item.value.length !== 2) {
    throw new HostError('Object', 'UnexpectedSize', 'an account signature is a map of public_key and signature');
  }
  const [publicKey, signature] = ['public_key', 'signature'].map((name, i) => {
    const [key, value] = item.value[i]!;
    if (key.type !== 'symbol' || key.value !== name || value.type !== 'bytes') {
      throw new HostError('Object', 'InvalidInput', `an account signature lacks ${name}`);
    }
    return value.value;
  });
  if (publicKey!.length !== 32 || signature!.length !== 64) {
    throw new HostError('Value', 'UnexpectedType', 'a public key has 32 bytes and a signature 64');
  }
  return { publicKey: publicKey!, signature: signature! };
}

const bytesVal = (value: Uint8Array): HostVal => ({ type: 'bytes', value });
const u32Val = (value: number): HostVal => ({ type: 'u32', value });
