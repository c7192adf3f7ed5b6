import { createHash } from 'node:crypto';
import { rpc } from '@stellar/stellar-sdk';
import { SandboxError } from '../errors.ts';
import type { StoredEntry } from '../host/boundary.ts';
import { bytesOf } from '../host/codec/address.ts';
import { hex } from '../host/codec/hex.ts';
import { entryFromXdr } from '../host/codec/ledger-entry.ts';
import { ledgerKeyToXdr } from '../host/codec/ledger-key.ts';
import { sha256 } from '../host/codec/sha256.ts';
import type { LedgerHead } from '../ledger/header.ts';
import { ledgerKeyFromText } from './key-from-text.ts';

export type ForkOptions = {
  /** Soroban RPC of the network that is forked. It is only read. */
  readonly rpcUrl: string;
  /**
   * What to do about an entry that has changed there since the fork: to refuse (the default), since what it was is no
   * longer told, or to take what it is now, which may not fit what was read before.
   */
  readonly moved?: 'refuse' | 'take';
};

/** Thrown by reading what is not here yet. */
class EntryElsewhere extends Error {
  constructor(text: string) {
    super(`${text} is on the forked network, and was not fetched yet`);
    this.name = 'EntryElsewhere';
  }
}

/**
 * The network that a fork began from, as it was at one ledger. Entries are fetched when they are first read, and kept:
 * what was read once stays what it was, whatever happens over there.
 */
export class Origin {
  readonly passphrase: string;
  readonly head: LedgerHead;
  readonly #server: rpc.Server;
  readonly #options: ForkOptions;
  /** By the text of the key; undefined: there was none. */
  readonly #known = new Map<string, StoredEntry | undefined>();
  /** What was read in vain since it was last asked for. */
  #missed: string | undefined;

  private constructor(server: rpc.Server, options: ForkOptions, passphrase: string, head: LedgerHead) {
    this.#server = server;
    this.#options = options;
    this.passphrase = passphrase;
    this.head = head;
  }

  /** Looks the network up. Refuses one of another passphrase than is expected. */
  static async open(options: ForkOptions, expected: string | undefined): Promise<Origin> {
    const { rpcUrl } = options;
    const server = openServer(rpcUrl);
    const [network, latest] = await ask(rpcUrl, () => Promise.all([server.getNetwork(), server.getLatestLedger()]));
    const { passphrase } = network;
    if (expected !== undefined && passphrase !== expected) {
      throw new SandboxError(
        'sandbox/fork-other-network',
        { rpcUrl, found: passphrase, wanted: expected },
        `${rpcUrl} serves the network "${passphrase}", not "${expected}": give the RPC of the network that is meant`,
      );
    }
    if (!/^[\da-f]{64}$/.test(latest.id)) throw badAnswer(rpcUrl, `${latest.id} is no hash of a ledger`);
    const hash = Buffer.from(latest.id, 'hex');
    const closeTime = BigInt((latest as { closeTime?: string }).closeTime ?? 0);
    const head = {
      sequence: latest.sequence,
      protocol: Number(latest.protocolVersion),
      closeTime,
      closeTimeMs: closeTime * 1000n,
      hash,
      stateHash: sha256(hash),
      feePool: 0n,
    };
    return new Origin(server, options, passphrase, head);
  }

  /** What was there under a key. Throws for what was not fetched yet. */
  get(text: string): StoredEntry | undefined {
    if (this.#known.has(text)) return this.#known.get(text);
    this.#missed ??= text;
    throw new EntryElsewhere(text);
  }

  /**
   * Runs what reads the ledger and changes nothing outside, as often as it takes until all that it reads is here. What it
   * makes of a reading in vain, a refusal for instance, counts for nothing.
   */
  async complete<T>(read: () => T): Promise<T> {
    for (;;) {
      this.#missed = undefined;
      let outcome: { readonly value: T } | { readonly error: unknown };
      try {
        outcome = { value: read() };
      } catch (error) {
        outcome = { error };
      }
      const missed = this.#missed as string | undefined;
      if (missed !== undefined) await this.#fetch(missed);
      else if ('value' in outcome) return outcome.value;
      else throw outcome.error;
    }
  }

  async #fetch(text: string): Promise<void> {
    if (this.#known.has(text)) return;
    const { rpcUrl, moved } = this.#options;
    const wanted = ledgerKeyToXdr(ledgerKeyFromText(text));
    const { entries } = await ask(rpcUrl, () => this.#server.getLedgerEntries(wanted));
    const [found, more] = entries;
    if (found !== undefined && (more !== undefined || found.key.toXdr('base64') !== wanted.toXdr('base64'))) {
      throw badAnswer(rpcUrl, `another entry than was asked for, ${text}`);
    }
    const changedAt = found?.lastModifiedLedgerSeq ?? 0;
    if (changedAt > this.head.sequence && moved !== 'take') {
      throw new SandboxError(
        'sandbox/fork-moved-on',
        { rpcUrl, key: text, changedAt, forkedAt: this.head.sequence },
        `${text} changed on the forked network in ledger ${changedAt}, after the fork at ${this.head.sequence}, and what it was is no longer told: fork again, or take what it is now (--fork-moved take)`,
      );
    }
    if (!this.#known.has(text)) this.#known.set(text, found && this.#decode(text, found));
  }

  #decode(text: string, { val, lastModifiedLedgerSeq, liveUntilLedgerSeq }: rpc.Api.LedgerEntryResult): StoredEntry {
    if (val.type === 'contractCode') {
      const { code, hash } = val.contractCode;
      const actual = createHash('sha256').update(code).digest('hex');
      if (actual !== hex(bytesOf(hash)))
        throw badAnswer(this.#options.rpcUrl, `code that does not have the hash of ${text}`);
    }
    try {
      const stored = { entry: entryFromXdr(val), lastModified: lastModifiedLedgerSeq ?? 0 };
      return liveUntilLedgerSeq === undefined ? stored : { ...stored, liveUntil: liveUntilLedgerSeq };
    } catch (cause) {
      throw badAnswer(this.#options.rpcUrl, `an entry this sandbox cannot hold, ${text}`, cause);
    }
  }
}

function openServer(rpcUrl: string): rpc.Server {
  try {
    return new rpc.Server(rpcUrl, { allowHttp: true, timeout: 30_000 });
  } catch (cause) {
    throw new SandboxError('sandbox/fork-unreachable', { rpcUrl }, `${rpcUrl} is no address of an RPC`, cause);
  }
}

async function ask<T>(rpcUrl: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String((cause as { message?: unknown }).message ?? cause);
    throw new SandboxError(
      'sandbox/fork-unreachable',
      { rpcUrl },
      `the forked network's RPC ${rpcUrl} did not answer: ${reason}`,
      cause,
    );
  }
}

const badAnswer = (rpcUrl: string, what: string, cause?: unknown): SandboxError =>
  new SandboxError('sandbox/fork-bad-answer', { rpcUrl }, `the forked network's RPC ${rpcUrl} answered ${what}`, cause);
