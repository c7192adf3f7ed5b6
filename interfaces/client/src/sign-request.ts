/** A key of the API that signs (`POST /v1/keys` with a public key), wherever its private half is kept. */
export interface RequestSigner {
  /** As `GET /v1/keys` has it: `ikey_` and 16 digits. */
  keyId: string;
  /** Of Ed25519, or of ECDSA with P-256 and SHA-256 as r and s, 32 bytes each. */
  sign(bytes: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>;
}

export interface RequestToSign {
  method: string;
  url: string;
  headers: Headers;
  /** Empty: the request has none. */
  body: Uint8Array<ArrayBuffer>;
}

/** Headers that change what a request does: the API wants them signed where they are sent. */
const MEANINGFUL = ['idempotency-key', 'x-audit-reason'];

/**
 * The fields that sign a request (RFC 9421), for this one time within the next minutes: `content-digest` (RFC 9530) where there
 * is a body, `signature-input` and `signature`. What is signed is the request whole, as the API wants it.
 */
export async function signRequest(
  signer: RequestSigner,
  { method, url, headers, body }: RequestToSign,
  nowMs: number = Date.now(),
): Promise<Record<string, string>> {
  const digest = body.length === 0 ? undefined : await contentDigest(body);
  const fields = [
    ...(digest === undefined ? [] : [['content-digest', digest] as const]),
    ...MEANINGFUL.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!.trim()] as const] : [])),
  ];
  const components = [['@method', method.toUpperCase()] as const, ['@target-uri', targetOf(url)] as const, ...fields];
  const nonce = base64(crypto.getRandomValues(new Uint8Array(18)));
  const names = components.map(([name]) => `"${name}"`).join(' ');
  const created = Math.floor(nowMs / 1000);
  const parameters = `(${names});created=${created};nonce="${nonce}";keyid="${signer.keyId}"`;
  const lines = [...components, ['@signature-params', parameters] as const].map(
    ([name, value]) => `"${name}": ${value}`,
  );
  const signature = await signer.sign(new TextEncoder().encode(lines.join('\n')));
  return {
    ...(digest === undefined ? {} : { 'content-digest': digest }),
    'signature-input': `istsi=${parameters}`,
    signature: `istsi=:${base64(signature)}:`,
  };
}

/** What signs every request of a client that `createApiClient` answers: `client.use(signing(signer))`. */
export function signing(signer: RequestSigner) {
  return {
    async onRequest({ request }: { request: Request }): Promise<Request> {
      const body = new Uint8Array(await request.clone().arrayBuffer());
      const { method, url, headers } = request;
      for (const [name, value] of Object.entries(await signRequest(signer, { method, url, headers, body })))
        headers.set(name, value);
      return request;
    },
  };
}

/** As it is sent: without the fragment, and without the port that the scheme has anyway. */
function targetOf(url: string): string {
  const { href, hash } = new URL(url);
  return hash === '' ? href : href.slice(0, -hash.length);
}

async function contentDigest(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha-256=:${base64(new Uint8Array(await crypto.subtle.digest('SHA-256', body)))}:`;
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
