import { SETTINGS } from '../network-settings.ts';
import { checkAhead } from '../transactions/check-ahead.ts';
import type { Transaction } from '../transactions/envelope.ts';
import { refusalResult } from '../transactions/results.ts';
import { checkTransaction, type Verdict } from '../transactions/validity.ts';
import type { Chain } from './chain.ts';
import type { LedgerClock } from './clock.ts';
import type { NextLedger } from './close-ledger.ts';

/** What the network says of a transaction that was sent to it. */
export type Submission =
  | { readonly status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER' }
  /** `result` is XDR of a `TransactionResult`; `reason` is for people. */
  | { readonly status: 'ERROR'; readonly result: Uint8Array; readonly reason: string };

/** Makes ledgers and accepted transactions durable. Each call resolves when its record would survive a crash. */
export type Journal = {
  appendLedger(ledger: NextLedger, clockOffset: number): Promise<void>;
  /** An accepted transaction that waits for its ledger; only timed closing has those. */
  appendPending(envelope: Buffer): Promise<void>;
};

type Waiting = {
  readonly tx: Transaction;
  /** Resolves when its signatures have been verified as far as that can be done ahead. */
  readonly ready: Promise<void>;
  readonly answer: (submission: Submission) => void;
  readonly fail: (cause: unknown) => void;
};

const PENDING: Submission = { status: 'PENDING' };

/** Transactions waiting at once, beyond which senders are told to try again. */
const MAX_WAITING = 5_000;

/**
 * Takes transactions and closes ledgers, one at a time: compute, make durable, make visible, answer. While a ledger is
 * being written the next transactions gather, so that load makes ledgers larger rather than more.
 */
export class Submissions {
  private readonly chain: Chain;
  private readonly journal: Journal;
  private readonly clock: LedgerClock;
  /** Milliseconds between ledgers; undefined closes a ledger as soon as there is a transaction. */
  private closeMs: number | undefined;
  /** Instant closing: sent, and not looked at yet. */
  private arrived: Waiting[] = [];
  /** Timed closing: accepted and waiting for the next ledger, by hash. */
  private readonly accepted = new Map<string, Transaction>();
  /** Hashes of both. */
  private readonly waiting = new Set<string>();
  private readonly watchers = new Map<string, (() => void)[]>();
  private last: Promise<void> = Promise.resolve();
  private pumping = false;
  private timer: NodeJS.Timeout | undefined;
  private failure: Error | undefined;
  private tellFailed!: (cause: Error) => void;
  /** Resolves when the disk failed. Memory is then ahead of it, and only a new start can go on. */
  readonly failed: Promise<Error> = new Promise((resolve) => {
    this.tellFailed = resolve;
  });

  constructor(chain: Chain, journal: Journal, clock: LedgerClock, closeMs: number | undefined) {
    this.chain = chain;
    this.journal = journal;
    this.clock = clock;
    this.closeMs = closeMs;
  }

  /** Starts closing, first of all what was accepted before a restart. */
  start(pending: readonly Transaction[]): void {
    for (const tx of pending) this.accept(tx);
    if (this.closeMs !== undefined) this.timer = setInterval(() => this.tick(), this.closeMs);
    else if (this.accepted.size > 0) this.tick();
  }

  /** From now on a ledger closes every so many milliseconds; undefined: as soon as there is a transaction. */
  closeEvery(ms: number | undefined): void {
    clearInterval(this.timer);
    this.closeMs = ms;
    if (ms !== undefined) this.timer = setInterval(() => this.tick(), ms);
    // What was accepted for a later ledger would wait for one for ever. A disk that fails says so in `failed`.
    else this.exclusively(() => this.closeAccepted()).catch(() => undefined);
  }

  /** Ends closing when what is under way has become durable. Later transactions are refused. */
  async stop(reason: Error): Promise<void> {
    clearInterval(this.timer);
    this.failure ??= reason;
    await this.last;
  }

  /** Rejects when the network has stopped, or its disk failed: then nothing is known of the transaction's fate. */
  async submit(tx: Transaction): Promise<Submission> {
    if (this.failure !== undefined) throw this.failure;
    if (this.waiting.has(tx.hash)) return { status: 'DUPLICATE' };
    if (this.waiting.size >= MAX_WAITING) return { status: 'TRY_AGAIN_LATER' };
    return this.closeMs === undefined ? await this.submitInstantly(tx) : await this.submitForLater(tx);
  }

  /** Why nothing is accepted any more; undefined while all is well. */
  get stoppedBy(): Error | undefined {
    return this.failure;
  }

  /** Resolves when a transaction is in a closed ledger. */
  async applied(hash: string): Promise<void> {
    if (this.chain.history.transaction(hash) !== undefined) return;
    await new Promise<void>((resolve) => {
      this.watchers.set(hash, [...(this.watchers.get(hash) ?? []), resolve]);
    });
  }

  /** Closes one ledger without transactions, `count` numbers after the present one; the numbers between stay unused. */
  async closeEmpty(count: number): Promise<void> {
    await this.exclusively(() => this.close([], this.chain.head.sequence + count));
  }

  /** Runs a task while no ledger is being closed. */
  async exclusively<T>(task: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(async () => {
      if (this.failure !== undefined) throw this.failure;
      return await task();
    });
    this.last = result.then(
      () => undefined,
      () => undefined,
    );
    return await result;
  }

  private submitInstantly(tx: Transaction): Promise<Submission> {
    this.waiting.add(tx.hash);
    return new Promise((answer, fail) => {
      this.arrived.push({ tx, ready: this.checkAhead(tx), answer, fail });
      if (this.pumping) return;
      this.pumping = true;
      // Requests that arrived together are read in the same turn of the event loop; they share a ledger.
      setImmediate(() => void this.pump());
    });
  }

  /** A fork has to wait for what it reads, and would verify no sooner. */
  private async checkAhead(tx: Transaction): Promise<void> {
    if (this.chain.isWhole) await checkAhead(tx, this.chain);
  }

  private async pump(): Promise<void> {
    while (this.arrived.length > 0) {
      await this.exclusively(() => this.closeArrived()).catch((cause: unknown) => {
        for (const { fail } of this.arrived.splice(0)) fail(cause);
      });
    }
    this.pumping = false;
  }

  /** Closes a ledger with what has arrived: one transaction of each account, the others wait for the next ledger. */
  private async closeArrived(): Promise<void> {
    const arrived = this.arrived.splice(0);
    try {
      await Promise.all(arrived.map(({ ready }) => ready));
      const { batch, later } = await this.chain.complete(() => this.selectBatch(arrived));
      if (batch.length > 0) await this.close(batch.map(({ tx }) => tx));
      for (const { answer } of batch) answer(PENDING);
      this.arrived.unshift(...later);
    } catch (cause) {
      // Those that have their answer keep it.
      for (const { tx, fail } of arrived) {
        this.waiting.delete(tx.hash);
        fail(cause);
      }
    }
  }

  /** Answers what the ledger refuses; of the rest, takes the first of each account. */
  private selectBatch(arrived: readonly Waiting[]): { batch: Waiting[]; later: Waiting[] } {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const sources = new Set<string>();
    for (const waiting of arrived) {
      const { source } = waiting.tx.inner;
      if (sources.has(source) || batch.length >= SETTINGS.maxLedgerTransactions) later.push(waiting);
      else if (!this.answerRefused(waiting)) {
        sources.add(source);
        batch.push(waiting);
      }
    }
    return { batch, later };
  }

  private answerRefused({ tx, answer }: Waiting): boolean {
    const refusal = this.check(tx);
    if (refusal === undefined) return false;
    this.waiting.delete(tx.hash);
    answer(refusal);
    return true;
  }

  private async submitForLater(tx: Transaction): Promise<Submission> {
    const refusal = await this.chain.complete(() => this.check(tx));
    if (refusal !== undefined) return refusal;
    const { source } = tx.inner;
    for (const other of this.accepted.values()) {
      if (other.inner.source === source) return { status: 'TRY_AGAIN_LATER' };
    }
    this.accept(tx);
    await this.journal.appendPending(tx.envelope);
    return PENDING;
  }

  private accept(tx: Transaction): void {
    this.accepted.set(tx.hash, tx);
    this.waiting.add(tx.hash);
  }

  private tick(): void {
    if (this.pumping) return;
    this.pumping = true;
    this.exclusively(() => this.closeAccepted())
      .catch(() => undefined)
      .finally(() => {
        this.pumping = false;
      });
  }

  private async closeAccepted(): Promise<void> {
    const batch: Transaction[] = [];
    for (const tx of this.accepted.values()) {
      if (batch.length >= SETTINGS.maxLedgerTransactions) break;
      // Accepted for an earlier ledger, it may have become invalid since; the network drops it without a result.
      if ((await this.chain.complete(() => this.check(tx))) === undefined) batch.push(tx);
      else this.forget(tx);
    }
    await this.close(batch);
  }

  private check(tx: Transaction): Submission | undefined {
    const verdict = checkTransaction(tx, {
      reader: this.chain,
      sequence: this.chain.head.sequence + 1,
      ...this.clock.timeAfter(this.chain.head),
      applying: false,
    });
    if (verdict.ok) return undefined;
    return { status: 'ERROR', result: refusalResult(tx, verdict, minimumFee(tx)), reason: refusalReason(verdict) };
  }

  private async close(transactions: readonly Transaction[], sequence?: number): Promise<void> {
    try {
      const next = await this.chain.complete(() =>
        this.chain.next(transactions, this.clock.timeAfter(this.chain.head), sequence),
      );
      await this.append(next);
      this.chain.publish(next);
    } finally {
      for (const tx of transactions) this.forget(tx);
    }
  }

  private async append(next: NextLedger): Promise<void> {
    try {
      await this.journal.appendLedger(next, this.clock.offsetSeconds);
    } catch (cause) {
      // Whether the record reached the disk is unknown: to go on would risk two different ledgers of one number.
      this.failure = cause instanceof Error ? cause : new Error(String(cause));
      this.tellFailed(this.failure);
      throw cause;
    }
  }

  private forget(tx: Transaction): void {
    this.accepted.delete(tx.hash);
    this.waiting.delete(tx.hash);
    for (const resolve of this.watchers.get(tx.hash) ?? []) resolve();
    this.watchers.delete(tx.hash);
  }
}

function minimumFee(tx: Transaction): bigint {
  const operations = tx.inner.operations.length + (tx.feeBump === undefined ? 0 : 1);
  return BigInt(SETTINGS.baseFee * operations) + (tx.inner.soroban?.resourceFee ?? 0n);
}

function refusalReason(verdict: Exclude<Verdict, { ok: true }>): string {
  if ('reason' in verdict) return verdict.reason;
  const codes = verdict.operations.map((code, index) => (code === undefined ? '' : `operation ${index}: ${code}`));
  return codes.filter((code) => code !== '').join(', ');
}
