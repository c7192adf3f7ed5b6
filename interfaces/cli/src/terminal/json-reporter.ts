import type { Reporter } from './reporter.ts';

/** One JSON object per line, each with the `step` it tells of. Steps that only begin are not worth a line. */
export function createJsonReporter(output: { write(text: string): unknown }): Reporter {
  const print = (value: Record<string, unknown>) => {
    output.write(`${JSON.stringify(value)}\n`);
  };
  return {
    begin() {},
    update() {},
    done: (step, _detail, facts) => print({ step, ...facts }),
    fail: (step, detail) => print({ step, failed: detail }),
    drop() {},
    say() {},
    facts: (step, facts) => print({ step, ...facts }),
    note: (step, text, facts) => print({ step, note: text, ...facts }),
    close() {},
  };
}
