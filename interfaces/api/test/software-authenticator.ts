import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What WebAuthn's options have that a key looks at. */
interface Asked {
  challenge: string;
  rp?: { id?: string };
  rpId?: string;
}

export interface Showing {
  /** The page that asks, as the browser says. */
  origin: string;
  /** The site that the key is for; that of the options unless said. */
  domain?: string;
  /** Somebody touched it. */
  present?: boolean;
  /** By how much it counts on. */
  step?: number;
}

const PRESENT = 0x01;
const ATTESTED = 0x40;
const digest = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** A security key of the test's own: P-256, no attestation (WebAuthn, 6.1 and 8.7). `counts: false`: as passkeys, which say 0. */
export function createAuthenticator({ counts = true } = {}) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return authenticator({ id: randomBytes(32), privateKey, counter: 0, counts });
}

function authenticator(kept: { id: Buffer; privateKey: KeyObject; counter: number; counts: boolean }) {
  const clientData = (type: string, challenge: string, { origin }: Showing): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  function authenticatorData(
    domain: string,
    { present = true, step = 1 }: Showing,
    attested = Buffer.alloc(0),
  ): Buffer {
    if (kept.counts) kept.counter += step;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(kept.counter);
    const flags = (present ? PRESENT : 0) | (attested.length > 0 ? ATTESTED : 0);
    return Buffer.concat([digest(domain), Buffer.of(flags), counter, attested]);
  }

  const shown = (response: object) => ({
    ...{ id: kept.id.toString('base64url'), rawId: kept.id.toString('base64url'), type: 'public-key' },
    ...{ clientExtensionResults: {}, response },
  });

  return {
    id: kept.id.toString('base64url'),
    create(asked: Asked, showing: Showing) {
      const attested = Buffer.concat([
        Buffer.alloc(16),
        Buffer.of(0, kept.id.length),
        kept.id,
        coseKey(kept.privateKey),
      ]);
      const data = authenticatorData(showing.domain ?? asked.rp?.id ?? '', showing, attested);
      return shown({
        clientDataJSON: clientData('webauthn.create', asked.challenge, showing).toString('base64url'),
        attestationObject: attestationObject(data).toString('base64url'),
        transports: ['usb'],
      });
    },
    answer(asked: Asked, showing: Showing) {
      const client = clientData('webauthn.get', asked.challenge, showing);
      const data = authenticatorData(showing.domain ?? asked.rpId ?? '', showing);
      const signature = sign('sha256', Buffer.concat([data, digest(client)]), kept.privateKey);
      const fields = { clientDataJSON: client, authenticatorData: data, signature };
      return shown(
        Object.fromEntries(Object.entries(fields).map(([name, bytes]) => [name, bytes.toString('base64url')])),
      );
    },
    /** Another one with the same secret, which counts for itself from here. */
    copy: () => authenticator({ ...kept }),
  };
}

/** CBOR (RFC 8949): {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const of = (hex: string) => Buffer.from(hex, 'hex');
  return Buffer.concat([
    of('a50102032620012158 20'.replace(' ', '')),
    Buffer.from(x, 'base64url'),
    of('225820'),
    Buffer.from(y, 'base64url'),
  ]);
}

/** CBOR: {"fmt": "none", "attStmt": {}, "authData": data}. */
function attestationObject(data: Buffer): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.of(0x60 + value.length), Buffer.from(value)]);
  return Buffer.concat([
    ...[Buffer.of(0xa3), text('fmt'), text('none'), text('attStmt'), Buffer.of(0xa0), text('authData')],
    ...[Buffer.of(0x58, data.length), data],
  ]);
}
