import type { xdr } from '@stellar/stellar-sdk';
import type { HostError } from './values/error.ts';
import type { HostVal } from './values/value.ts';
import type { LineHits } from './vm/wasm/line-hits.ts';

/** Contract data and code live in temporary or persistent storage; instance storage is part of a persistent entry. */
export type Durability = 'temporary' | 'persistent';

/** A ledger entry, decoded and immutable. XDR appears only where entries leave the process. */
export type LedgerEntry = AccountEntry | TrustlineEntry | AccountDataEntry | ContractDataEntry | ContractCodeEntry;

export type Signer = {
  /** Strkey: `G…`, `T…`, `X…` or `P…`. */
  readonly key: string;
  readonly weight: number;
};

export type AccountEntry = {
  readonly type: 'account';
  readonly accountId: string;
  /** Stroops. */
  readonly balance: bigint;
  readonly sequence: bigint;
  readonly subEntries: number;
  readonly flags: number;
  readonly homeDomain: string;
  /** Master weight, low, medium, high. */
  readonly thresholds: readonly [number, number, number, number];
  readonly signers: readonly Signer[];
  readonly buyingLiabilities: bigint;
  readonly sellingLiabilities: bigint;
  /** Ledger and time (seconds) at which the sequence number last changed. */
  readonly sequenceLedger: number;
  readonly sequenceTime: bigint;
  /** Its entry has all extensions, though nothing is in them. */
  readonly extended?: true;
};

export type TrustlineEntry = {
  readonly type: 'trustline';
  readonly accountId: string;
  /** `CODE:ISSUER`. */
  readonly asset: string;
  readonly balance: bigint;
  readonly limit: bigint;
  readonly flags: number;
  readonly buyingLiabilities: bigint;
  readonly sellingLiabilities: bigint;
};

/** A named value that an account keeps (`ManageData`). Contracts never see these. */
export type AccountDataEntry = {
  readonly type: 'data';
  readonly accountId: string;
  /** At most 64 bytes, as hex: it need not be text. */
  readonly name: string;
  /** At most 64 bytes. */
  readonly value: Uint8Array;
};

export type ContractDataEntry = {
  readonly type: 'contractData';
  /** Strkey of the owner: `C…`, or `G…` for the nonces of an account. */
  readonly contract: string;
  readonly durability: Durability;
  readonly key: HostVal;
  readonly value: HostVal;
};

export type ContractCodeEntry = {
  readonly type: 'contractCode';
  /** sha256 of the Wasm, hex. */
  readonly hash: string;
  readonly wasm: Uint8Array;
  /** Absent in code that was stored before entries had them. */
  readonly costInputs?: CostInputs;
};

/** What the price of parsing and instantiating a contract depends on (`ContractCodeCostInputs`, CAP-54). */
export type CostInputs = {
  readonly instructions: number;
  readonly functions: number;
  readonly globals: number;
  readonly tableEntries: number;
  readonly types: number;
  readonly dataSegments: number;
  readonly elementSegments: number;
  readonly imports: number;
  readonly exports: number;
  readonly dataSegmentBytes: number;
};

export type LedgerKey =
  | { readonly type: 'account'; readonly accountId: string }
  | { readonly type: 'trustline'; readonly accountId: string; readonly asset: string }
  | { readonly type: 'data'; readonly accountId: string; readonly name: string }
  | {
      readonly type: 'contractData';
      readonly contract: string;
      readonly durability: Durability;
      readonly key: HostVal;
    }
  | { readonly type: 'contractCode'; readonly hash: string };

export type StoredEntry = {
  readonly entry: LedgerEntry;
  /** Ledger in which the entry last changed. */
  readonly lastModified: number;
  /** Last ledger in which the entry is live; contract data and code have one. */
  readonly liveUntil?: number;
};

/** Keys are `ledgerKeyString` texts. Expired and archived entries are returned too: the host judges by `liveUntil`. */
export interface LedgerReader {
  get(key: string): StoredEntry | undefined;
}

