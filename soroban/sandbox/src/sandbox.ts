import { ChangeWatch, type Direct, directAccess, type NetworkCopy } from './direct.ts';
import { Store } from './durability/store.ts';
import { SandboxError } from './errors.ts';
import { type ForkOptions, Origin } from './fork/origin.ts';
import { createFriendbot } from './friendbot.ts';
import { Chain } from './ledger/chain.ts';
import { LedgerClock } from './ledger/clock.ts';
import type { Retention } from './ledger/history.ts';
import { type Journal, Submissions } from './ledger/submission.ts';
import { chooseProtocol, DEFAULT_PASSPHRASE, type Protocol } from './protocol.ts';
import { type RpcDispatch, RpcError } from './rpc/json-rpc.ts';
import { METHODS } from './rpc/methods.ts';
import type { Network } from './rpc/network.ts';
import { namedParams } from './rpc/params.ts';
import { listen, stopListening } from './rpc/server.ts';
import { answerInJson } from './rpc/xdr-json.ts';
import { withTestControls } from './test-controls.ts';
import { parseTransaction } from './transactions/envelope.ts';

export type SandboxOptions = {
  /** Where the network is kept. Without it, it lives in memory and ends with the process. */
  dataDir?: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: the system chooses. */
  port?: number;
  networkPassphrase?: string;
  /**
   * Of the next ledger. Default: that of the ledgers there are, and of a new network what the public network speaks
   * (`DEFAULT_PROTOCOL`). A later one than that of the ledgers is an upgrade; an earlier one is refused.
   */
  protocol?: Protocol;
  /** Milliseconds between ledgers. Without it, a ledger closes as soon as there is a transaction. */
  closeMs?: number;
  /**
   * Adds the `sandbox_…` methods, which advance ledgers and time, take and restore snapshots, inject faults and measure,
   * and `direct`.
   */
  testControls?: boolean;
  /** Milliseconds since 1970, in place of the machine's clock: ledgers then close at the same times in every run. */
  now?: () => number;
  /** Begins with what another network was (`direct.copy`) in place of an empty one. In memory only, and with its passphrase. */
  copyOf?: NetworkCopy;
  /** Begins with what a live network is now, reads its entries when they are first needed, and goes on alone. In memory only. */
  fork?: ForkOptions;
  /** Milliseconds that a request may take to arrive; default 30,000. */
  requestMs?: number;
  /** Ledgers of history kept; default 17,280, a day of the public network. */
  historyLedgers?: number;
  /** Bytes of history kept, about; default 256 MiB. */
  historyBytes?: number;
  /** Bytes of log after which the state is written out and the log begun anew; default 64 MiB. */
  snapshotBytes?: number;
};

export type Sandbox = {
  rpcUrl: string;
  friendbotUrl: string;
  networkPassphrase: string;
  /** The network without HTTP, only with `testControls`, and not of a fork: it would have to wait for entries. */
  direct?: Direct;
  /** Resolves when the disk failed: nothing is accepted any more until the sandbox is started again on a sound one. */
  failed: Promise<Error>;
  /** Closes the port, makes what is under way durable, and gives up the data directory. */
  stop(): Promise<void>;
};

const MIB = 1024 * 1024;

