/** What of this repository strangers install: folder, entries of the package by the names they are exported under, commands. */
export interface PublishedPackage {
  folder: string;
  entries: Record<string, string>;
  /** Programs, by the name of the command. Each is a module that answers an exit code from `main(arguments)`. */
  commands: Record<string, string>;
  /** Exports that are files as they are. */
  plain: Record<string, unknown>;
  /** Files and folders that go along as they are. */
  assets: string[];
}
export declare const PUBLISHED: readonly PublishedPackage[];
