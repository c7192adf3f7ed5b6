import { rulesAs } from '../suspicion/pattern-rules.ts';
import type { MetricName } from './metric-definitions.ts';

export type Severity = 'critical' | 'warning' | 'informational';
export const severities = ['critical', 'warning', 'informational'] as const satisfies Severity[];

/** The seed's `AlertConfig`. */
export interface AlertConfig {
  alertType: string;
  /** In whole units of the metric. */
  threshold: bigint;
  /** Names of channels; empty for those that the severity has. */
  recipients: readonly string[];
  enabled: boolean;
}

/** An alarm, as data: what it looks at, when it is raised, and how loud. */
export interface AlertRule extends AlertConfig {
  /** What it is about, for people. */
  title: string;
  metric: MetricName;
  /** Only series with one of these values for the label; absent: all. */
  labels?: Readonly<Record<string, readonly string[]>>;
  raisedWhile: 'above' | 'below';
  /** For so long before it fires. */
  forSeconds: number;
  severity: Severity;
}

/** Where it is written what an alarm means and what to do about it. */
export const runbookOf = (alertType: string): string => `docs/runbooks/${alertType}.md`;

type Written = Omit<AlertRule, 'alertType' | 'recipients' | 'enabled'>;

const DAY = 86_400n;
const BITCOIN = 100_000_000n;

