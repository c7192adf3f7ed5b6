import type { Reporter } from './reporter.ts';

/** One JSON object per line, each with the `step` it tells of. Steps that only begin are not worth a line. */
export function createJsonReporter(output: { write(text: string): unknown }): Reporter {
  const print = (value: Record<string, unknown>) => {
    output.write(`${JSON.stringify(value)}\n`);
  };
  const running = new Set<string>();
  return {
    begin: (step) => running.add(step),
    update() {},
    done(step, _detail, facts) {
      if (running.delete(step)) print({ step, ...facts });
    },
    fail(step) {
      running.delete(step); // The command's last line says what failed, and why.
    },
    drop: (step) => running.delete(step),
    say() {},
    facts: (step, facts) => print({ step, ...facts }),
    note: (step, text, facts) => print({ step, note: text, ...facts }),
    close: () => running.clear(),
  };
}
