/** npm forwards the Ctrl-C that the terminal has already sent us: both are the same key press. */
const SAME_KEY_PRESS_MS = 400;

export interface Interruption {
  /** Settles at the first Ctrl-C (or SIGTERM, or the terminal going away). */
  first: Promise<NodeJS.Signals>;
  /** Was there one already? */
  happened(): boolean;
  /** Back to the default behaviour of signals. */
  ignore(): void;
}

/** Turns signals into an orderly end; a second Ctrl-C calls `force`. */
export function listenForInterruption(force: () => void): Interruption {
  let firstAt: number | undefined;
  let settle: (signal: NodeJS.Signals) => void = () => {};
  const first = new Promise<NodeJS.Signals>((resolve) => {
    settle = resolve;
  });
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      settle(signal);
    } else if (Date.now() - firstAt > SAME_KEY_PRESS_MS) force();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    first,
    happened: () => firstAt !== undefined,
    ignore: () => {
      for (const signal of signals) process.removeListener(signal, onSignal);
    },
  };
}
