import { X509Certificate } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { Agent, request } from 'node:https';
import { certificateDigest, exchangeHttp, isLoopback, MOST_ANSWER_BYTES, readAnswer } from '@istsi/bitcoin-custody';

/** How a signer on another machine is known, and what it knows us by; all PEM. */
export interface SignerTls {
  /** The signer's own certificate: no other is accepted, whoever signed it. */
  certificate: string;
  own: { key: string; certificate: string };
}

interface SignerRequest {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  timeoutMs: number;
}

export interface SignerAnswer {
  status: number;
  text: string;
}

/** Thrown before anything is said. */
class NotPrivate extends Error {
  constructor(url: URL) {
    super(
      url.protocol === 'https:'
        ? `${url.host} is known by its certificate, and knows us by ours: name both`
        : `${url.host} is another machine, and "${url.protocol}" would show everything on the way: use https, with certificates`,
    );
    this.name = 'NotPrivate';
  }
}

/** Asks a signer: on this machine in the clear, on others over TLS with both certificates pinned. */
export async function askSigner(url: URL, tls: SignerTls | undefined, asked: SignerRequest): Promise<SignerAnswer> {
  if (url.protocol === 'https:' && tls) return await askPrivately(url, tls, asked);
  if (url.protocol !== 'http:' || !isLoopback(url.hostname)) throw new NotPrivate(url);
  const { method, headers, body, timeoutMs } = asked;
  const answer = await exchangeHttp(url, {
    ...{ method, headers: headers ?? {}, body, timeoutMs },
    ...{
      mostBytes: MOST_ANSWER_BYTES,
      tooLarge: () => new RangeError(`an answer of more than ${MOST_ANSWER_BYTES} bytes`),
    },
  });
  return { status: answer.status, text: answer.body.toString('utf8') };
}

/** As of requests without TLS, for who traces them. */
const unsent = channel('istsi:unsent-request');

/** One for each pair of certificates. */
const agents = new WeakMap<SignerTls, Agent>();

/** Keeps connections, whose handshake with two certificates costs more than most questions; each new one is judged anew. */
function agentOf(tls: SignerTls): Agent {
  const known = agents.get(tls);
  if (known) return known;
  const { certificate, own } = tls;
  const pinned = certificateDigest(new X509Certificate(certificate).raw);
  const agent = new Agent({
    ...{ keepAlive: true, timeout: IDLE_MS, maxCachedSessions: 0 },
    ...{ ca: [certificate], key: own.key, cert: own.certificate, minVersion: 'TLSv1.3' },
    // By its certificate, not by its name: it may be reached by any.
    checkServerIdentity: (_, shown) =>
      certificateDigest(shown.raw) === pinned ? undefined : new Error('it shows another certificate'),
  });
  agents.set(tls, agent);
  return agent;
}

/** A signer gives an idle connection up after five seconds. */
const IDLE_MS = 4_000;

function askPrivately(url: URL, tls: SignerTls, asked: SignerRequest): Promise<SignerAnswer> {
  const { method, headers, body, timeoutMs } = asked;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, ...(headers && { headers }), signal: AbortSignal.timeout(timeoutMs), agent: agentOf(tls) },
      (response) => {
        readAnswer(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
      },
    );
    if (unsent.hasSubscribers) unsent.publish(sent);
    sent.on('error', (error: NodeJS.ErrnoException) => reject(explained(error)));
    sent.end(body);
  });
}

const explanations: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ABORT_ERR: 'it did not answer in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it shows another certificate than the one that it is known by',
};

function explained(error: NodeJS.ErrnoException): Error {
  const text = explanations[error.code ?? ''];
  return text === undefined ? error : new Error(text, { cause: error });
}