export type LedgerInfo = {
  readonly protocolVersion: number;
  readonly sequence: number;
  /** Close time, seconds since 1970. */
  readonly timestamp: bigint;
  /** sha256 of the network passphrase. */
  readonly networkId: Uint8Array;
  /** Stroops. */
  readonly baseReserve: number;
  /** Ledgers. */
  readonly minTemporaryTtl: number;
  readonly minPersistentTtl: number;
  readonly maxTtl: number;
};

export type Footprint = { readonly readOnly: readonly LedgerKey[]; readonly readWrite: readonly LedgerKey[] };

export type RecordAuth = {
  /** Record `SorobanCredentials` of CAP-71 (address V2) instead of the first version. */
  readonly upgradedCredentials?: boolean;
  /** Refuse authorizations that do not start at the invoked contract. */
  readonly rootOnly?: boolean;
};

export type Limits = { readonly instructions: number; readonly memoryBytes: number };

export type InvokeInput = {
  readonly reader: LedgerReader;
  readonly ledger: LedgerInfo;
  readonly function: xdr.HostFunction;
  /** Strkey of the account whose signatures cover source-account credentials. */
  readonly source: string;
  readonly auth: readonly xdr.SorobanAuthorizationEntry[] | { readonly record: RecordAuth };
  readonly footprint: Footprint | 'record';
  /** 32 bytes. */
  readonly prngSeed: Uint8Array;
  readonly limits?: Limits;
  /** Collect diagnostic events: calls, returns, errors, logs. */
  readonly diagnostics?: boolean;
  /** Run in place of the code with that hash (hex), to find out where a call fails: what it costs is then another matter. */
  readonly debugBuilds?: ReadonlyMap<string, DebugBuild>;
  readonly rehearsal?: Rehearsal;
};

/** Code that knows its sources, and its own hash (hex). */
export type DebugBuild = {
  readonly hash: string;
  readonly wasm: Uint8Array;
  /** Counts what runs of its sources. */
  readonly hits?: LineHits;
};

/** Whose authorization is taken for granted: everybody's, or that of these addresses. */
export type Granted = 'all' | ReadonlySet<string>;

/** What tests alone ask of a network, in everything that it runs. */
export type Rehearsal = {
  readonly granted?: Granted;
  /** Each invocation runs once more before, on these builds in place of the code with that hash (hex); nothing of that is kept. */
  readonly covered?: ReadonlyMap<string, DebugBuild>;
};

export type ContractEvent = {
  readonly type: 'contract' | 'system' | 'diagnostic';
  readonly contract: string | undefined;
  readonly topics: readonly HostVal[];
  readonly data: HostVal;
};

export type DiagnosticEvent = {
  /** False for what a frame did before it was rolled back. */
  readonly inSuccessfulCall: boolean;
  readonly event: ContractEvent;
};

export type EntryChange = {
  readonly key: LedgerKey;
  readonly before: StoredEntry | undefined;
  /** Absent: the entry was removed. */
  readonly after: StoredEntry | undefined;
};

/** An authorization that was asked for and taken for granted. */
export type GrantedCall = { readonly address: string; readonly function: xdr.SorobanAuthorizedFunction };

export type Resources = { readonly instructions: number; readonly memoryBytes: number };

export type Invocation = {
  /** By `ledgerKeyString`. Only what differs from the ledger; TTL extensions included. Empty when the call failed. */
  readonly changes: ReadonlyMap<string, EntryChange>;
  /** Empty when the call failed. */
  readonly events: readonly ContractEvent[];
  readonly diagnosticEvents: readonly DiagnosticEvent[];
  /** What was recorded, or the entries given. */
  readonly auth: readonly xdr.SorobanAuthorizationEntry[];
  /** What was taken for granted of authorizations, in order. */
  readonly granted: readonly GrantedCall[];
  /** What was recorded, or the footprint given. */
  readonly footprint: Footprint;
  /** Archived entries that recording had to restore: `ledgerKeyString`s, all in `footprint.readWrite`. */
  readonly restored: readonly string[];
  /** Of a recorded footprint, what only frames touched that were rolled back: `ledgerKeyString`s. */
  readonly rolledBack: ReadonlySet<string>;
  readonly resources: Resources;
};

export type InvokeResult = Invocation &
  ({ readonly ok: true; readonly value: HostVal } | { readonly ok: false; readonly error: HostError });