/** Starts an embedded Stellar network. Resolves when its RPC answers. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0 } = options;
  const retention = { ledgers: options.historyLedgers ?? 17_280, bytes: options.historyBytes ?? 256 * MIB };
  const chain = options.fork ? await beginFork(options, options.fork, retention) : beginChain(options, retention);
  const networkPassphrase = chain.passphrase;
  const store =
    options.dataDir === undefined
      ? undefined
      : await Store.open(options.dataDir, chain, { snapshotBytes: options.snapshotBytes ?? 64 * MIB });
  try {
    const { head } = chain;
    chain.protocol = chooseProtocol(options.protocol, head.sequence === 0 ? undefined : head.protocol);
    const clock = new LedgerClock(store?.recovered.clockOffset ?? options.copyOf?.clockOffset, options.now);
    const journal = new ChangeWatch(store ?? IN_MEMORY);
    if (options.fork !== undefined || head.sequence === 0) {
      const genesis = await chain.complete(() => chain.genesis(clock.timeAfter(head)));
      await journal.appendLedger(genesis, 0);
      chain.publish(genesis);
    }
    const submissions = new Submissions(chain, journal, clock, options.closeMs);
    const friendbot = createFriendbot(chain, submissions);
    const network = {
      chain,
      clock,
      submissions,
      friendbotUrl: '',
      retentionLedgers: retention.ledgers,
      debugBuilds: new Map(),
    };
    const methods = createDispatch(network);
    const dispatch = options.testControls ? withTestControls(methods, network, store !== undefined) : methods;
    const { server, port: opened } = await listen({ host, port, dispatch, friendbot, requestMs: options.requestMs });
    const rpcUrl = `http://${host.includes(':') ? `[${host}]` : host}:${opened}`;
    network.friendbotUrl = `${rpcUrl}/friendbot`;
    submissions.start((store?.recovered.pending ?? []).map((bytes) => parseTransaction(bytes, chain.networkId)));

    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await submissions.stop(new SandboxError('sandbox/stopped', {}, 'the sandbox is stopping'));
      await stopListening(server);
      await store?.close();
    };
    const direct =
      options.testControls && !options.fork ? { direct: directAccess(network, journal, store !== undefined) } : {};
    const { friendbotUrl } = network;
    const { failed } = submissions;
    return { rpcUrl, friendbotUrl, networkPassphrase, failed, ...direct, stop: () => (stopping ??= stop()) };
  } catch (cause) {
    await store?.close();
    throw cause;
  }
}

function beginChain({ copyOf, dataDir, networkPassphrase }: SandboxOptions, retention: Retention): Chain {
  if (copyOf === undefined) return new Chain(networkPassphrase ?? DEFAULT_PASSPHRASE, retention);
  const refuse = (reason: string): never => {
    throw new SandboxError('sandbox/no-copy', { reason }, `a network cannot begin as this copy: ${reason}`);
  };
  // A directory is copied as a directory; ledgers that it never logged would be gaps in it.
  if (dataDir !== undefined) refuse('it has a data directory');
  if (networkPassphrase !== undefined && networkPassphrase !== copyOf.passphrase) refuse('its passphrase is another');
  return Chain.from(copyOf, retention);
}

const NOT_FORKED = [
  ['dataDir', 'it lives in memory, and has no data directory'],
  ['copyOf', 'it begins with another network, and not with a copy as well'],
  // Whatever waits for a ledger was acknowledged, and would be lost if the other network did not answer then.
  ['closeMs', 'its ledgers close as soon as there is a transaction'],
] as const;

async function beginFork(options: SandboxOptions, fork: ForkOptions, retention: Retention): Promise<Chain> {
  for (const [name, reason] of NOT_FORKED) {
    if (options[name] === undefined) continue;
    throw new SandboxError('sandbox/no-fork', { reason }, `a fork cannot begin so: ${reason}`);
  }
  const origin = await Origin.open(fork, options.networkPassphrase);
  return new Chain(origin.passphrase, retention, origin);
}

const IN_MEMORY: Journal = { appendLedger: async () => undefined, appendPending: async () => undefined };

function createDispatch(network: Network): RpcDispatch {
  return async ({ method, params }) => {
    const answer = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (answer === undefined) throw new RpcError('methodNotFound', `method ${method} not found`);
    const named = namedParams(params);
    const readsEntries = method === 'getLedgerEntries' || method === 'simulateTransaction';
    const answered = await (readsEntries
      ? network.chain.complete(() => answer(named, network))
      : answer(named, network));
    return named.xdrFormat === 'json' ? answerInJson(method, answered) : answered;
  };
}
