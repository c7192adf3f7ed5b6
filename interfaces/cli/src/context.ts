import type { Configuration } from './configuration.ts';
import type { Palette } from './terminal/palette.ts';
import type { Reporter } from './terminal/reporter.ts';

/** What every command gets: configuration with the global options applied, and where to say things. */
export interface Context {
  configuration: Configuration;
  json: boolean;
  /** A file with the key that signs what is asked of the API, in place of the configured keys. */
  signKey: string | undefined;
  reporter: Reporter;
  colours: Palette;
  /** Prints a result: the object itself with --json, the text otherwise. */
  print(text: string, facts: Record<string, unknown>): void;
}

/** A command ends with the exit code of the process. */
export type Command = (context: Context) => Promise<number>;
