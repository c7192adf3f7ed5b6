import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { SignerEndpoint } from '../src/index.ts';

/** How a signer behaves when it is asked: as it should; not at all; with an answer that is no good; or when nobody waits any more. */
export type Behaviour = 'well' | 'gone' | 'lies' | 'slow';

/** In front of a signer, as a network and a thief would be. */
export interface UnreliableSigner {
  endpoint: SignerEndpoint;
  /** By what it is asked for; it behaves well otherwise. */
  behave(how: Partial<Record<'/attest' | '/sign', Behaviour>>): void;
  stop(): Promise<void>;
}

export async function putBefore(signer: SignerEndpoint): Promise<UnreliableSigner> {
  let behaviour: Partial<Record<string, Behaviour>> = {};
  const server: Server = createServer((request, response) => {
    const how = behaviour[request.url ?? ''] ?? 'well';
    if (how === 'gone') return void request.socket.destroy();
    const givenUp = new Promise((resolve) => response.once('close', resolve));
    forward(signer, request)
      .then(async ({ status, body }) => {
        if (how === 'slow') await givenUp;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(how === 'lies' ? spoiled(body) : body));
      })
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: { ...signer, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    behave(how) {
      behaviour = how;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function forward(
  signer: SignerEndpoint,
  request: IncomingMessage,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { method = 'GET', url = '/', headers } = request;
  const response = await fetch(new URL(url, signer.url), {
    method,
    headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
    ...(method === 'POST' && { body: await text(request) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** One bit of the signature is another one: well-formed, and worth nothing. */
function spoiled(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value];
      const bytes = Buffer.from(value, 'base64');
      const at = name === 'psbt' ? signatureIn(bytes) : signatureInEntry(bytes);
      bytes[at]! ^= 1;
      return [name, bytes.toString('base64')];
    }),
  );
}

/** The value after the symbol `signature` of an authorization entry: a type, a length, and 64 bytes. */
function signatureInEntry(entry: Buffer): number {
  const at = entry.indexOf(SYMBOL);
  if (at < 0) throw new Error('the entry carries no signature to spoil');
  return at + SYMBOL.length + 8 + 20;
}

/** Nine letters, filled up to twelve. */
const SYMBOL = Buffer.from('signature\0\0\0');

/**
 * Somewhere in the first signature: after the key of BIP-174's PSBT_IN_PARTIAL_SIG and the header of its DER. The two bytes
 * that such a record begins with also occur by chance, in the transactions that inputs come with, where a bit spoils nothing.
 */
function signatureIn(psbt: Buffer): number {
  const isRecord = (at: number): boolean => [2, 3].includes(psbt[at + 2]!) && psbt[at + 2 + 33 + 1] === 0x30;
  let at = psbt.indexOf(RECORD);
  while (at >= 0 && !isRecord(at)) at = psbt.indexOf(RECORD, at + 1);
  if (at < 0) throw new Error('the PSBT carries no signature to spoil');
  return at + 2 + 33 + 1 + 20;
}

const RECORD = Buffer.from([0x22, 0x02]);
