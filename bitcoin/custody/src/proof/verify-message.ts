import { base64 } from '@scure/base';
import { concatBytes } from '../bytes.ts';
import { isCustodyError } from '../errors.ts';
import { signatureDigests } from '../script/signature-digest.ts';
import {
  encodeSignedTransaction,
  parseSignedTransaction,
  type SignedTransaction,
} from '../script/signed-transaction.ts';
import { verifyWitness } from '../script/verify-witness.ts';
import { isMessageToSign, messageToSign } from './message.ts';

/** BIP-322's three states. `inconclusive` is a script that is not executed here. */
export type MessageCheck =
  | {
      readonly state: 'valid';
      /** nLockTime and nSequence of the signature: it counts from that time and age on. */
      readonly time: number;
      readonly age: number;
      readonly threshold: number;
      readonly keys: number;
    }
  | { readonly state: 'invalid' | 'inconclusive'; readonly reason: string };

const invalid = (reason: string): MessageCheck => ({ state: 'invalid', reason });

/**
 * Verifies a BIP-322 signature of `message` by the holder of `scriptPubKey`: simple (`smp…`, or no prefix) or full
 * (`ful…`, or no prefix).
 */
export function verifyMessage(scriptPubKey: Uint8Array, message: string, signature: string): MessageCheck {
  const decoded = decodeSignature(scriptPubKey, message, signature);
  if (typeof decoded === 'string') return invalid(decoded);
  if (!isMessageToSign(decoded, message, scriptPubKey)) return invalid('it signs another message or address');
  const [input] = decoded.inputs;
  if (!input || input.scriptSig.length > 0) {
    return { state: 'inconclusive', reason: 'scripts from before segwit are not executed here' };
  }
  const digests = signatureDigests(decoded, [{ amountSats: 0n, scriptPubKey }]);
  const check = verifyWitness(scriptPubKey, input.witness, digests, 0);
  if (!check.ok) return { state: check.code, reason: check.reason };
  if (decoded.version !== 0 && decoded.version !== 2) return { state: 'inconclusive', reason: 'an unknown version' };
  const { threshold, keys } = check;
  return { state: 'valid', time: decoded.lockTime, age: input.sequence, threshold, keys };
}

function decodeSignature(scriptPubKey: Uint8Array, message: string, signature: string): SignedTransaction | string {
  const prefix = /^(smp|ful)/.exec(signature)?.[0];
  const text = prefix ? signature.slice(prefix.length) : signature;
  const bytes = decodeBase64(text);
  if (!bytes || bytes.length === 0) return 'it is not base64';
  const asFull = prefix === 'smp' ? undefined : readTransaction(bytes);
  if (asFull || prefix === 'ful') return asFull ?? 'it is not a transaction';
  return readWitness(scriptPubKey, message, bytes) ?? 'it is not a witness';
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}

function readTransaction(bytes: Uint8Array): SignedTransaction | undefined {
  try {
    return parseSignedTransaction(bytes);
  } catch (error) {
    if (isCustodyError(error, 'block/malformed')) return undefined;
    throw error;
  }
}

/** The transaction that a simple signature stands for: its bytes are the witness of the only input. */
function readWitness(scriptPubKey: Uint8Array, message: string, witness: Uint8Array): SignedTransaction | undefined {
  // Encoded with an empty witness in that place, so that the parser of transactions reads it as one.
  const frame = encodeSignedTransaction(messageToSign(message, scriptPubKey, [new Uint8Array()]));
  const emptyWitnessAt = frame.length - 4 - 2;
  return readTransaction(concatBytes(frame.subarray(0, emptyWitnessAt), witness, frame.subarray(-4)));
}
