import { createHmac, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Keys of one endpoint, as Standard Webhooks writes them. */
export interface WebhookKeys {
  /** `whsec_` and base64: HMAC-SHA256, known to both. */
  secret: string;
  /** `whsk_` and base64: the seed of an ed25519 key, which stays here. */
  signingKey: string;
}

const SECRET = 'whsec_';
const SIGNING_KEY = 'whsk_';
const PUBLIC_KEY = 'whpk_';
/** What precedes the 32 bytes in PKCS #8 and in SPKI (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_BYTES = 12;

export const createKeys = (): WebhookKeys => ({
  secret: `${SECRET}${randomBytes(32).toString('base64')}`,
  signingKey: `${SIGNING_KEY}${randomBytes(32).toString('base64')}`,
});

/** What a receiver verifies ed25519 signatures with. */
export function publicKeyOf(signingKey: string): string {
  const spki = createPublicKey(privateKey(signingKey)).export({ type: 'spki', format: 'der' });
  return `${PUBLIC_KEY}${spki.subarray(SPKI_BYTES).toString('base64')}`;
}

/** The headers of one message (Standard Webhooks 1.0): signed with every key that is live, by both schemes. */
export function signedHeaders(
  message: { id: string; body: string; at: Date },
  keys: readonly WebhookKeys[],
): Record<string, string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1_000));
  const content = `${message.id}.${timestamp}.${message.body}`;
  const signatures = keys.flatMap(({ secret, signingKey }) => [
    `v1,${createHmac('sha256', bytesOf(secret, SECRET)).update(content).digest('base64')}`,
    `v1a,${sign(null, Buffer.from(content), privateKey(signingKey)).toString('base64')}`,
  ]);
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

const bytesOf = (key: string, prefix: string): Buffer => Buffer.from(key.slice(prefix.length), 'base64');

function privateKey(signingKey: string): KeyObject {
  const der = Buffer.concat([PKCS8, bytesOf(signingKey, SIGNING_KEY)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
