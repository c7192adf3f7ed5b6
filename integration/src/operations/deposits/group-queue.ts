export interface GroupQueueOptions<T> {
  /** Groups that are worked on at a time. */
  mostRunning: number;
  /** As many are a group that waits for no more. */
  full: number;
  /** How many of those that wait, in their order, are the next group: one at least. */
  sizeOfNext(waiting: readonly T[]): number;
  /** Does not reject. */
  run(group: readonly T[]): Promise<void>;
  /** How long the first of a group waits for others while nothing is under way. */
  gatherMs: number;
  /** And while something is: a group that is not full costs as much as a full one, and takes its place. */
  besideMs: number;
}

/** Works on what is added in groups: full ones at once, what does not fill one after a moment. Answers how to add one. */
export function createGroupQueue<T>(options: GroupQueueOptions<T>): (one: T) => void {
  const { mostRunning, full, sizeOfNext, run, gatherMs, besideMs } = options;
  const waiting: T[] = [];
  let running = 0;
  let timer: NodeJS.Timeout | undefined;

  function cancelTimer(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function startNext(): void {
    cancelTimer();
    running += 1;
    void run(waiting.splice(0, sizeOfNext(waiting))).finally(() => {
      running -= 1;
      // Nothing is left that they could wait beside.
      if (running === 0) cancelTimer();
      look();
    });
  }

  function look(): void {
    while (running < mostRunning && waiting.length >= full) startNext();
    if (running < mostRunning && waiting.length > 0) timer ??= setTimeout(startPart, running > 0 ? besideMs : gatherMs);
  }

  function startPart(): void {
    startNext();
    look();
  }

  return (one) => {
    waiting.push(one);
    look();
  };
}
