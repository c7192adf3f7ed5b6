import type { BitcoinViews, Descriptor, Log } from '@istsi/bitcoin-custody';
import type { Manifest, StellarViews } from '@istsi/contracts';
import type { Keypair } from '@stellar/stellar-sdk';
import type { ArchiveSettings } from '../archive/run-archiving.ts';
import type { SignerEndpoint } from '../attestation/signer-client.ts';
import type { WitnessSettings } from '../audit/witnessing.ts';
import type { ReporterEndpoint } from '../exchange/reporter-status.ts';
import type { InboxSettings } from '../inbox/inbox-settings.ts';
import type { MonitorSettings } from '../monitor/run-monitor.ts';
import type { NatsSettings } from '../nats/nats-settings.ts';
import type { WithdrawalPolicy } from '../operations/withdrawals/withdrawal-policy.ts';
import type { ProofSettings } from '../proofs/proof-world.ts';
import type { ProofSchedule } from '../proofs/schedule.ts';
import type { ReconciliationSchedule } from '../reconciliation/reconciliation-services.ts';
import type { ScreeningSettings } from '../screening/screening-services.ts';
import type { SepSettings } from '../seps/sep-services.ts';
import type { SponsorSettings } from '../sponsorship/sponsor-settings.ts';
import type { TracingSettings } from '../tracing/export-spans.ts';
import type { GuardianEndpoint } from './guardian-status.ts';

export interface StartServicesOptions {
  databaseUrl: string;
  manifest: Manifest;
  /** Of every epoch of the custody, oldest first. */
  descriptors: readonly Descriptor[];
  /** `pollMs`: how often to ask for new events of the contracts. */
  stellar: StellarViews & { pollMs?: number };
  /**
   * `startHeight`: the first block that may pay the custody. `esploraUrl`: a second backend; nothing is credited before
   * both have the same block at its height.
   */
  bitcoin: BitcoinViews & { startHeight?: number | undefined; pollMs?: number };
  signers: readonly SignerEndpoint[];
  /** Whose heartbeat the status tells. */
  guardian?: GuardianEndpoint;
  keys: ServiceKeys;
  /** How withdrawals are grouped and what is paid for speed, where it differs from the default. */
  withdrawals?: Partial<WithdrawalPolicy>;
  /** Proofs of reserves: where they are published, and how often one is made. Absent: none are. */
  proofs?: ProofSettings & ProofSchedule;
  /** `allowed`: networks of one's own, in CIDR notation, that webhooks may reach; all others must be public. */
  webhooks?: { allowed: readonly string[] };
  /** Where it is told what was done, and within what. Absent: nowhere. */
  tracing?: TracingSettings | undefined;
  /** Where events are relayed to. Absent: nowhere. */
  nats?: NatsSettings | undefined;
  /** Where what is old is kept outside of the database. Absent: nowhere, unless somebody does it by hand. */
  archive?: ArchiveSettings | undefined;
  /** What Stellar's wallets expect of an anchor. Absent: nothing of it is there. */
  seps?: SepSettings;
  /** Absent: metrics are told to who asks, and nobody watches them. */
  monitor?: MonitorSettings;
  /** How often both chains are held against each other. Absent: only when somebody asks. */
  reconciliation?: ReconciliationSchedule;
  /** Who is asked of whom deposits come from and withdrawals go to. Absent: nobody. */
  screening?: ScreeningSettings | undefined;
  /**
   * How often the audit log is signed at most (a minute if absent), and written on Stellar (an hour). `formerLogs`: origins of
   * logs that were given up on purpose, such as that of a database that is gone. `witnesses`: who must have cosigned what is
   * published of it; absent: nobody.
   */
  audit?: {
    checkpointMs?: number;
    anchorMs?: number;
    formerLogs?: readonly string[] | undefined;
    witnesses?: WitnessSettings | undefined;
  };
  /** How often entries on the ledger are looked at that have to be kept; an hour if absent. */
  lifetimes?: { everyMs?: number };
  /** Who reports prices to the oracle; `isLocal`: these are a file's of this machine. */
  exchange?: { reporters: readonly ReporterEndpoint[]; isLocal: boolean };
  /** Who pays for holders without lumens. Absent: nobody. */
  sponsor?: SponsorSettings;
  /** Takes withdrawals as transfers with an id, for wallets that sign nothing else. Absent: nobody does. */
  inbox?: InboxSettings | undefined;
  /** Operations worked on at the same time. */
  concurrency?: number;
  log: Log;
}

export interface ServiceKeys {
  /** Submits deposits, in the router's Operator role. */
  operator: Keypair;
  /**
   * Registers identities, and stops everything where no `breaker` does. Absent: what an officer decides is signed elsewhere.
   * No key that decides for governance is ever given to the services.
   */
  complianceOfficer?: Keypair | undefined;
  /** Funded accounts that pay for transactions and lend sequence numbers; each carries one at a time. */
  channels: readonly Keypair[];
  /** Signs the audit log, and nothing else. Absent: nothing is signed. */
  audit?: Keypair;
  /** Of a funded account that writes the audit log's checkpoints on Stellar, and does nothing else. Absent: nobody does. */
  auditAnchor?: Keypair | undefined;
  /** Stops everything when the circuit breaker or an operator says so: in the router's Guardian role, or any other that may. Absent: the officer's. */
  breaker?: Keypair | undefined;
}

/** Whose pause it is, when the services make one. Undefined: they cannot, and the guardian or people do. */
export const pausingKey = ({
  breaker,
  complianceOfficer,
}: Pick<ServiceKeys, 'breaker' | 'complianceOfficer'>): Keypair | undefined => breaker ?? complianceOfficer;

/** Where no exchange is configured, nobody reports prices. */
export const exchangeOf = ({
  exchange = { reporters: [], isLocal: false },
}: StartServicesOptions): NonNullable<StartServicesOptions['exchange']> => exchange;
