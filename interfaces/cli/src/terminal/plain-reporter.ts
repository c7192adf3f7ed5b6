import { finishedLine } from './lines.ts';
import type { Palette } from './palette.ts';
import type { Reporter } from './reporter.ts';

/** One line per finished step, for pipes, files and CI logs. */
export function createPlainReporter(output: { write(text: string): unknown }, colours: Palette): Reporter {
  const begun = new Map<string, { label: string; at: number }>();
  const finish = (step: string, mark: string, detail: string) => {
    const finished = begun.get(step);
    if (!finished) return; // It was dropped.
    const { label, at } = finished;
    begun.delete(step);
    output.write(`${finishedLine(colours, mark, label, detail, Date.now() - at)}\n`);
  };
  return {
    begin: (step, label) => begun.set(step, { label, at: Date.now() }),
    update() {},
    done: (step, detail) => finish(step, colours.good('✓'), detail),
    fail: (step, detail) => finish(step, colours.bad('✗'), detail),
    drop: (step) => begun.delete(step),
    say: (text = '') => output.write(`${text}\n`),
    facts() {},
    note: (_step, text) => output.write(`  ${colours.warn('!')} ${text}\n`),
    close: () => begun.clear(),
  };
}
