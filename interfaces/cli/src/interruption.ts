/** npm forwards the Ctrl-C that the terminal has already sent us: both are the same key press. */
const SAME_KEY_PRESS_MS = 400;

export interface Interruption {
  /** Settles at the first Ctrl-C (or SIGTERM, or the terminal going away). */
  first: Promise<NodeJS.Signals>;
}

/** Turns signals into an orderly end; a second Ctrl-C calls `force`. */
export function listenForInterruption(force: () => void): Interruption {
  let firstAt: number | undefined;
  const first = new Promise<NodeJS.Signals>((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      if (firstAt !== undefined && Date.now() - firstAt > SAME_KEY_PRESS_MS) force();
      firstAt ??= Date.now();
      resolve(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
  return { first };
}
