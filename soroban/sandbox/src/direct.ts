import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { xdr } from '@stellar/stellar-sdk';
import { SandboxError } from './errors.ts';
import type { DebugBuild, EntryChange, Footprint, GrantedCall, LedgerKey, StoredEntry } from './host/boundary.ts';
import { addressFromXdr } from './host/codec/address.ts';
import { entryFromXdr } from './host/codec/ledger-entry.ts';
import { ledgerKeyFromXdr, ledgerKeyOf, ledgerKeyString } from './host/codec/ledger-key.ts';
import { type CoveredFile, LineHits } from './host/vm/wasm/line-hits.ts';
import type { ChainCopy } from './ledger/chain.ts';
import { type NextLedger, nextLedgerInfo } from './ledger/close-ledger.ts';
import type { Journal } from './ledger/submission.ts';
import type { Network } from './rpc/network.ts';
import { simulationError } from './simulation/error-text.ts';
import { transactionData } from './simulation/resources.ts';
import { simulateInvocation } from './simulation/simulate.ts';
import { parseTransaction } from './transactions/envelope.ts';
import { diskReadBytes } from './transactions/operations/invoke-host-function.ts';

/** What a network was at one ledger. Opaque: `startSandbox` begins with it. */
export type NetworkCopy = ChainCopy;

/** What a call would do and need in the next ledger. */
export type Prepared = {
  /** Declares what the call needs; for a call that fails, what it needs until it fails. */
  readonly data: xdr.SorobanTransactionData;
  readonly auth: readonly xdr.SorobanAuthorizationEntry[];
  /** Authorizations it asks for that are taken for granted (`grant`), in order. */
  readonly granted: readonly GrantedCall[];
  /** Why it would fail, as the RPC's simulation says it. */
  readonly error: string | undefined;
};

/** What became of a transaction in its ledger. */
export type Applied = {
  readonly successful: boolean;
  readonly returnValue: xdr.ScVal | undefined;
  readonly result: xdr.TransactionResult;
  readonly diagnosticEvents: readonly xdr.DiagnosticEvent[];
  /** All that the ledger changed, by the text of the key: fees and sequence numbers too. */
  readonly changes: ReadonlyMap<string, EntryChange>;
};

/**
 * The network itself, without HTTP and its encodings, for tests of a hundred thousand operations: the same simulation,
 * the same checks, the same ledgers. Only with `testControls`.
 */
export type Direct = {
  readonly head: { readonly sequence: number /** Seconds. */; readonly closeTime: bigint };
  /** Records what an invocation touches and who must authorize it. */
  prepare(source: string, func: xdr.HostFunction): Prepared;
  /** Closes a ledger with one transaction. Rejects when the network does not take it. */
  submit(envelope: Uint8Array): Promise<Applied>;
  /** What the ledger holds under a key, expired and archived entries among it. */
  entry(key: xdr.LedgerKey): StoredEntry | undefined;
  /** All that the ledger holds, by the text of the key. */
  entries(): Iterable<readonly [string, StoredEntry]>;
  /** The network as it is: any number of others can begin with it (`copyOf`), and none of them sees what another does. */
  copy(): Promise<NetworkCopy>;
  /**
   * Puts an entry there that no transaction wrote, or in place of one; contract data and code live until a ledger. Only in memory: a
   * log has nothing but transactions.
   */
  write(entry: xdr.LedgerEntryData, liveUntil?: number): Promise<void>;
  /**
   * From now on the authorization of these addresses, or of all, is taken for granted: they need not sign, and contracts among them
   * are not asked. An empty list ends it.
   */
  grant(whose: 'all' | readonly string[]): void;
  /**
   * From now on what runs of the code with that hash (hex) is counted, by a build of it for debugging. That knows its sources by where they
   * are from `folder`.
   */
  cover(hash: string, debugBuild: Uint8Array, folder?: string): void;
  /** What ran of the sources of contracts that are covered, simulations included. */
  covered(): CoveredFile[];
  /** Moves time on, and closes an empty ledger so many numbers later. */
  pass(seconds: number, ledgers: number): Promise<void>;
};

const notWritten = (reason: string): SandboxError => new SandboxError('sandbox/not-written', { reason }, reason);

/** Instructions, for the signatures that a call which fails never came to record. */
const SIGNATURE_LEEWAY = 5_000_000;

/** With the accounts of everybody who signs. */
function withSigners({ readOnly, readWrite }: Footprint, auth: readonly xdr.SorobanAuthorizationEntry[]): Footprint {
  const known = new Set([...readOnly, ...readWrite].map(ledgerKeyString));
  const signers = auth.flatMap(({ credentials }): LedgerKey[] =>
    credentials.type === 'sorobanCredentialsAddress'
      ? [{ type: 'account', accountId: addressFromXdr(credentials.address.address) }]
      : [],
  );
  return { readOnly: [...readOnly, ...signers.filter((key) => !known.has(ledgerKeyString(key)))], readWrite };
}

