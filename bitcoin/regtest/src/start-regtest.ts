import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createHttpServer, ESPLORA_PATH } from './http/server.ts';
import { createNode } from './node.ts';
import { lockDirectory } from './storage/directory-lock.ts';
import { openJournal, volatileJournal } from './storage/journal.ts';

export type RegtestOptions = {
  /** Directory for the node's journal, created when missing; absent keeps everything in memory. */
  dataDir?: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  rpcUser?: string;
  rpcPassword?: string;
  /** 32 bytes for the wallet of a new node; random when absent. */
  walletSeed?: Uint8Array;
  /** As Bitcoin Core's -maxmempool, in bytes; default 300,000,000. What pays least leaves a fuller mempool. */
  maxMempoolBytes?: number;
  /** Milliseconds that a request may take to arrive; default 30,000, as Core's -rpcservertimeout. */
  requestMs?: number;
};

export type Regtest = {
  /** Base URL with credentials: http://user:password@host:port */
  rpcUrl: string;
  /** Base URL of the same chain in Esplora's HTTP interface, for clients of an explorer. No credentials. */
  esploraUrl: string;
  stop(): Promise<void>;
  /** Resolves once the node has stopped, by `stop()` or by the RPC method of that name. */
  stopped: Promise<void>;
  /** Resolves when the disk failed: nothing is acknowledged any more until the node is started again on a sound one. */
  failed: Promise<Error>;
};

/** Starts a regtest node that speaks Bitcoin Core's JSON-RPC and REST. Throws StorageError when the directory is in use or damaged. */
export async function startRegtest(options: RegtestOptions = {}): Promise<Regtest> {
  const { dataDir, host = '127.0.0.1', port = 0, rpcUser = 'istsi', rpcPassword = 'istsi' } = options;
  const unlock = dataDir === undefined ? () => {} : lockDirectory(dataDir);
  try {
    const storage =
      dataDir === undefined ? { records: [], journal: volatileJournal() } : openJournal(join(dataDir, 'journal.log'));
    const node = createNode(storage, {
      ...(options.walletSeed && { walletSeed: Buffer.from(options.walletSeed) }),
      ...(options.maxMempoolBytes !== undefined && { maxMempoolBytes: options.maxMempoolBytes }),
    });
    let stopping: Promise<void> | undefined;
    let resolveStopped = (): void => {};
    const stopped = new Promise<void>((resolve) => {
      resolveStopped = resolve;
    });
    const stop = (): Promise<void> => {
      stopping ??= (async () => {
        node.isStopping = true;
        for (const listener of [...node.tipListeners]) listener();
        const closed = once(server, 'close');
        server.close();
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 200).unref();
        await closed;
        storage.journal.close();
        unlock();
        resolveStopped();
      })();
      return stopping;
    };
    // The answer to `stop` leaves before the server does.
    const requestStop = (): void => void setTimeout(() => void stop(), 20);
    const { requestMs } = options;
    const server = createHttpServer(node, { user: rpcUser, password: rpcPassword, requestStop, requestMs });
    server.keepAliveTimeout = 30_000;
    server.listen(port, host);
    await once(server, 'listening');
    const address = server.address() as AddressInfo;
    const credentials = `${encodeURIComponent(rpcUser)}:${encodeURIComponent(rpcPassword)}`;
    const at = `${host}:${address.port}`;
    return {
      rpcUrl: `http://${credentials}@${at}`,
      esploraUrl: `http://${at}${ESPLORA_PATH}`,
      stop,
      stopped,
      failed: storage.journal.failed,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
