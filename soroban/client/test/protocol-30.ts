import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Protocol30Rpc {
  rpcUrl: string;
  stop(): Promise<void>;
}

/** Stands before an RPC server and gives its ledgers the headers of protocol 30; everything else passes through. */
export async function serveProtocol30(behind: string): Promise<Protocol30Rpc> {
  const pass = async (body: string): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' };
    return (await (await fetch(behind, { method: 'POST', headers, body })).json()) as Answer;
  };
  const server = createServer((request, response) => {
    text(request)
      .then(pass)
      .then(
        (answer) => response.end(JSON.stringify(withNewHeaders(answer))),
        () => response.destroy(),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    rpcUrl: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Answer {
  result?: { headerXdr?: string; metadataXdr?: string; ledgers?: { headerXdr: string; metadataXdr: string }[] };
}

function withNewHeaders(answer: Answer): Answer {
  const { result } = answer;
  // `getLatestLedger` has a `LedgerHeader`, `getLedgers` the history entry: a hash before, an extension after.
  if (result?.headerXdr !== undefined) Object.assign(result, newer(result.headerXdr, result.metadataXdr!, 0));
  for (const ledger of result?.ledgers ?? []) Object.assign(ledger, newer(ledger.headerXdr, ledger.metadataXdr, 32));
  return answer;
}

const newer = (headerXdr: string, metadataXdr: string, headerAt: number) => ({
  headerXdr: signedMs(headerXdr, headerAt),
  // `LedgerCloseMeta`: version, extension, then the history entry of the header.
  metadataXdr: signedMs(metadataXdr, 8 + 32),
});

const VERSION_BYTES = 4;
/** Of a `LedgerHeader` before the close time: version, hash of the previous ledger, hash of the transaction set. */
const BEFORE_CLOSE_TIME = VERSION_BYTES + 32 + 32;
/** Up to the discriminant of `StellarValue.ext`: close time and an empty list of upgrades. */
const BEFORE_EXTENSION = BEFORE_CLOSE_TIME + 8 + 4;

/** A header with `STELLAR_VALUE_SIGNED_MS` (CAP-88) where the sandbox's has `STELLAR_VALUE_BASIC`. */
function signedMs(base64: string, headerAt: number): string {
  const bytes = Buffer.from(base64, 'base64');
  const header = bytes.subarray(headerAt);
  const extension = Buffer.alloc(4 + 8 + 4 + 32 + 4 + 64);
  extension.writeUInt32BE(3);
  extension.writeBigUInt64BE(header.readBigUInt64BE(BEFORE_CLOSE_TIME) * 1000n + 123n, 4);
  extension.writeUInt32BE(64, 4 + 8 + 4 + 32);
  const start = Buffer.from(header.subarray(0, BEFORE_EXTENSION));
  start.writeUInt32BE(30);
  return Buffer.concat([bytes.subarray(0, headerAt), start, extension, header.subarray(BEFORE_EXTENSION + 4)]).toString(
    'base64',
  );
}
