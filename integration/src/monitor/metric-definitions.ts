/** Which of the three groups a metric belongs to. */
export type MetricGroup = 'operational' | 'business' | 'security';

export interface MetricDefinition {
  group: MetricGroup;
  /** What one of it is, as its name ends; undefined for what is only counted. */
  unit?: 'satoshis' | 'seconds' | 'bytes' | 'basis_points' | 'stroops' | 'ledgers' | 'blocks';
  type: 'gauge' | 'counter';
  /** Names of labels. None of them ever holds an address, a transaction or an outpoint: their values are few. */
  labels: readonly string[];
  help: string;
}

/** Every metric that is collected, by name: the same in /metrics, in the history and in alert rules. */
export const metricDefinitions = {
  istsi_part_up: gauge('operational', ['part'], '1 while the part answers and is well, 0 otherwise'),
  istsi_part_warning: gauge('operational', ['part'], '1 while somebody should look at the part, 0 otherwise'),
  istsi_operations: gauge('operational', ['kind', 'state'], 'Deposits and withdrawals in each state'),
  istsi_operations_due: gauge('operational', ['kind'], 'Operations whose moment to be looked at has passed'),
  istsi_operations_finished_total: counter('operational', ['kind', 'outcome'], 'Operations that came to an end'),
  istsi_operations_failing: gauge('operational', ['kind'], 'Operations held up by a fault of ours, in the last hour'),
  istsi_operations_ended: gauge('operational', ['kind'], 'Operations that came to an end in the last hour'),
  istsi_oldest_open_seconds: seconds('operational', ['kind', 'state'], 'Age of the oldest open operation in a state'),
  istsi_overdue_seconds: seconds(
    'operational',
    ['kind', 'state'],
    'For how long it is open above what its state allows',
  ),
  istsi_processing_seconds: seconds('operational', ['kind'], 'From its beginning to its end, mean of the last day'),
  istsi_stellar_ledger: gauge('operational', ['view'], 'Last ledger that the RPC knows'),
  istsi_stellar_ledger_age_seconds: seconds('operational', ['view'], 'Since that ledger closed'),
  istsi_bitcoin_height_blocks: gauge('operational', ['view'], 'Last block that the Bitcoin node knows', 'blocks'),
  istsi_bitcoin_unscanned_blocks: gauge('operational', [], 'Blocks that were not searched for deposits yet', 'blocks'),
  istsi_clock_skew_seconds: seconds('operational', ['against'], 'How far this machine’s clock is off, either way'),
  istsi_channel_balance_stroops: gauge('operational', ['channel'], 'Lumens of accounts that pay fees', 'stroops'),
  istsi_sponsor_balance_stroops: gauge('operational', ['sponsor'], 'Lumens of accounts that pay for others', 'stroops'),
  istsi_sponsor_budget_left_basis_points: gauge(
    'operational',
    ['budget'],
    'What is left of what may be paid for others',
    'basis_points',
  ),
  istsi_contract_ttl_ledgers: gauge('operational', ['contract'], 'Until the contract is archived', 'ledgers'),
  istsi_least_ttl_ledgers: gauge('operational', [], 'Until the first entry that matters is archived', 'ledgers'),
  istsi_bus_lag: gauge('operational', [], 'Events that the slowest reader of the bus has not handled'),
  istsi_bus_waiting: gauge('operational', [], 'Events that wait for their ledger to be verified'),
  istsi_bus_poison: gauge('operational', [], 'Events that a reader could not handle'),
  istsi_nats_lag: gauge('operational', [], 'Events that are not relayed to NATS yet'),
  istsi_webhooks_pending: gauge('operational', [], 'Messages that are to be sent to webhooks'),
  istsi_webhooks_dead: gauge('operational', [], 'Messages to webhooks that were given up'),
  istsi_webhooks_failing: gauge('operational', [], 'Webhooks that take nothing, and are tried only now and then'),
  istsi_alert_messages_pending: gauge('operational', [], 'Messages of alerts that no channel has taken yet'),
  istsi_database_size_bytes: gauge('operational', [], 'Size of the database', 'bytes'),
  istsi_disk_free_basis_points: gauge(
    'operational',
    [],
    'Free space where this process runs and writes',
    'basis_points',
  ),

  istsi_reserves_satoshis: sats([], 'Bitcoin held, as the reserve’s books have it (total value locked)'),
  istsi_supply_satoshis: sats([], 'iSTSi issued'),
  istsi_missing_satoshis: sats(['why'], 'Named by the books, and not there on Bitcoin'),
  istsi_short_satoshis: sats([], 'Issued, and no coin stands for it'),
  istsi_reserve_ratio_basis_points: gauge('business', [], 'What is there, of what is issued', 'basis_points'),
  istsi_supply_change_basis_points: gauge('business', [], 'Change of the supply in 12 hours', 'basis_points'),
  istsi_users: gauge('business', [], 'Registered identities'),
  istsi_users_new: gauge('business', [], 'Identities that were first seen in the last day'),
  istsi_volume_satoshis: sats(['kind'], 'Deposits and withdrawals that began in the last day'),
  istsi_largest_satoshis: sats(['kind'], 'The largest deposit and withdrawal of the last hour'),
  istsi_compliance_basis_points: gauge('business', [], 'Open deposits that the registry lets in', 'basis_points'),
  istsi_proof_age_seconds: seconds('business', [], 'Since the last proof of reserves'),

  istsi_paused: gauge('security', [], '1 while every contract refuses to work'),
  istsi_views_apart: gauge('security', ['chain'], '1 while two servers say different things of one chain'),
  istsi_bus_discrepancies: gauge('security', [], 'Ledgers whose events an RPC did not tell as they are'),
  istsi_bus_gap_ledgers: gauge('security', [], 'Ledgers whose events no RPC kept', 'ledgers'),
  istsi_refusals: gauge('security', ['kind', 'code'], 'Open operations by why they are held up'),
  istsi_payouts_objected: gauge('security', [], 'Payouts that a guardian objects to'),
  istsi_deposits_unreported: gauge('security', [], 'Deposits that wait for a report of the guardian'),
  istsi_contracts_changed: gauge('security', [], 'Contracts that run another code than was deployed'),
  istsi_audit_unanchored_seconds: seconds(
    'security',
    [],
    'Since what is not written on Stellar of the audit log was signed',
  ),
  istsi_audit_unwitnessed_seconds: seconds(
    'security',
    [],
    'Since what too few witnesses have cosigned of the audit log was signed',
  ),
  istsi_reconciliation_age_seconds: seconds('security', [], 'Since both chains were held against each other'),
  istsi_reconciliation_differences: gauge('security', [], 'Reconciliations in a row that found what nothing explains'),
  istsi_reconciliation_unknown: gauge('security', [], 'Reconciliations in a row that came to no end'),
  istsi_unexplained_satoshis: gauge(
    'security',
    [],
    'What the last reconciliation found, and nothing explains',
    'satoshis',
  ),
  istsi_signers_missing: gauge('security', [], 'Signers that do not answer as they should'),
  istsi_signers_false: gauge('security', [], 'Signers that gave a signature worth nothing within the last hour'),
  istsi_signers_spare: gauge('security', [], 'Signers that answer, above those that are needed'),
  istsi_authentication_failures_recent: gauge('security', [], 'Keys that were refused in the last ten minutes'),
  istsi_screening_cases: gauge('security', [], 'Operations that a screening list holds, and nobody has decided about'),
  istsi_suspicious_patterns: gauge('security', ['rule'], 'Holders that a rule flagged, and no officer has looked at'),
  istsi_certificate_seconds: seconds('security', ['certificate'], 'Until a certificate is no longer valid'),
  istsi_api_key_seconds: seconds(
    'security',
    [],
    'Until the first of the API’s keys that are in use is no longer valid',
  ),
  istsi_availability_basis_points: gauge(
    'security',
    [],
    'Observations of the last day at which all was well',
    'basis_points',
  ),
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;
export const metricNames = Object.keys(metricDefinitions) as MetricName[];

function gauge(
  group: MetricGroup,
  labels: readonly string[],
  help: string,
  unit?: MetricDefinition['unit'],
): MetricDefinition {
  return { group, type: 'gauge', labels, help, ...(unit && { unit }) };
}

function counter(group: MetricGroup, labels: readonly string[], help: string): MetricDefinition {
  return { group, type: 'counter', labels, help };
}

function seconds(group: MetricGroup, labels: readonly string[], help: string): MetricDefinition {
  return gauge(group, labels, help, 'seconds');
}

function sats(labels: readonly string[], help: string): MetricDefinition {
  return gauge('business', labels, help, 'satoshis');
}