/** Remembers what the newest ledger changed, which otherwise only its XDR tells. */
export class ChangeWatch implements Journal {
  changes: ReadonlyMap<string, EntryChange> = new Map();
  private readonly journal: Journal;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  async appendLedger(ledger: NextLedger, clockOffset: number): Promise<void> {
    await this.journal.appendLedger(ledger, clockOffset);
    this.changes = ledger.overlay.changes;
  }

  async appendPending(envelope: Buffer): Promise<void> {
    await this.journal.appendPending(envelope);
  }
}

export function directAccess(
  { chain, clock, submissions, debugBuilds }: Network,
  watch: ChangeWatch,
  isDurable: boolean,
): Direct {
  const hits = new Map<string, DebugBuild & { readonly hits: LineHits; readonly folder: string }>();
  return {
    get head() {
      return chain.head;
    },
    prepare(source, func) {
      const operation = new xdr.InvokeHostFunctionOp({ hostFunction: func, auth: [] });
      const info = nextLedgerInfo(chain, clock);
      const options = {
        auth: { record: { rootOnly: true } },
        instructionLeeway: 0,
        debugBuilds,
        rehearsal: chain.rehearsal,
        forExecution: true,
      };
      const { outcome, data, trace } = simulateInvocation(chain, info, operation, source, options);
      if (outcome.ok && data !== undefined)
        return { data, auth: outcome.auth, granted: outcome.granted, error: undefined };
      const restored = new Set(outcome.restored);
      const footprint = withSigners(outcome.footprint, outcome.auth);
      const measured = {
        footprint,
        restored,
        instructions: outcome.resources.instructions,
        diskReadBytes: diskReadBytes(footprint, restored, chain),
        writeBytes: 0,
        eventBytes: 0,
        rent: [],
      };
      const body = xdr.OperationBody.invokeHostFunction(
        new xdr.InvokeHostFunctionOp({ hostFunction: func, auth: [...outcome.auth] }),
      );
      const error = outcome.ok
        ? 'nothing was measured'
        : simulationError(outcome.error, outcome.diagnosticEvents, trace);
      return {
        data: transactionData(measured, body, info.sequence, SIGNATURE_LEEWAY),
        auth: outcome.auth,
        granted: outcome.granted,
        error,
      };
    },
    async submit(envelope) {
      const tx = parseTransaction(Buffer.from(envelope), chain.networkId);
      const submission = await submissions.submit(tx);
      const { status } = submission;
      if (status !== 'PENDING') {
        const reason = status === 'ERROR' ? submission.reason : status;
        throw new SandboxError(
          'sandbox/not-taken',
          { status, reason },
          `the network did not take ${tx.hash}: ${reason}`,
        );
      }
      const { transaction } = chain.history.transaction(tx.hash)!;
      const { soroban, diagnosticEvents } = transaction.meta;
      return {
        successful: transaction.successful,
        returnValue: soroban && (xdr.SorobanTransactionMetaV2.fromXdr(soroban).returnValue ?? undefined),
        result: xdr.TransactionResult.fromXdr(transaction.result),
        diagnosticEvents: transaction.successful
          ? []
          : diagnosticEvents.map((event) => xdr.DiagnosticEvent.fromXdr(event)),
        changes: watch.changes,
      };
    },
    entry: (key) => chain.get(ledgerKeyString(ledgerKeyFromXdr(key))),
    *entries() {
      for (const text of chain.copyState().entries.keys()) yield [text, chain.get(text)!];
    },
    copy: () =>
      submissions.exclusively(() => ({
        ...chain.copyState(),
        passphrase: chain.passphrase,
        ledgers: chain.history.all(),
        clockOffset: clock.offsetSeconds,
      })),
    async write(data, liveUntil) {
      if (isDurable) throw notWritten('entries are written only in sandboxes without a data directory');
      const entry = entryFromXdr(data);
      const lives = entry.type === 'contractData' || entry.type === 'contractCode';
      if (lives && liveUntil === undefined) throw notWritten('say until which ledger the entry lives');
      await submissions.exclusively(() => {
        const { head, entries } = chain.copyState();
        const lifetime = lives && liveUntil !== undefined ? { liveUntil } : {};
        entries.set(ledgerKeyString(ledgerKeyOf(entry)), { entry, lastModified: head.sequence, ...lifetime });
        chain.setState({ head, entries });
      });
    },
    grant(whose) {
      chain.rehearsal = { ...chain.rehearsal, granted: whose === 'all' ? whose : new Set(whose) };
    },
    cover(codeHash, wasm, folder = '') {
      if (hits.has(codeHash)) return;
      const counting = new LineHits(wasm);
      hits.set(codeHash, { hash: createHash('sha256').update(wasm).digest('hex'), wasm, hits: counting, folder });
      chain.rehearsal = { ...chain.rehearsal, covered: hits };
    },
    covered: () =>
      [...hits.values()].flatMap(({ hits: counted, folder }) =>
        counted
          .files()
          .map((one) => ({ ...one, file: one.file.startsWith('node_modules/') ? one.file : join(folder, one.file) })),
      ),
    async pass(seconds, ledgers) {
      clock.advance(seconds);
      await submissions.closeEmpty(ledgers);
    },
  };
}
