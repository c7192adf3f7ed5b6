import {
  type Bytes,
  type BytesN,
  type bool,
  bytes,
  contractevent,
  contracttype,
  crypto,
  currentContract,
  instance,
  Packed,
  publish,
  require,
  type u32,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { Context } from './authorization.ts';
import { keepInstance } from './lifetime.ts';

// WebAuthn Level 2. What is signed is sha256(authenticatorData ‖ sha256(clientDataJSON)) with the passkey's secp256r1 key. The
// JSON begins in one way alone (§5.8.1.2, limited verification), so that it is compared and not parsed.

export enum PasskeyError {
  /** What the browser signed is no assertion for this payload. */
  WrongChallenge = 800,
  /** The authenticator says that nobody was there. */
  UserNotPresent = 801,
  /** The authenticator did not find out who was there. */
  UserNotVerified = 802,
}

const USER_PRESENT: u32 = 1;
const USER_VERIFIED: u32 = 4;
/** The hash of the relying party's id, flags, and a counter. */
const SHORTEST_DATA: u32 = 37;
const FLAGS_AT: u32 = 32;

/** What `navigator.credentials.get` answers; the signature as 64 bytes, r and s, with s in the lower half (CAP-51). */
@contracttype
export class PasskeySignature {
  authenticator_data!: Bytes;
  client_data_json!: Bytes;
  signature!: BytesN<64>;
}

@contracttype
export class PasskeyKey {
  /** BytesN<65>, instance: uncompressed. */
  static PublicKey(): PasskeyKey {
    return variant();
  }
}

@contractevent
export class PasskeyChanged {
  public_key!: BytesN<65>;
}

/** For the constructor: the key of the passkey, uncompressed (SEC 1). */
export function setUpPasskey(public_key: BytesN<65>): void {
  instance.set<PasskeyKey, BytesN<65>>(PasskeyKey.PublicKey(), public_key);
}

/** Ends the call unless the key signed the payload, by somebody who was there and was recognized. */
export function verifyPasskey(public_key: BytesN<65>, payload: BytesN<32>, signed: PasskeySignature): void {
  const data = signed.authenticator_data;
  const client = signed.client_data_json;
  const beginning = bytes('{"type":"webauthn.get","challenge":"').append(base64url(payload)).append(bytes('"'));
  require(startsWith(client, beginning), PasskeyError.WrongChallenge);
  require(data.length >= SHORTEST_DATA, PasskeyError.UserNotPresent);
  const flags = data.at(FLAGS_AT) as u32;
  require((flags & USER_PRESENT) !== 0, PasskeyError.UserNotPresent);
  require((flags & USER_VERIFIED) !== 0, PasskeyError.UserNotVerified);
  const digest = crypto.sha256(data.append(crypto.sha256(client).toBytes()));
  crypto.secp256r1Verify(public_key, digest, signed.signature);
}

function startsWith(text: Bytes, beginning: Bytes): bool {
  const { length } = beginning;
  return text.length >= length && text.slice(0, length) === beginning;
}

/** 32 bytes as 43 characters, without padding (RFC 4648 §5). */
export function base64url(value: BytesN<32>): Bytes {
  const from = Packed.from(value.toBytes().push(0));
  const alphabet = Packed.from(bytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'));
  const text = Packed.empty(44);
  for (let i: u32 = 0; i < 11; i++) {
    const group = (from.u8At(3 * i) << 16) | (from.u8At(3 * i + 1) << 8) | from.u8At(3 * i + 2);
    for (let j: u32 = 0; j < 4; j++) text.setU8(4 * i + j, alphabet.u8At((group >> (18 - 6 * j)) & 63));
  }
  return text.slice(0, 43);
}

/** An account that a passkey signs for: a fingerprint or a face, and no seed phrase. Its constructor calls `setUpPasskey`. */
export abstract class PasskeyAccount {
  __check_auth(signature_payload: BytesN<32>, signed: PasskeySignature, auth_contexts: Vec<Context>): void {
    verifyPasskey(this.public_key(), signature_payload, signed);
    keepInstance();
  }

  public_key(): BytesN<65> {
    return instance.get<PasskeyKey, BytesN<65>>(PasskeyKey.PublicKey());
  }

  /** Replaces the passkey. The account signs, with the present one. */
  set_public_key(public_key: BytesN<65>): void {
    currentContract().requireAuth();
    setUpPasskey(public_key);
    publish<PasskeyChanged>({ public_key });
  }
}
