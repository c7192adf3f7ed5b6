import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { SecurityKeyError } from './errors.ts';

export type { AuthenticationResponseJSON, RegistrationResponseJSON };
export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

/** Where a key is shown: the name that it is for (WebAuthn's RP ID), and the pages that may ask it. */
export interface Site {
  domain: string;
  origins: readonly string[];
}

export interface KnownKey {
  id: string;
  domain: string;
  publicKey: string;
  counter: bigint;
  transports: readonly string[];
}

/** EdDSA and ES256 (COSE): each key there is has one of them. */
const ALGORITHMS = [-8, -7];
const ANSWER_MS = 120_000;

/** Loaded when somebody first shows a key: it is large, and most processes never need it. */
const library = () => import('@simplewebauthn/server');

export async function creationOptions(
  site: Site,
  account: string,
  known: readonly KnownKey[],
): Promise<CreationOptions> {
  const { generateRegistrationOptions } = await library();
  return await generateRegistrationOptions({
    ...{ rpName: 'iSTSi', rpID: site.domain, userName: account, userDisplayName: account },
    // The same for each key of an account, so that a passkey takes the place of an older one on the same device.
    userID: new Uint8Array(Buffer.from(account)),
    ...{ attestationType: 'none', supportedAlgorithmIDs: ALGORITHMS, timeout: ANSWER_MS },
    excludeCredentials: known.map(described),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
  });
}

export async function requestOptions(site: Site, known: readonly KnownKey[]): Promise<RequestOptions> {
  const { generateAuthenticationOptions } = await library();
  const allowCredentials = known.filter(({ domain }) => domain === site.domain).map(described);
  return await generateAuthenticationOptions({
    ...{ rpID: site.domain, allowCredentials, timeout: ANSWER_MS, userVerification: 'preferred' },
  });
}

/** The key that was made, where the answer is to this challenge, from these pages, for this site. */
export async function verifyCreation(
  site: Site,
  challenge: string,
  response: RegistrationResponseJSON,
): Promise<KnownKey> {
  const { verifyRegistrationResponse } = await library();
  const { registrationInfo } = await refusedOr(() =>
    verifyRegistrationResponse({
      ...{ response, expectedChallenge: challenge, ...expected(site) },
      ...{ supportedAlgorithmIDs: ALGORITHMS, requireUserVerification: false },
    }),
  );
  if (!registrationInfo) throw new SecurityKeyError('security-keys/refused', { why: 'its signature is not right' });
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  return {
    ...{ id, domain: site.domain, counter: BigInt(counter), transports },
    publicKey: Buffer.from(publicKey).toString('base64url'),
  };
}

/** What the key counts now, where the answer is of this key, to this challenge, from these pages. */
export async function verifyAnswer(
  site: Site,
  challenge: string,
  response: AuthenticationResponseJSON,
  key: KnownKey,
): Promise<number> {
  const { verifyAuthenticationResponse } = await library();
  const { verified, authenticationInfo } = await refusedOr(() =>
    verifyAuthenticationResponse({
      ...{ response, expectedChallenge: challenge, ...expected(site), requireUserVerification: false },
      // What it counts is compared where it is stored, so that of two answers at the same moment one is the later one.
      credential: { id: key.id, publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')), counter: 0 },
    }),
  );
  if (!verified) throw new SecurityKeyError('security-keys/refused', { why: 'its signature is not right' });
  return authenticationInfo.newCounter;
}

const expected = ({ domain, origins }: Site) => ({ expectedRPID: domain, expectedOrigin: [...origins] });

const described = ({ id, transports }: KnownKey) => ({ id, transports: [...transports] });

/** Whatever of an answer cannot be read or is of something else, the library throws; all of it is the caller's. */
async function refusedOr<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SecurityKeyError('security-keys/refused', { why }, { cause: error });
  }
}
