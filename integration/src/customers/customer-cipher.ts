import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { CustomerError } from './errors.ts';

/** A customer's own key, as it is kept: under a master key. Without it, nothing of the customer can be read. */
export interface SealedKey {
  /** Which master key. */
  master: string;
  sealed: Buffer;
}

/** Keys that customers' keys are kept under; the first is for new ones, the others are from before. */
export interface MasterKeys {
  newest: string;
  /** A new key for a customer. */
  create(customer: string): { key: Buffer; sealed: SealedKey };
  open(customer: string, sealed: SealedKey): Buffer;
  /** The same key under the newest master key. */
  renew(customer: string, sealed: SealedKey): SealedKey;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `secrets`: newest first, each at least 32 characters of chance. */
export function openMasterKeys(secrets: readonly string[]): MasterKeys {
  const keys = new Map(secrets.map((secret) => masterKey(secret)));
  const [newest] = keys.keys();
  if (newest === undefined) throw new Error('customers’ data needs a key');
  const keyOf = (master: string): Buffer => {
    const key = keys.get(master);
    if (!key) throw new CustomerError('customers/key-missing', { master });
    return key;
  };
  const seal_ = (customer: string, key: Buffer): SealedKey => ({
    master: newest,
    sealed: seal(keyOf(newest), key, `key of ${customer}`),
  });
  const open_ = (customer: string, { master, sealed }: SealedKey): Buffer =>
    open(keyOf(master), sealed, `key of ${customer}`);
  return {
    newest,
    create(customer) {
      const key = randomBytes(32);
      return { key, sealed: seal_(customer, key) };
    },
    open: open_,
    renew: (customer, sealed) => seal_(customer, open_(customer, sealed)),
  };
}

/** Named by its digest, which says nothing about it. */
function masterKey(secret: string): [name: string, key: Buffer] {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'istsi/customers/master/1', 32));
  return [createHash('sha256').update(key).digest('hex').slice(0, 16), key];
}

/** Nonce, tag, text. `place` binds it to where it is kept: it opens nowhere else. */
export function seal(key: Buffer, plain: Uint8Array, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Throws where anything of it was changed. */
export function open(key: Buffer, sealed: Uint8Array, place: string): Buffer {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