/** Every alarm by name. Each name is that of its page in docs/runbooks. */
const rules = {
  'supply-over-reserve': critical('Tokens are issued that no coin stands for', 'istsi_short_satoshis', 'above', 0n),
  'ratio-low': critical('The reserve ratio is below its minimum', 'istsi_reserve_ratio_basis_points', 'below', 10_000n),
  'deposit-taken-back': {
    ...critical('Bitcoin took back a deposit that was counted', 'istsi_missing_satoshis', 'above', 0n),
    labels: { why: ['unmined'] },
  },
  'unknown-spend': {
    ...critical(
      'A transaction that nobody authorized spends a coin of the reserve',
      'istsi_missing_satoshis',
      'above',
      0n,
    ),
    labels: { why: ['stolen'] },
  },
  'views-apart': critical('Two servers say different things of one chain', 'istsi_views_apart', 'above', 0n, 30),
  'events-left-out': critical(
    'An RPC did not tell events as its ledgers have them',
    'istsi_bus_discrepancies',
    'above',
    0n,
  ),
  'reconciliation-differs': critical(
    'Both chains were compared twice, and nothing explains the difference',
    'istsi_reconciliation_differences',
    'above',
    1n,
  ),
  'reconciliation-unknown': warning(
    'Both chains could not be compared to the end, three times in a row',
    'istsi_reconciliation_unknown',
    'above',
    2n,
  ),
  'reconciliation-late': warning(
    'Both chains were not compared for a while',
    'istsi_reconciliation_age_seconds',
    'above',
    14_400n,
  ),
  'audit-altered': {
    ...critical(
      'The audit log is not what was signed, cosigned or written on Stellar',
      'istsi_part_up',
      'below',
      1n,
      60,
    ),
    labels: { part: ['audit'] },
  },
  'audit-unanchored': warning(
    'The audit log is not written on Stellar',
    'istsi_audit_unanchored_seconds',
    'above',
    10_800n,
  ),
  'audit-unwitnessed': warning(
    'Too few witnesses have cosigned the audit log',
    'istsi_audit_unwitnessed_seconds',
    'above',
    600n,
  ),
  'system-paused': critical('Every contract is paused', 'istsi_paused', 'above', 0n),
  'signers-too-few': critical('Fewer signers answer than are needed', 'istsi_signers_spare', 'below', 0n, 60),
  'part-down': {
    ...critical('A part that the system cannot work without does not answer', 'istsi_part_up', 'below', 1n, 60),
    labels: {
      part: ['database', 'stellar', 'bitcoin', 'contracts', 'channels', 'books', 'events', 'lifetimes', 'inbox'],
    },
  },
  'second-view-down': {
    ...warning('The second view of a chain does not answer', 'istsi_part_up', 'below', 1n, 60),
    labels: { part: ['stellar-second', 'bitcoin-second', 'stellar-views'] },
  },
  'signer-missing': warning('A signer does not answer as it should', 'istsi_signers_missing', 'above', 0n, 120),
  'signer-false': warning('A signer gave a signature that is worth nothing', 'istsi_signers_false', 'above', 0n),
  'guardian-accuses': {
    ...critical('The guardian found what cannot be true', 'istsi_part_up', 'below', 1n),
    labels: { part: ['guardian'] },
  },
  'guardian-unwell': {
    ...warning('The guardian does not answer, or sees too little', 'istsi_part_warning', 'above', 0n, 120),
    labels: { part: ['guardian'] },
  },
  'payout-objected': warning('A guardian objects to a payout', 'istsi_payouts_objected', 'above', 0n),
  'contract-code-changed': warning(
    'A contract runs another code than was deployed',
    'istsi_contracts_changed',
    'above',
    0n,
  ),
  'contract-expiring': warning('A contract is archived soon', 'istsi_contract_ttl_ledgers', 'below', 518_400n),
  'entries-not-extended': {
    ...warning('Entries on the ledger cannot be extended', 'istsi_part_warning', 'above', 0n, 600),
    labels: { part: ['lifetimes'] },
  },
  'reporters-unwell': {
    ...warning('A reporter does not report, or there is no price', 'istsi_part_warning', 'above', 0n, 600),
    labels: { part: ['reporters'] },
  },
  'certificate-expiring': warning(
    'A certificate is not valid for long',
    'istsi_certificate_seconds',
    'below',
    14n * DAY,
  ),
  'key-expiring': warning(
    'A key of the API that is in use is not valid for long',
    'istsi_api_key_seconds',
    'below',
    14n * DAY,
  ),
  'supply-jump': warning(
    'The supply changed by a tenth within 12 hours',
    'istsi_supply_change_basis_points',
    'above',
    1_000n,
  ),
  'large-deposit': {
    ...warning('A deposit is unusually large', 'istsi_largest_satoshis', 'above', 10n * BITCOIN),
    labels: { kind: ['deposit'] },
  },
  'large-withdrawal': {
    ...warning('A withdrawal is unusually large', 'istsi_largest_satoshis', 'above', 10n * BITCOIN),
    labels: { kind: ['withdrawal'] },
  },
  'operation-overdue': warning(
    'An operation is open for longer than its state allows',
    'istsi_overdue_seconds',
    'above',
    0n,
  ),
  'operations-failing': warning(
    'Operations are held up by faults of ours',
    'istsi_operations_failing',
    'above',
    5n,
    300,
  ),
  'refusals-frequent': warning('Many operations are refused for one reason', 'istsi_refusals', 'above', 50n, 300),
  'queue-growing': warning('Operations wait to be looked at', 'istsi_operations_due', 'above', 1_000n, 900),
  'bus-behind': warning('A reader of the event bus is far behind', 'istsi_bus_lag', 'above', 10_000n, 600),
  'nats-behind': {
    ...warning('Events do not reach NATS', 'istsi_part_warning', 'above', 0n, 300),
    labels: { part: ['nats'] },
  },
  'event-unreadable': warning('An event could not be read or handled', 'istsi_bus_poison', 'above', 0n),
  'events-lost': warning('No RPC kept the events of some ledgers', 'istsi_bus_gap_ledgers', 'above', 0n),
  'bitcoin-unsearched': warning(
    'Blocks are not searched for deposits',
    'istsi_bitcoin_unscanned_blocks',
    'above',
    3n,
    900,
  ),
  'ledger-old': warning('No ledger has closed for a while', 'istsi_stellar_ledger_age_seconds', 'above', 300n, 60),
  'clock-skew': warning('This machine’s clock is wrong', 'istsi_clock_skew_seconds', 'above', 30n, 60),
  'lumens-low': warning(
    'An account that pays for transactions is nearly empty',
    'istsi_channel_balance_stroops',
    'below',
    100_000_000n,
  ),
  'sponsor-lumens-low': warning(
    'An account that pays for holders without lumens is nearly empty',
    'istsi_sponsor_balance_stroops',
    'below',
    100_000_000n,
  ),
  'sponsor-budget-low': warning(
    'Less than a tenth of what may be paid for holders without lumens is left',
    'istsi_sponsor_budget_left_basis_points',
    'below',
    1_000n,
  ),
  'proof-late': warning('The last proof of reserves is old', 'istsi_proof_age_seconds', 'above', 129_600n),
  'authentication-failing': warning('Many keys were refused', 'istsi_authentication_failures_recent', 'above', 50n),
  'disk-full': warning('The disk is nearly full', 'istsi_disk_free_basis_points', 'below', 1_000n, 60),
  'screening-hit': warning(
    'A deposit or withdrawal is held because an address is listed',
    'istsi_screening_cases',
    'above',
    0n,
  ),
  'suspicious-pattern': {
    ...warning('What a holder moved looks like a pattern', 'istsi_suspicious_patterns', 'above', 0n),
    labels: { rule: rulesAs('warning') },
  },
  'unusual-activity': {
    ...informational('A holder moves more than others do', 'istsi_suspicious_patterns', 'above', 0n),
    labels: { rule: rulesAs('informational') },
  },
  'alerts-undelivered': warning('Alerts cannot be delivered', 'istsi_alert_messages_pending', 'above', 5n, 600),
  'webhooks-failing': warning('A webhook’s receiver takes nothing', 'istsi_webhooks_failing', 'above', 0n, 600),
  'webhooks-given-up': informational('Messages to a webhook were given up', 'istsi_webhooks_dead', 'above', 0n),
} as const satisfies Record<string, Written>;

/** As they come with the system; what was changed of them is in the database. */
export const defaultRules: readonly AlertRule[] = Object.entries<Written>(rules).map(([alertType, rule]) => ({
  ...rule,
  ...{ alertType, recipients: [], enabled: true },
}));

function ruleOf(severity: Severity) {
  return (
    title: string,
    metric: MetricName,
    raisedWhile: 'above' | 'below',
    threshold: bigint,
    forSeconds = 0,
  ): Written => ({ title, metric, raisedWhile, threshold, forSeconds, severity });
}

function critical(...rule: Parameters<ReturnType<typeof ruleOf>>): Written {
  return ruleOf('critical')(...rule);
}
function warning(...rule: Parameters<ReturnType<typeof ruleOf>>): Written {
  return ruleOf('warning')(...rule);
}
function informational(...rule: Parameters<ReturnType<typeof ruleOf>>): Written {
  return ruleOf('informational')(...rule);
}
