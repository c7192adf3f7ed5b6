import type { BitcoinRpc, BitcoinView, Log } from '@istsi/bitcoin-custody';
import type { Manifest, SystemContracts } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import type { SignerRanking } from '../attestation/collect.ts';
import type { SignerEndpoint } from '../attestation/signer-client.ts';
import type { SignerHealth } from '../attestation/signer-health.ts';
import type { Anchoring } from '../audit/anchoring.ts';
import type { Witnessing } from '../audit/witnessing.ts';
import type { Database } from '../database/open-database.ts';
import type { ReporterEndpoint } from '../exchange/reporter-status.ts';
import type { InboxSettings } from '../inbox/inbox-settings.ts';
import type { Lifetimes } from '../lifetimes/judge-lifetimes.ts';
import type { NatsRelay } from '../nats/nats-relay.ts';
import type { BooksWatch } from '../reconciliation/books-watch.ts';
import type { GuardianEndpoint } from '../services/guardian-status.ts';
import type { SponsorSettings } from '../sponsorship/sponsor-settings.ts';
import type { AuthenticationFailures } from './authentication-failures.ts';
import type { PartHealth } from './part-health.ts';
import type { Sample } from './samples.ts';

export interface AuditStanding {
  problem: string | undefined;
  anchoring: Anchoring | undefined;
  witnessing: Witnessing | undefined;
}

/** What the monitor looks at. */
export interface MonitorWorld {
  database: Database;
  network: Network;
  /** The same Stellar network by another RPC, where there is one. */
  other?: Network | undefined;
  contracts: SystemContracts;
  manifest: Manifest;
  bitcoin: BitcoinRpc;
  /** The second view of Bitcoin, where there is one. */
  explorer?: BitcoinView | undefined;
  books: BooksWatch;
  signers: readonly SignerEndpoint[];
  ranking: Pick<SignerRanking, 'falseSince'>;
  /** Who gives a second opinion; undefined where nobody does. */
  guardian?: GuardianEndpoint | undefined;
  /** Those of the price oracle, as far as it is known where they tell how they stand. */
  reporters: readonly ReporterEndpoint[];
  /** What the signers said of themselves last. */
  heartbeats: () => SignerHealth;
  /** How long the entries on the ledger are kept, as they were looked at last. */
  lifetimes: () => Lifetimes | undefined;
  /** Why the audit log is not signed any more, what of it is written on Stellar, and who cosigned it. */
  audit: () => AuditStanding;
  /** Accounts (G…) that pay for transactions. */
  channels: readonly string[];
  /** Who pays for holders without lumens, and how much at most. */
  sponsor?: SponsorSettings | undefined;
  /** What takes withdrawals as transfers; undefined where nothing does. */
  inbox?: InboxSettings | undefined;
  /** Who relays events to NATS; undefined where nobody does. */
  nats?: Pick<NatsRelay, 'problem'> | undefined;
  authentication: AuthenticationFailures;
  /** What is written to besides the database: on whichever disk that is, there has to be room. */
  directories: readonly string[];
  log: Log;
  now(): Date;
}

/** What one look at a subject found. */
export interface Found {
  samples: Sample[];
  parts: PartHealth[];
}
