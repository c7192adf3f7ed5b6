import {
  type BytesN,
  type bool,
  contractevent,
  contracttype,
  crypto,
  currentContract,
  instance,
  publish,
  require,
  type u32,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { Context } from './authorization.ts';
import { keepInstance } from './lifetime.ts';

export enum MultisigError {
  /** One of those who signed is no signer of the account. */
  UnknownSigner = 700,
  /** Fewer signed than the account asks for. */
  NotEnoughSigners = 701,
  /** The account asks for at least one signer, and for no more than it has. */
  InvalidThreshold = 702,
  /** The key is a signer already. */
  AlreadySigner = 703,
  /** An account has at most 20 signers. */
  TooManySigners = 704,
}

const MOST_SIGNERS: u32 = 20;

@contracttype
export class MultisigKey {
  /** bool, instance: there for each signer. */
  static Signer(key: BytesN<32>): MultisigKey {
    return variant();
  }
  /** u32, instance. */
  static SignerCount(): MultisigKey {
    return variant();
  }
  /** u32, instance. */
  static Threshold(): MultisigKey {
    return variant();
  }
}

@contractevent
export class SignersChanged {
  signers!: u32;
  threshold!: u32;
}

/** For the constructor: the ed25519 keys, and how many of them have to sign. */
export function setUpMultisig(signers: Vec<BytesN<32>>, threshold: u32): void {
  for (const signer of signers) addSigner(signer);
  storeThreshold(threshold);
}

function signerCount(): u32 {
  return instance.getOr<MultisigKey, u32>(MultisigKey.SignerCount(), 0);
}

function loadThreshold(): u32 {
  return instance.get<MultisigKey, u32>(MultisigKey.Threshold());
}

function storeThreshold(threshold: u32): void {
  require(threshold > 0 && threshold <= signerCount(), MultisigError.InvalidThreshold);
  instance.set<MultisigKey, u32>(MultisigKey.Threshold(), threshold);
}

function addSigner(key: BytesN<32>): void {
  require(!isSigner(key), MultisigError.AlreadySigner);
  require(signerCount() < MOST_SIGNERS, MultisigError.TooManySigners);
  instance.set<MultisigKey, bool>(MultisigKey.Signer(key), true);
  instance.set<MultisigKey, u32>(MultisigKey.SignerCount(), signerCount() + 1);
}

function isSigner(key: BytesN<32>): bool {
  return instance.has<MultisigKey>(MultisigKey.Signer(key));
}

/** An account that k of its n keys sign for. What changes them the account itself authorizes. Its constructor calls `setUpMultisig`. */
export abstract class MultisigAccount {
  /** Signatures of the payload by key: in a map nobody signs twice. */
  __check_auth(
    signature_payload: BytesN<32>,
    signatures: Map<BytesN<32>, BytesN<64>>,
    auth_contexts: Vec<Context>,
  ): void {
    require(signatures.size >= loadThreshold(), MultisigError.NotEnoughSigners);
    for (const [key, signature] of signatures) {
      require(isSigner(key), MultisigError.UnknownSigner);
      crypto.ed25519Verify(key, signature_payload.toBytes(), signature);
    }
    keepInstance();
  }

  is_signer(key: BytesN<32>): bool {
    return isSigner(key);
  }

  signer_count(): u32 {
    return signerCount();
  }

  threshold(): u32 {
    return loadThreshold();
  }

  /** The account signs. */
  add_signer(key: BytesN<32>): void {
    currentContract().requireAuth();
    addSigner(key);
    this.tell();
  }

  /** The account signs. As many as have to sign stay. */
  remove_signer(key: BytesN<32>): void {
    currentContract().requireAuth();
    require(isSigner(key), MultisigError.UnknownSigner);
    require(signerCount() > loadThreshold(), MultisigError.InvalidThreshold);
    instance.remove<MultisigKey>(MultisigKey.Signer(key));
    instance.set<MultisigKey, u32>(MultisigKey.SignerCount(), signerCount() - 1);
    this.tell();
  }

  /** The account signs. */
  set_threshold(threshold: u32): void {
    currentContract().requireAuth();
    storeThreshold(threshold);
    this.tell();
  }

  private tell(): void {
    publish<SignersChanged>({ signers: signerCount(), threshold: loadThreshold() });
  }
}
