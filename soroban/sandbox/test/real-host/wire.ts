/** Lines that `harness/src/wire.rs` reads and writes. XDR is base64, hashes are hex. */

export type Entry = {
  readonly key: string;
  /** sha256 of its `LedgerEntryData`; null: there is no such entry. */
  readonly data: string | null;
  readonly lastModified: number;
  readonly liveUntil: number | null;
};

export type Invocation = {
  readonly line: 'invocation';
  readonly diagnostics: boolean;
  readonly ledger: Readonly<Record<string, number | string>> & { readonly protocol: number };
  readonly rent: Readonly<Record<string, number>>;
  readonly instructions: number;
  readonly memory: number;
  readonly function: string;
  readonly source: string;
  readonly seed: string;
  /** Null: recorded. */
  readonly auth: readonly string[] | null;
  readonly rootOnly: boolean;
  readonly upgradedCredentials: boolean;
  /** Null: the footprint is recorded. */
  readonly resources: string | null;
  readonly entries: readonly Entry[];
};

export type Outcome = {
  readonly value: string | null;
  readonly error: string | null;
  readonly events: readonly string[];
  readonly diagnostics: readonly string[];
  readonly entries: readonly {
    readonly key: string;
    readonly data: string | null;
    readonly liveUntil: number | null;
  }[];
  readonly instructions: number;
  readonly memory: number;
  readonly rent: number;
  readonly auth: readonly string[];
  /** `SorobanResources`, and which of its read-write entries are restored: what simulation says. */
  readonly resources: string | null;
  readonly restored: readonly number[];
};

/** A line of what was captured: an entry's data, or an invocation with what the sandbox made of it (data by sha256). */
export type Captured =
  | { readonly line: 'data'; readonly data: string }
  | { readonly test: string; readonly invocation: Invocation; readonly outcome: Outcome };
