import type { Readable } from 'node:stream';
import { type ApiKey, type ApiKeyServices, readPublicKey } from '@istsi/integration';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../problems.ts';
import { SESSION_COOKIE } from '../sessions.ts';
import { heldAgainst, readContentDigest } from './content-digest.ts';
import { claimsOf, hasBody } from './demands.ts';
import {
  type MessageSignature,
  readSignature,
  SignatureFault,
  type SignedMessage,
  signatureBase,
} from './signed-message.ts';
import { verifySignature } from './verify-signature.ts';

/** Whether a request presents a signature (RFC 9421), good or not. */
export const isSigned = ({ headers }: FastifyRequest): boolean =>
  headers.signature !== undefined || headers['signature-input'] !== undefined;

/** Whose key signed a request; refused where that does not show, and where a request of the same nonce came before. */
export async function keyOfSignature(
  keys: Pick<ApiKeyServices, 'signers' | 'useNonce'>,
  request: FastifyRequest,
): Promise<ApiKey> {
  return await orRefused(async () => {
    requireOneCredential(request);
    const message = messageOf(request);
    const signature = readSignature(message);
    const { keyId, nonce } = claimsOf(message, signature, Date.now());
    if (hasBody(message)) digestsOf(request);
    const base = signatureBase(message, signature);
    const candidates = await keys.signers(keyId);
    if (candidates.length === 0) throw new SignatureFault(`There is no key ${keyId} that signs.`);
    requireOwnAlgorithm(signature, candidates);
    const signer = candidates.find(({ publicKey }) => isOf(publicKey, signature, base));
    if (!signer) throw new SignatureFault(`This was not signed with ${keyId}, or is not the request that was signed.`);
    // Only now: whoever cannot sign has no part in which nonces are used.
    if (signer.state === 'live' && !(await keys.useNonce(keyId, nonce)))
      throw new SignatureFault('A request with this nonce came before: each counts once.');
    return signer;
  });
}

/** The body of a signed request, which cannot be read to its end where another one was signed. */
export function signedBody(request: FastifyRequest, body: Readable): Readable {
  if (!hasBody(messageOf(request))) return body;
  const fault = () => refused('The body is not what content-digest says, which was signed.');
  return heldAgainst(
    orRefusedNow(() => digestsOf(request)),
    body,
    fault,
  );
}

/** Which algorithm it is the key says (section 3.2, step 6); a signature may say the same, and nothing else. */
function requireOwnAlgorithm({ parameters }: MessageSignature, candidates: readonly { publicKey: string }[]): void {
  const claimed = parameters.get('alg');
  const own = candidates.map(({ publicKey }) => readPublicKey(publicKey).algorithm);
  if (claimed !== undefined && !own.some((algorithm) => algorithm === claimed))
    throw new SignatureFault(`alg is not what this key signs with: ${[...new Set(own)].join(' or ')}.`);
}

function isOf(publicKey: string, { parameters, bytes }: MessageSignature, base: Buffer): boolean {
  const { key, algorithm } = readPublicKey(publicKey);
  const isAsClaimed = (parameters.get('alg') ?? algorithm) === algorithm;
  return isAsClaimed && verifySignature(algorithm, key, base, bytes);
}

function digestsOf({ headers }: FastifyRequest) {
  return readContentDigest(String(headers['content-digest'] ?? ''));
}

/** Nobody can say who asks with two. */
function requireOneCredential({ headers }: FastifyRequest): void {
  const isBoth = headers.authorization !== undefined || (headers.cookie ?? '').includes(`${SESSION_COOKIE}=`);
  if (isBoth) throw new SignatureFault('The request is signed, and has a key or a session besides: send one of them.');
}

function messageOf(request: FastifyRequest): SignedMessage {
  const { raw, method, protocol, host, originalUrl } = request;
  if (!originalUrl.startsWith('/')) throw refused('A signed request names a path, not a whole address.');
  return {
    ...{ method, authority: host, target: originalUrl, scheme: protocol },
    field(name) {
      const { rawHeaders } = raw;
      return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === name);
    },
  };
}

const refused = (why: string): ApiError => new ApiError('signature-refused', why);

async function orRefused<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof SignatureFault ? refused(error.message) : error;
  }
}

function orRefusedNow<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof SignatureFault ? refused(error.message) : error;
  }
}
