import { createHash, timingSafeEqual } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { parseDictionary } from 'structured-headers';
import { SignatureFault } from './signed-message.ts';

/** Those of RFC 9530 that are not broken (section 5). */
const algorithms: Partial<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

/** What a `Content-Digest` says of the body; each digest of an algorithm that is known here has to be right. */
export function readContentDigest(text: string): { hash: string; digest: Buffer }[] {
  let members: [string, unknown][];
  try {
    members = [...parseDictionary(text)].map(([name, [value]]) => [name, value]);
  } catch (error) {
    throw new SignatureFault(`content-digest is no dictionary of RFC 9651: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const known = members.flatMap(([name, value]) => {
    const hash = algorithms[name];
    if (hash === undefined) return [];
    if (!(value instanceof ArrayBuffer)) throw new SignatureFault('content-digest is bytes in base64 between colons.');
    return [{ hash, digest: Buffer.from(value) }];
  });
  if (known.length === 0) throw new SignatureFault('content-digest has neither sha-256 nor sha-512.');
  return known;
}

/** The same body; it ends with the fault where it is not what was signed, before anybody could read it whole. */
export function heldAgainst(
  digests: ReturnType<typeof readContentDigest>,
  body: Readable,
  fault: () => Error,
): Transform {
  const hashes = digests.map(({ hash, digest }) => ({ hash: createHash(hash), digest }));
  const held = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const { hash } of hashes) hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const isSigned = hashes.every(({ hash, digest }) => isSame(hash.digest(), digest));
      done(isSigned ? null : fault());
    },
  });
  // What goes wrong with either is told to who reads the second one.
  return pipeline(body, held, () => undefined);
}

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);
