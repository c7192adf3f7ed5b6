import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { GivenAnswer } from './idempotency-services.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Only who knows the name that the request had reads it: of the name no more than a hash is kept. */
export function sealAnswer(answer: GivenAnswer, { id, name }: { id: string; name: string }): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(name, id), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

export function unsealAnswer(sealed: Buffer, { id, name }: { id: string; name: string }): GivenAnswer {
  const decipher = createDecipheriv(ALGORITHM, keyOf(name, id), sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  return JSON.parse(text.toString('utf8')) as GivenAnswer;
}

const keyOf = (name: string, id: string): Buffer =>
  Buffer.from(hkdfSync('sha256', name, id, 'istsi: the answer to a request that named itself', KEY_BYTES));
