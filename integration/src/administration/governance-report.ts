import type { Manifest, SystemContracts } from '@istsi/contracts';
import { Mode, OperationType, type Proposal } from '@istsi/contracts/clients/integration-router';
import { latestLedger, type Network } from '@istsi/soroban-client';
import { describeAction } from '../governance/describe-action.ts';
import { type PlainAction, plainAction } from '../governance/plain-action.ts';
import { describeStanding, type Standing, standingOf } from '../governance/standing.ts';
import { type RoleName, readRoles } from './roles.ts';

export interface GovernanceReport {
  paused: boolean;
  mode: keyof typeof Mode;
  rules: { threshold: number; delaySeconds: number; expirySeconds: number };
  people: { address: string; roles: RoleName[] }[];
  custodians: { addresses: readonly string[]; threshold: number };
  limits: { tier: number; operation: string; perOperationSats: bigint; dailySats: bigint; monthlySats: bigint }[];
  /** What is open, oldest first. */
  proposals: ProposalReport[];
}

export interface ProposalReport {
  id: number;
  action: string;
  /** The payload, as the ledger has it. */
  values: PlainAction['values'];
  /** What it would do, in words. */
  description: string;
  standing: Standing['is'];
  /** How far it is, in words. */
  standingText: string;
  approvalsMissing: number;
  proposer: string;
  approvals: readonly string[];
  objections: readonly string[];
  createdAt: Date;
  /** Null while approvals are missing. */
  executableAt: Date | null;
  expiresAt: Date;
}

const TIERS = [0, 1, 2, 3, 4];

/** Who decides, by which rules, what they allow, and what is being decided: all of it as the newest ledger has it. */
export async function readGovernance(
  contracts: SystemContracts,
  network: Network,
  manifest: Manifest,
): Promise<GovernanceReport> {
  const { router, kyc, reserve } = contracts;
  const [state, rules, pending, custody] = await Promise.all([
    router.read('get_state'),
    router.read('get_governance'),
    router.read('get_pending'),
    reserve.read('get_config'),
  ]);
  const addresses = [...new Set([...state.emergency_contacts, ...state.operators])];
  const people = await Promise.all(
    addresses.map(async (address) => ({ address, roles: await readRoles(contracts, address) })),
  );
  const limits = await Promise.all(
    TIERS.flatMap((tier) =>
      Object.entries(OperationType).map(async ([operation, number]) => {
        const { per_operation, daily, monthly } = await kyc.read('get_limits', { tier, operation: number });
        return { tier, operation, perOperationSats: per_operation, dailySats: daily, monthlySats: monthly };
      }),
    ),
  );
  const now = BigInt((await latestLedger(network)).closeTime);
  return {
    paused: state.paused,
    mode: modeName(state.mode),
    rules: {
      threshold: rules.threshold,
      delaySeconds: Number(rules.delay),
      expirySeconds: Number(rules.expiry),
    },
    people,
    custodians: { addresses: custody.custodians, threshold: custody.threshold },
    limits,
    proposals: pending.map((proposal) => reportProposal(proposal, rules, now, manifest)),
  };
}

export function reportProposal(
  proposal: Proposal,
  rules: Parameters<typeof standingOf>[1],
  now: bigint,
  manifest: Manifest,
): ProposalReport {
  const standing = standingOf(proposal, rules, now);
  const { id, action, proposer, approvals, objections } = proposal;
  return {
    ...{ id, ...plainAction(action), description: describeAction(action, manifest) },
    ...{ standing: standing.is, standingText: describeStanding(standing) },
    approvalsMissing: standing.is === 'needs-approvals' ? standing.missing : 0,
    ...{ proposer, approvals, objections },
    createdAt: timeOf(proposal.created_at),
    executableAt: proposal.executable_at === 0n ? null : timeOf(proposal.executable_at),
    expiresAt: timeOf(proposal.expires_at),
  };
}

const timeOf = (seconds: bigint): Date => new Date(Number(seconds) * 1000);

export const modeName = (mode: Mode): keyof typeof Mode =>
  (Object.entries(Mode).find(([, number]) => number === mode)?.[0] ?? 'Emergency') as keyof typeof Mode;
