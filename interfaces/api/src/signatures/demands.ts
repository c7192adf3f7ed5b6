import { type MessageSignature, SignatureFault, type SignedMessage } from './signed-message.ts';

/** What a signature says of itself. */
export interface Claims {
  keyId: string;
  nonce: string;
}

/** For so long a signature counts, whatever end it gives itself. */
export const COUNTS_SECONDS = 300;
/** So far ahead of ours the signer's clock may be. */
export const SKEW_SECONDS = 60;
const NONCE = /^[\x20-\x7e]{16,128}$/;
const KEY_ID = /^ikey_[0-9a-f]{16}$/;
const WHERE = ['@authority', '@path', '@query'];
/** Fields that change what a request does: signed where they are sent. */
const MEANINGFUL = ['content-digest', 'idempotency-key', 'x-audit-reason'];

/** What is asked of every signature before anybody looks whose it is: that it is about the whole request, and of now. */
export function claimsOf(message: SignedMessage, signature: MessageSignature, nowMs: number): Claims {
  requireComponents(message, signature.components);
  const { parameters } = signature;
  requireTime(parameters, Math.floor(nowMs / 1000));
  const [keyId, nonce] = ['keyid', 'nonce'].map((name) => parameters.get(name));
  if (keyId === undefined)
    throw new SignatureFault('The parameter keyid is missing: the id of the key, `ikey_` and 16 digits.');
  if (typeof keyId !== 'string' || !KEY_ID.test(keyId))
    throw new SignatureFault('keyid is not the id of a key of this API: `ikey_` and 16 digits.');
  if (nonce === undefined)
    throw new SignatureFault('The parameter nonce is missing: a text that no other request has.');
  if (typeof nonce !== 'string' || !NONCE.test(nonce))
    throw new SignatureFault('nonce is a text of 16 to 128 characters that no other request has.');
  return { keyId, nonce };
}

/** Whether a body came, or is to come (RFC 9112, section 6). */
export const hasBody = (message: SignedMessage): boolean =>
  message.field('transfer-encoding').length > 0 ||
  message.field('content-length').some((length) => Number(length) !== 0);

function requireComponents(message: SignedMessage, components: readonly string[]): void {
  const wanted = ['@method'];
  if (!components.includes('@target-uri')) {
    const some = WHERE.some((name) => components.includes(name));
    wanted.push(...(some ? WHERE : ['@target-uri']));
  }
  if (hasBody(message)) wanted.push('content-digest');
  wanted.push(...MEANINGFUL.filter((name) => message.field(name).length > 0));
  const missing = [...new Set(wanted)].filter((name) => !components.includes(name));
  if (missing.length === 0) return;
  const names = missing.map((name) => `"${name}"`).join(', ');
  throw new SignatureFault(`The signature is not about ${names}, which it has to be about for this request.`);
}

function requireTime(parameters: MessageSignature['parameters'], now: number): void {
  const created = parameters.get('created');
  if (created === undefined)
    throw new SignatureFault('The parameter created is missing: when it was signed, in seconds.');
  if (!isTime(created)) throw new SignatureFault('created is a number of seconds since 1970.');
  const age = now - created;
  if (age < -SKEW_SECONDS)
    throw new SignatureFault(`created is ${-age} seconds ahead; the clocks may differ by ${SKEW_SECONDS}. Set yours.`);
  if (age > COUNTS_SECONDS)
    throw new SignatureFault(
      `It was signed ${age} seconds ago, and counts for ${COUNTS_SECONDS}. Sign anew, and look at your clock.`,
    );
  const expires = parameters.get('expires');
  if (expires === undefined) return;
  if (!isTime(expires)) throw new SignatureFault('expires is a number of seconds since 1970.');
  if (expires <= now) throw new SignatureFault(`By its own expires it ended ${now - expires} seconds ago. Sign anew.`);
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
