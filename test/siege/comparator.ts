import { setTimeout as sleep } from 'node:timers/promises';
import { judgeParts, judgeReserves, judgeStatus, type SaidReserves, type SaidStatus } from './judge.ts';
import type { Truth, TruthWatch } from './truth.ts';

const EVERY_MS = 200;
const LOOK_MS = 60;
const STATUS_EVERY_MS = 4_000;
const TIMEOUT_MS = 70_000;
const MOST_TOLD = 40;
/** Not how long an answer may take, which is the slowness of a machine, but when one that does not come is given up. */
const LONGEST_WAIT_MS = 300_000;

export interface Comparison {
  /** Answers that were held against the chains, and how many of them said that all is well. */
  judged: number;
  well: number;
  /** Of these by the exit code of `istsi status`. */
  exits: number;
  /** Answers that could not be judged, because a chain itself was away, or none came. */
  unjudged: number;
  wrong: string[];
  /** HTTP answers that no route should ever give, by route. */
  internalErrors: string[];
}

export interface Comparator {
  /** As far as it is. */
  found: Comparison;
  /** Waits until so many more answers are judged, of all or of one kind; rejects if they do not come. */
  judgeMore(count: number, kind?: 'judged' | 'well' | 'exits'): Promise<void>;
  stop(): Promise<Comparison>;
}

export interface Compared {
  apiUrl: string;
  truth: TruthWatch;
  /** Parts that are frozen, since when on this process's clock. */
  frozen: ReadonlyMap<string, number>;
  /** Runs `istsi status`; answers its exit code. Absent: nobody does. */
  runStatus?(): Promise<number>;
}

/** Asks every 200 ms, whatever else happens, and holds each answer against what both chains said while it was made. */
export function startComparator({ apiUrl, truth, frozen, runStatus }: Compared): Comparator {
  const found: Comparison = { judged: 0, well: 0, exits: 0, unjudged: 0, wrong: [], internalErrors: [] };
  let isOver = false;
  let looking: Promise<unknown> = Promise.resolve();

  /** One look at a time; undefined while a chain does not answer. */
  function look(): Promise<Truth | undefined> {
    const next = looking.then(async () => await truth.look().catch(() => undefined));
    looking = next;
    return next;
  }

  function note(said: string, judgements: readonly string[], truths: readonly Truth[]): void {
    for (const one of judgements) {
      if (found.wrong.length < MOST_TOLD) found.wrong.push(`${said}: ${one}; ${describe(truths)}`);
    }
  }

  /** Answers what was said, with every picture from before the question to after the answer. */
  async function hold<T>(ask: () => Promise<T | undefined>, judge: (said: T, truths: readonly Truth[]) => void) {
    const before = await look();
    const first = truth.samples.length - 1;
    const said = await ask().catch(() => undefined);
    const after = await look();
    if (!before || !after || said === undefined) {
      found.unjudged += 1;
      return;
    }
    found.judged += 1;
    judge(said, truth.samples.slice(first));
  }

  function judgeExit(code: number, truths: readonly Truth[]): void {
    found.exits += 1;
    const isBad = truths.every(({ missingSats, shortSats, isPaused }) => missingSats + shortSats > 0n || isPaused);
    note('istsi status', code === 0 && isBad ? ['exit code 0'] : [], truths);
  }

  async function get<T>(path: string): Promise<T | undefined> {
    const response = await fetch(`${apiUrl}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status === 200) return (await response.json()) as T;
    if (response.status === 500) found.internalErrors.push(`${path}: ${(await response.text()).slice(0, 300)}`);
    return undefined;
  }

  async function repeat(everyMs: number, work: () => Promise<unknown>): Promise<void> {
    while (!isOver) {
      await work();
      await sleep(everyMs);
    }
  }

  const working = Promise.all([
    repeat(LOOK_MS, look),
    repeat(EVERY_MS, async () => {
      const askedAt = performance.now();
      let status: SaidStatus | undefined;
      await hold(
        async () => {
          status = await get<SaidStatus>('/v1/status');
          return status;
        },
        (said, truths) => {
          if (said.ok) found.well += 1;
          note(
            `/v1/status ${said.ok ? 'ok' : 'not ok'}, books ${said.books.standing}`,
            judgeStatus(said, truths),
            truths,
          );
        },
      );
      // Frozen before it was asked, and frozen still.
      const away = new Set([...frozen].filter(([, since]) => since < askedAt).map(([name]) => name));
      if (status) note('/v1/status', judgeParts(status, away), []);
    }),
    repeat(EVERY_MS, async () => {
      await hold(
        async () => await get<SaidReserves>('/v1/reserves'),
        (said, truths) => note('/v1/reserves', judgeReserves(said, truths), truths),
      );
    }),
    runStatus && repeat(STATUS_EVERY_MS, async () => await hold(runStatus, judgeExit)),
  ]);
  return {
    found,
    async judgeMore(count, kind = 'judged') {
      const { [kind]: before, unjudged } = found;
      const over = Date.now() + LONGEST_WAIT_MS;
      while (found[kind] < before + count) {
        if (Date.now() > over) {
          const told = `${found[kind] - before} of ${count} answers (${kind}) came in ${LONGEST_WAIT_MS / 1_000} s`;
          throw new Error(`${told}; ${found.unjudged - unjudged} came to nothing, or while a chain was away`);
        }
        await sleep(20);
      }
    },
    async stop() {
      isOver = true;
      await working;
      return found;
    },
  };
}

const describe = (truths: readonly Truth[]): string =>
  truths
    .slice(-3)
    .map(
      ({ block, ledger, missing, shortSats, freeSats, supplySats, isPaused }) =>
        `block ${block.height} ${block.hash.slice(-6)}, ledger ${ledger}: ${freeSats} for ${supplySats}, short ${shortSats}, missing ${[...missing].map((one) => one.slice(0, 8)).join(' ') || 'none'}${isPaused ? ', paused' : ''}`,
    )
    .join(' | ');
