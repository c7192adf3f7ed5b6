/** More at once would only make one statement long. */
const MOST_AT_ONCE = 200;

/**
 * One call for many who ask at the same moment, and one call at a time: whoever asks while one is under way is in the next
 * one, which begins after they asked. `run` answers each in its place; what it throws, all of them get.
 */
export function gather<T, R>(run: (items: readonly T[]) => Promise<readonly R[]>): (item: T) => Promise<R> {
  const waiting: { item: T; resolve(answer: R): void; reject(error: unknown): void }[] = [];
  let isRunning = false;

  async function runNext(): Promise<void> {
    const some = waiting.splice(0, MOST_AT_ONCE);
    try {
      const answers = await run(some.map(({ item }) => item));
      for (const [i, { resolve }] of some.entries()) resolve(answers[i] as R);
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }

  async function runAll(): Promise<void> {
    while (waiting.length > 0) await runNext();
    isRunning = false;
  }

  return async (item) =>
    await new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      // Whoever else asks in this turn of the event loop is among the first.
      setImmediate(() => void runAll());
    });
}
