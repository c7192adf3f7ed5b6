import { createJsonReporter } from './json-reporter.ts';
import { createLiveReporter } from './live-reporter.ts';
import { palette } from './palette.ts';
import { createPlainReporter } from './plain-reporter.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type StepFacts = Record<string, Json>;

/**
 * How a command tells what it does. The same calls become a redrawn block on a terminal, one line per finished step
 * in a pipe, and one JSON object per line with `--json`.
 */
export interface Reporter {
  /** A step begins; several may run at the same time. */
  begin(step: string, label: string, detail?: string): void;
  update(step: string, detail: string): void;
  /** `detail` is for people, `facts` for programs. */
  done(step: string, detail: string, facts?: StepFacts): void;
  fail(step: string, detail: string): void;
  /** The step is not carried on; nothing is said of it. */
  drop(step: string): void;
  /** Text between steps, for people only. */
  say(text?: string): void;
  /** A result, for programs only. */
  facts(step: string, facts: StepFacts): void;
  /** An event on its own, such as a restart. */
  note(step: string, text: string, facts?: StepFacts): void;
  /** Drops every running step and ends all redrawing: what follows is ordinary output. */
  close(): void;
}

export interface OutputOptions {
  json: boolean;
  coloured: boolean;
  /** May the cursor be moved? */
  live: boolean;
}

export function createReporter(output: NodeJS.WriteStream, options: OutputOptions): Reporter {
  if (options.json) return createJsonReporter(output);
  const colours = palette(options.coloured);
  return options.live ? createLiveReporter(output, colours) : createPlainReporter(output, colours);
}
