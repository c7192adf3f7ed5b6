import { type AddressOrigin, toBase64 } from '@istsi/bitcoin-custody';
import { encodeArguments } from '@istsi/contracts';
import { encodeOrigin } from '@istsi/reserves';
import { authorizeFor } from '@istsi/soroban-client';
import { inspectAuthEntry, xdr } from '@stellar/stellar-sdk';
import { askSigner, type SignerAnswer, type SignerTls } from './signer-transport.ts';

/** A signer process as the coordinator knows it. */
export interface SignerEndpoint {
  url: string;
  token: string;
  /** The custodian account (G…) that it signs for. */
  address: string;
  /** For one on another machine. */
  tls?: SignerTls | undefined;
}

export interface SignerFailure {
  address: string;
  code: string;
  reason: string;
}

/** The code of an answer that came, and is no signature of what was asked. */
export const BAD_SIGNATURE = 'signer/bad-signature';

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
  /** The call that the entry is an authorization of. */
  call: xdr.HostFunction;
  validUntilLedger: number;
  networkPassphrase: string;
  timeoutMs: number;
  /** The Bitcoin transaction that the call authorizes, where it authorizes one. */
  psbt?: Uint8Array;
  /** What else the signer needs to judge the call: see `reserve-evidence.ts`. */
  evidence?: object;
}

/**
 * Has a signer sign an entry. Only its signature is taken from the answer, checked, and put into our own copy: whatever
 * else it may have sent back has no effect.
 */
export async function requestSignature(
  signer: SignerEndpoint,
  entry: xdr.SorobanAuthorizationEntry,
  { call, validUntilLedger, networkPassphrase, timeoutMs, psbt, evidence }: SignatureTerms,
): Promise<xdr.SorobanAuthorizationEntry> {
  const { address } = signer;
  const asked = { entry: entry.toXdr('base64'), args: encodeArguments(argumentsOf(call)), validUntilLedger };
  const body = { ...asked, ...(psbt && { psbt: toBase64(psbt) }), evidence };
  const answer = await post(signer, '/attest', body, timeoutMs);
  try {
    const returned = xdr.SorobanAuthorizationEntry.fromXdr(String(answer.entry), 'base64');
    const signature = inspectAuthEntry(returned).signers[0]?.signatures?.[0];
    if (!signature) throw new Error('the entry that came back carries no signature');
    const { publicKey } = signature;
    if (publicKey !== address) throw new Error(`it is signed by ${publicKey}`);
    const sign = (): Promise<Uint8Array> => Promise.resolve(signature.signature);
    return await authorizeFor(entry, address, sign, { validUntilLedger, networkPassphrase });
  } catch (cause) {
    throw failure(address, BAD_SIGNATURE, reasonOf(cause), cause);
  }
}

function argumentsOf(call: xdr.HostFunction): readonly xdr.ScVal[] {
  if (call.type !== 'hostFunctionTypeInvokeContract') throw new TypeError('custodians attest calls of contracts');
  return call.invokeContract.args;
}

/**
 * Has a signer add its signatures to the PSBT of a payment that the reserve authorized. Whether they are what they should
 * be is found out where signatures are put together: see `assemble`.
 */
export async function requestPsbtSignature(
  signer: SignerEndpoint,
  psbt: Uint8Array,
  { timeoutMs }: Pick<SignatureTerms, 'timeoutMs'>,
): Promise<Uint8Array> {
  const { psbt: signed } = await post(signer, '/sign', { psbt: toBase64(psbt) }, timeoutMs);
  if (typeof signed !== 'string') throw failure(signer.address, BAD_SIGNATURE, 'no PSBT came back');
  return Buffer.from(signed, 'base64');
}

/** Has a signer sign a proof that can never be mined: of reserves for a statement, or of an address for a message. */
export async function requestProof(
  signer: SignerEndpoint,
  request: { statement: object; psbt: Uint8Array } | { message: string; origin: AddressOrigin },
  { timeoutMs }: Pick<SignatureTerms, 'timeoutMs'>,
): Promise<Uint8Array> {
  const body =
    'psbt' in request
      ? { statement: request.statement, psbt: toBase64(request.psbt) }
      : { message: request.message, origin: encodeOrigin(request.origin) };
  const { psbt } = await post(signer, '/prove', body, timeoutMs);
  if (typeof psbt !== 'string') throw failure(signer.address, BAD_SIGNATURE, 'no PSBT came back');
  return Buffer.from(psbt, 'base64');
}

/** What it answers when it is asked how it is, to be judged by `readHeartbeat`. */
export const requestHeartbeat = async (signer: SignerEndpoint, nonce: string, timeoutMs: number): Promise<unknown> =>
  await post(signer, '/heartbeat', { nonce }, timeoutMs);

export async function checkSigner(signer: SignerEndpoint, timeoutMs: number): Promise<string | undefined> {
  try {
    const response = await askSigner(new URL('/health', signer.url), signer.tls, { method: 'GET', timeoutMs });
    const answer = readObject(response);
    if (!answer) return unreadable(response);
    const { address, reason } = answer;
    if (address === signer.address) return undefined;
    if (address === undefined) return said(reason) ?? unreadable(response);
    return `it signs for ${said(address) ?? 'nobody'}`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** What it answered with status 200; anything else is thrown as this signer's failure. */
async function post(
  signer: SignerEndpoint,
  path: string,
  body: object,
  timeoutMs: number,
): Promise<Record<string, unknown>> {
  const { address } = signer;
  try {
    const response = await askSigner(new URL(path, signer.url), signer.tls, {
      method: 'POST',
      headers: { authorization: `Bearer ${signer.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      timeoutMs,
    });
    const answer = readObject(response);
    if (!answer) throw failure(address, 'signer/bad-answer', unreadable(response));
    if (response.status === 200) return answer;
    throw failure(address, said(answer.code) ?? 'signer/refused', said(answer.reason) ?? `HTTP ${response.status}`);
  } catch (cause) {
    if (cause instanceof SignerUnavailable) throw cause;
    throw failure(address, 'signer/unreachable', reasonOf(cause), cause);
  }
}

function readObject({ text }: SignerAnswer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const unreadable = ({ status }: SignerAnswer): string =>
  `what answers with HTTP ${status} there says nothing that a signer says: is it the signer, or something before it?`;

const MOST_SAID = 500;

/** What a signer says is shown to people and stored: as one line of text, and no more than fits, whatever it sent. */
function said(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const line = value.slice(0, MOST_SAID).replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
  return value.length > MOST_SAID ? `${line}…` : line;
}

const failure = (address: string, code: string, reason: string, cause?: unknown): SignerUnavailable =>
  new SignerUnavailable({ address, code, reason }, { cause });

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // `fetch` says that it failed, and its cause says why.
  const why = error instanceof TypeError && error.cause instanceof Error ? error.cause.message : '';
  return why || error.message;
}
