import { type ReadOutcome, requireRead } from './contract.ts';
import type { ContractClient, ContractFunctions } from './contract-client.ts';
import { latestLedger } from './latest-ledger.ts';
import type { Network } from './network.ts';

/**
 * What was read of the newest ledger, kept until another one closes. As true as asking every time: each question is
 * preceded by one for the newest ledger that was sent after it was asked, which all who ask at the same moment share.
 */
export interface LedgerView {
  /** `ask` again, unless the same `key` was answered in the newest ledger. */
  at<T>(key: string, ask: () => Promise<ReadOutcome<T>>): Promise<ReadOutcome<T>>;
  /** What `at` would answer for this key at this moment without asking anybody; undefined: it would ask. */
  known(key: string): unknown;
  /** That this ledger has closed, somebody knows already: nothing older is answered from here on. */
  notice(ledger: number): void;
  /** The newest ledger, by a question sent after this moment (of `performance.now()`): its own, where nothing was asked since. */
  newestSince(moment: number): Promise<number>;
}

export interface LedgerViewOptions {
  /** For how long the newest ledger is taken for the newest without asking, in milliseconds; 0 for not at all. */
  freshMs?: number;
}

/** A ledger's time on the public network: what is read may depend on the clock too, and an idle test network closes none. */
const MOST_KEPT_MS = 5_000;
/** So that a busy view of an idle network does not grow for ever. */
const MOST_KEPT = 20_000;

export function createLedgerView(network: Network, { freshMs = 0 }: LedgerViewOptions = {}): LedgerView {
  const ask = shared(async () => {
    const askedAt = performance.now();
    const { sequence } = await latestLedger(network);
    last = { sequence, askedAt };
    return last;
  });
  let last = { sequence: 0, askedAt: Number.NEGATIVE_INFINITY };
  let ledger = 0;
  let noticed = 0;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let since = 0;
  let isRenewing = false;
  /** The answer, or the question while it is under way. */
  const kept = new Map<string, ReadOutcome<unknown> | Promise<ReadOutcome<unknown>>>();

  /** What is kept is of one ledger: with a newer one, everything else goes. */
  function advance(sequence: number): void {
    if (sequence > ledger || isOver() || kept.size >= MOST_KEPT) {
      kept.clear();
      since = performance.now();
    }
    ledger = sequence;
  }

  async function newest(): Promise<number> {
    const { sequence, askedAt } = await ask();
    // Another node of the same RPC may be behind: what it says of an older ledger replaces nothing.
    if (sequence < ledger) return sequence;
    advance(sequence);
    freshUntil = askedAt + freshMs;
    return sequence;
  }

  const isOver = (): boolean => performance.now() - since > MOST_KEPT_MS;

  /** Whether this ledger is the newest one, as far as it has to be known. */
  function isFresh(): boolean {
    const isIt = performance.now() < freshUntil && ledger >= noticed && !isOver();
    if (isIt) renew();
    return isIt;
  }

  /** Asked again before its time is over, while somebody reads: then nobody waits for that. */
  function renew(): void {
    if (isRenewing || performance.now() < freshUntil - freshMs / 2) return;
    isRenewing = true;
    newest()
      .catch(() => undefined)
      .finally(() => {
        isRenewing = false;
      });
  }

  return {
    notice(closed) {
      noticed = Math.max(noticed, closed);
    },
    known(key) {
      if (!isFresh()) return undefined;
      const outcome = kept.get(key);
      return outcome === undefined || outcome instanceof Promise || !outcome.ok ? undefined : outcome.value;
    },
    async newestSince(moment) {
      return last.askedAt >= moment ? last.sequence : await newest();
    },
    async at<T>(key: string, read: () => Promise<ReadOutcome<T>>): Promise<ReadOutcome<T>> {
      const sequence = isFresh() ? ledger : await newest();
      if (sequence < ledger) return await read();
      const known = kept.get(key) as ReadOutcome<T> | Promise<ReadOutcome<T>> | undefined;
      if (known) {
        const outcome = known instanceof Promise ? await known.catch(() => undefined) : known;
        if (outcome?.ok && outcome.ledger === sequence) return outcome;
        return await read();
      }
      const asked = read();
      kept.set(key, asked);
      const outcome = await asked.catch(() => undefined);
      // A refusal does not say of which ledger it is, and a later ledger may have closed meanwhile.
      const isKept = outcome?.ok && outcome.ledger === sequence;
      if (kept.get(key) === asked) {
        if (isKept) kept.set(key, outcome);
        else kept.delete(key);
      }
      return await asked;
    },
  };
}

/** At most one call at a time; who asks while one is under way shares the next one, which begins after they asked. */
function shared<T>(call: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  function start(): Promise<T> {
    const started = call().finally(() => {
      if (running === started) running = undefined;
    });
    running = started;
    return started;
  }
  return () => {
    if (!running) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}

/** The contract as a view sees it. What it answers is shared among those who ask: nobody may change it. */
export function viewContract<F extends ContractFunctions>(
  client: ContractClient<F>,
  view: LedgerView,
): ContractClient<F> {
  const keyOf = (name: string, args: readonly unknown[]): string =>
    `${client.contractId}.${name}(${JSON.stringify(args[0] ?? {}, (_, value: unknown) => plain(value))})`;
  const tryRead: ContractClient<F>['tryRead'] = (name, ...args) =>
    view.at(keyOf(name, args), () => client.tryRead(name, ...args));
  return {
    ...client,
    read: async (name, ...args) => requireRead(await tryRead(name, ...args), client, name),
    tryRead,
  };
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
