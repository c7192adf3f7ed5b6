import { authorizeEntry, inspectAuthEntry, xdr } from '@stellar/stellar-sdk';

/** A signer process as the coordinator knows it. */
export interface SignerEndpoint {
  url: string;
  token: string;
  /** The custodian account (G…) that it signs for. */
  address: string;
}

export interface SignerFailure {
  address: string;
  code: string;
  reason: string;
}

/** Thrown when one signer did not deliver a usable signature. */
export class SignerUnavailable extends Error {
  readonly failure: SignerFailure;

  constructor(failure: SignerFailure, options?: ErrorOptions) {
    super(`signer ${failure.address}: ${failure.code}: ${failure.reason}`, options);
    this.name = 'SignerUnavailable';
    this.failure = failure;
  }
}

export interface SignatureTerms {
  validUntilLedger: number;
  networkPassphrase: string;
  timeoutMs: number;
}

/**
 * Has a signer sign an entry. Only its signature is taken from the answer, checked, and put into our own copy: whatever
 * else it may have sent back has no effect.
 */
export async function requestSignature(
  signer: SignerEndpoint,
  entry: xdr.SorobanAuthorizationEntry,
  { validUntilLedger, networkPassphrase, timeoutMs }: SignatureTerms,
): Promise<xdr.SorobanAuthorizationEntry> {
  const { address } = signer;
  const fail = (code: string, reason: string, cause?: unknown): SignerUnavailable =>
    new SignerUnavailable({ address, code, reason }, { cause });
  const body = JSON.stringify({ entry: entry.toXdr('base64'), validUntilLedger });
  const answer = await post(signer, body, timeoutMs).catch((cause: unknown) => {
    throw fail('signer/unreachable', reasonOf(cause), cause);
  });
  if (answer.status !== 200) {
    const { code, reason } = answer.body as { code?: unknown; reason?: unknown };
    throw fail(String(code ?? 'signer/refused'), String(reason ?? `HTTP ${answer.status}`));
  }
  try {
    const returned = xdr.SorobanAuthorizationEntry.fromXdr(String(answer.body.entry), 'base64');
    const signature = inspectAuthEntry(returned).signers[0]?.signatures?.[0];
    if (!signature) throw new Error('the entry that came back carries no signature');
    const { publicKey } = signature;
    if (publicKey !== address) throw new Error(`it is signed by ${publicKey}`);
    const sign = (): Promise<Uint8Array> => Promise.resolve(signature.signature);
    return await authorizeEntry(entry, sign, validUntilLedger, networkPassphrase);
  } catch (cause) {
    throw fail('signer/bad-signature', reasonOf(cause), cause);
  }
}

export async function checkSigner(signer: SignerEndpoint, timeoutMs: number): Promise<string | undefined> {
  try {
    const response = await fetch(new URL('/health', signer.url), { signal: AbortSignal.timeout(timeoutMs) });
    const { address } = (await response.json()) as { address?: unknown };
    return address === signer.address ? undefined : `it signs for ${String(address)}`;
  } catch (error) {
    return reasonOf(error);
  }
}

async function post(
  signer: SignerEndpoint,
  body: string,
  timeoutMs: number,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(new URL('/attest', signer.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${signer.token}`, 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const parsed: unknown = await response.json();
  return { status: response.status, body: typeof parsed === 'object' && parsed !== null ? { ...parsed } : {} };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
