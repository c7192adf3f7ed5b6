import {
  type Act,
  type AwaitingApproval,
  formatOutpoint,
  type GovernanceReport,
  type OperationDetail as OperationDetailView,
  type OperationView,
  type PreparedAct as PreparedActView,
  type ProposalReport,
} from '@istsi/integration';
import type { z } from 'zod';
import type {
  ActRequest,
  Approvals,
  Governance,
  Operation,
  OperationDetail,
  PreparedAct,
  Proposal,
} from './admin-shapes.ts';
import { presentArchived, presentAwaited } from './present.ts';
import { parseOutpoint } from './shapes.ts';

export function presentOperation(view: OperationView): z.output<typeof Operation> {
  const { id, kind, state, phase, user, amountSats, refusal, failures } = view;
  return {
    ...{ id, kind, state, phase, user, refusal, failures },
    amount_sats: amountSats === null ? null : String(amountSats),
    bitcoin_transaction: view.bitcoinTx,
    bitcoin_height: view.bitcoinHeight,
    stellar_transaction: view.stellarTx,
    created_at: view.createdAt.toISOString(),
    updated_at: view.updatedAt.toISOString(),
  };
}

export function presentOperationDetail(view: OperationDetailView): z.output<typeof OperationDetail> {
  const { operationId, next, archived, timeline, related, submissions } = view;
  return {
    ...presentOperation(view),
    operation_id: operationId,
    next: { text: next.text, at: next.at?.toISOString() ?? null },
    archived: presentArchived(archived),
    timeline: timeline.map((moment) => ({ ...moment, at: moment.at?.toISOString() ?? null })),
    related,
    submissions: submissions.map(({ createdAt, ...submission }) => ({
      ...submission,
      created_at: createdAt.toISOString(),
    })),
  };
}

export function presentProposal(report: ProposalReport): z.output<typeof Proposal> {
  const { id, description, standing, standingText, approvalsMissing, proposer } = report;
  return {
    ...{ id, ...presentPayload(report), description, standing, proposer },
    ...{ standing_text: standingText, approvals_missing: approvalsMissing },
    ...{ approvals: [...report.approvals], objections: [...report.objections] },
    created_at: report.createdAt.toISOString(),
    executable_at: report.executableAt?.toISOString() ?? null,
    expires_at: report.expiresAt.toISOString(),
  };
}

const presentPayload = ({ action, values }: Pick<ProposalReport, 'action' | 'values'>) => ({
  action,
  values: values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
});

export function presentGovernance(report: GovernanceReport): z.output<typeof Governance> {
  const { paused, mode, rules, people, custodians, limits, proposals } = report;
  return {
    ...{ paused, mode, people },
    rules: {
      threshold: rules.threshold,
      delay_seconds: rules.delaySeconds,
      expiry_seconds: rules.expirySeconds,
    },
    custodians: { addresses: [...custodians.addresses], threshold: custodians.threshold },
    limits: limits.map(({ tier, operation, perOperationSats, dailySats, monthlySats }) => ({
      ...{ tier, operation, per_operation_sats: String(perOperationSats) },
      ...{ daily_sats: String(dailySats), monthly_sats: String(monthlySats) },
    })),
    proposals: proposals.map(presentProposal),
  };
}

export function presentApprovals(
  { stop, returns, recoveries, registrations }: AwaitingApproval,
  proposals: readonly ProposalReport[],
): z.output<typeof Approvals> {
  return {
    proposals: proposals.filter(({ standing }) => standing !== 'expired').map(presentProposal),
    stop: stop && {
      ...{ by: stop.by, reason: stop.reason },
      ...{ at: stop.at.toISOString(), ends_at: stop.endsAt.toISOString() },
    },
    returns: returns.map(({ outpoint, amountSats, address, maxFeeSats, by, at, readyAt, isReady }) => ({
      ...{ outpoint: formatOutpoint(outpoint), amount_sats: String(amountSats), bitcoin_address: address },
      ...{ max_fee_sats: String(maxFeeSats), by, at: at.toISOString(), ready_at: readyAt.toISOString() },
      ready: isReady,
    })),
    recoveries: recoveries.map(({ lost, replacement, reason, by, readyAt, endsAt, isReady }) => ({
      ...{ lost, replacement, reason: reason ?? null, by, ready: isReady },
      ...{ ready_at: readyAt.toISOString(), ends_at: endsAt.toISOString() },
    })),
    registrations: registrations.map(presentAwaited),
  };
}

export function presentPreparedAct(prepared: PreparedActView): z.output<typeof PreparedAct> {
  const { envelope, description, decides, effects } = prepared;
  return {
    ...{ envelope, description, effects, decides: decides && presentPayload(decides) },
    stellar_transaction: prepared.stellarTx,
    network_passphrase: prepared.networkPassphrase,
    valid_until: prepared.validUntil.toISOString(),
    stellar_fee_stroops: String(prepared.stellarFeeStroops),
  };
}

export function actOf(request: z.output<typeof ActRequest>): Act {
  switch (request.do) {
    case 'propose-return': {
      const { outpoint, address, max_fee_sats } = request;
      return { do: request.do, outpoint: parseOutpoint(outpoint), address, maxFeeSats: BigInt(max_fee_sats) };
    }
    case 'approve-return':
      return { do: request.do, outpoint: parseOutpoint(request.outpoint), address: request.address };
    case 'register': {
      const { expires_at, ...rest } = request;
      return { ...rest, expiresAt: new Date(expires_at) };
    }
    case 'renew': {
      const { expires_at, ...rest } = request;
      return { ...rest, expiresAt: new Date(expires_at) };
    }
    case 'hold-return':
    case 'release-return':
      return { do: request.do, outpoint: parseOutpoint(request.outpoint) };
    default:
      return request;
  }
}
