import type { BitcoinRpc, Descriptor, Log } from '@istsi/bitcoin-custody';
import type { AddressIndices, SystemContracts } from '@istsi/contracts';
import type { Network, Submitter } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { CoinView } from './follow-bitcoin.ts';
import type { Memory } from './memory/memory.ts';

/** What a guardian judges by: nodes of its own, and nothing that anybody tells it. */
export interface GuardianWorld {
  key: Keypair;
  network: Network;
  /** A second RPC of somebody else, where there is one. */
  other: Network | undefined;
  /** Read by both where there are two. */
  contracts: SystemContracts;
  /** As many of the registry's numbers as one question of it answers; likewise. */
  addressIndices: AddressIndices;
  submitter: Submitter;
  bitcoin: BitcoinRpc;
  /** Of every epoch, oldest first. */
  epochs: readonly Descriptor[];
  memory: Memory;
  coins: CoinView;
  rules: GuardianRules;
  /** When a second person was asked to stop the system, by reference. */
  asked: Map<string, number>;
  /** Wall clock, milliseconds. */
  now: () => number;
  log: Log;
}

export interface GuardianRules {
  /** Ledgers close when somebody sends something, as on an embedded network: an old one says nothing about the RPC. */
  ledgersOnDemand: boolean;
  /** How long a spend waits for the authorization that a slower RPC may still show. */
  patienceMs: number;
  /** Smaller deposits are not reported: each report is a transaction that this guardian pays for. */
  leastReportSats: bigint;
}

export const defaultRules: GuardianRules = { ledgersOnDemand: false, patienceMs: 10_000, leastReportSats: 0n };

/** `unseen` accuses nobody: it cannot be known here yet. */
export type Verdict = { is: 'explained' } | { is: 'unseen'; why: string } | { is: 'contradicted'; why: string };

export const explained: Verdict = { is: 'explained' };
export const unseen = (why: string): Verdict => ({ is: 'unseen', why });
export const contradicted = (why: string): Verdict => ({ is: 'contradicted', why });
