import type { Arbitrary } from 'fast-check';
import { type Kit, NotSigned, Refusal } from './kit.ts';

/** Something that may happen: with which values, and how. What the contract refuses is no failure of a test. */
export interface Action<T> {
  values: Arbitrary<T>;
  run(value: T): Promise<unknown>;
}

/** For actions of different values in one list. */
export const action = <T>(values: Arbitrary<T>, run: (value: T) => Promise<unknown>): Action<T> => ({ values, run });

export interface InvariantOptions {
  /** By the names that a failure tells them with. */
  // biome-ignore lint/suspicious/noExplicitAny: each action has values of its own.
  actions: Record<string, Action<any>>;
  /** What has to hold after every action: throws, or answers false, where it does not. */
  holds(): Promise<unknown>;
  /** Histories that are tried, each from the network as it is now; 20 unless told. */
  runs?: number;
  /** The most actions of one history; 15 unless told. */
  steps?: number;
  /** Of a failure that is to be seen again. */
  seed?: number;
}

/**
 * Tries histories of random actions, and asks after each action for what always has to hold. A failure is told as the
 * shortest history that was found for it, with the seed. The network is afterwards what it was.
 */
export async function checkInvariant(kit: Kit, options: InvariantOptions): Promise<void> {
  const { actions, holds, runs = 20, steps = 15, seed } = options;
  // Whoever does not ask for it does not wait for it.
  const { default: fc } = await import('fast-check');
  const restore = await kit.snapshot();
  const step = fc.oneof(
    ...Object.entries(actions).map(([name, { values }]) => values.map((value: unknown) => [name, value] as const)),
  );
  const property = fc
    .asyncProperty(fc.array(step, { minLength: 1, maxLength: steps }), async (history) => {
      for (const [name, value] of history) {
        await actions[name]!.run(value).catch(ignoreRefusal);
        if ((await holds()) === false) throw new Error(`it no longer holds after ${name}`);
      }
    })
    .beforeEach(restore);
  try {
    await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
  } finally {
    await restore();
  }
}

function ignoreRefusal(error: unknown): void {
  const isRefused =
    error instanceof Refusal && (error.outcome.status === 'refused' || error.outcome.status === 'failed');
  if (!isRefused && !(error instanceof NotSigned)) throw error;
}
