export {
  CHECK_CONNECTIONS_MS,
  CodedError,
  type ConnectionLimits,
  createJsonLog,
  type Log,
  type LogFields,
  type LogLevel,
  limitConnections,
  silentLog,
} from '@istsi/bitcoin-custody';
export type { DeployedContract, Manifest } from '@istsi/contracts';
export type { Action, Proposal } from '@istsi/contracts/clients/integration-router';
export { type Act, type ActName, actRoles } from './administration/acts.ts';
export type { AdminServices, PreparedAct, SubmitActOutcome } from './administration/admin-services.ts';
export type { AwaitingApproval } from './administration/awaiting-approval.ts';
export type { Effect } from './administration/effects.ts';
export type { GovernanceReport, ProposalReport } from './administration/governance-report.ts';
export { type RoleName, roleNames, rolesBeyondServices } from './administration/roles.ts';
export { ApiKeyError } from './api-keys/errors.ts';
export type { ApiKey, ApiKeyServices, Refusals } from './api-keys/key-services.ts';
export { MOST_PUBLIC_KEY, parsePublicKey, readPublicKey, type SignatureAlgorithm } from './api-keys/public-key.ts';
export { type ApiKeyScope, apiKeyScopes, scopeOwners } from './api-keys/scopes.ts';
export {
  type ArchiveReport,
  readArchiveReport,
  restoreFromArchive,
  type WrittenArchive,
  writeArchive,
} from './archive/archive.ts';
export type { ArchivedPlace } from './archive/archived-places.ts';
export { findArchivedOperation } from './archive/verify-operations.ts';
export { checkSigner, type SignerEndpoint } from './attestation/signer-client.ts';
export { type ActContext, actAs } from './audit/actor.ts';
export type { AuditPage, AuditQuery, AuditServices, AuditStatus, AuditView } from './audit/audit-services.ts';
export type { WitnessSettings, WitnessState } from './audit/witnessing.ts';
export { type DatabaseDump, dumpDatabase } from './backup/dump-database.ts';
export { loadDatabase } from './backup/load-database.ts';
export type { PendingPayment } from './bitcoin/pending-payments.ts';
export type { BusServices } from './bus/bus-services.ts';
export type { BusStatus } from './bus/bus-status.ts';
export type { BusEvent } from './bus/envelope.ts';
export { BusError } from './bus/errors.ts';
export type { CustomerFile } from './customers/customer-files.ts';
export type { CustomerRecord } from './customers/customer-services.ts';
export { type CustomerView, customerAnswer } from './customers/customer-view.ts';
export { MOST_DOCUMENT_BYTES } from './customers/document-type.ts';
export { CustomerError } from './customers/errors.ts';
export { MOST_TIER } from './customers/review-customer.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './database/embedded-postgres.ts';
export { DatabaseError } from './database/errors.ts';
export { isAlive } from './database/postgres-process.ts';
export { probeDatabase } from './database/probe-database.ts';
export { checkDeployment } from './deployment/check-deployment.ts';
export type { ExpectedSettings } from './deployment/check-settings.ts';
export { type DeployAction, type DeployOptions, deploySystem } from './deployment/deploy-system.ts';
export { DeploymentError } from './deployment/errors.ts';
export { defaultExchange, defaultOracle, type ExchangePlan, exchangeIds } from './deployment/exchange-plan.ts';
export { extendSystem } from './deployment/extend-system.ts';
export {
  type ExchangeStep,
  type OpenExchangeOptions,
  type OpenedExchange,
  openExchange,
  previewExchange,
} from './deployment/open-exchange.ts';
export { type PutPasskeyCodeOptions, putPasskeyCode } from './deployment/passkey-code.ts';
export { type RestoreSystemOptions, restoreSystem } from './deployment/restore-system.ts';
export { type PutWebAuthOptions, putWebAuthContract, webAuthContractId } from './deployment/web-auth-contract.ts';
export { describeSpan } from './describe-span.ts';
export type {
  ExchangedToken,
  ExchangeOrder,
  ExchangeQuoteView,
  ExchangeRecord,
  ExchangeServices,
  ExchangeView,
  OraclePrice,
  PreparedExchange,
} from './exchange/exchange-requests.ts';
export type { ReporterEndpoint, ReporterPart } from './exchange/reporter-status.ts';
export type {
  ExternalAccount,
  ExternalAccountServices,
  ExternalAccountStatus,
} from './external-accounts/account-services.ts';
export { describeAction } from './governance/describe-action.ts';
export { GovernanceError } from './governance/errors.ts';
export {
  type CarriedForward,
  type Governance,
  openGovernance,
  type ProposalView,
} from './governance/governance.ts';
export { decideIdentity, type IdentityDecision } from './governance/identity-decisions.ts';
export { parseAction, parseAdministration } from './governance/parse-action.ts';
export { type PlainAction, plainAction } from './governance/plain-action.ts';
export { decideReturn, type ReturnDecision } from './governance/return-decisions.ts';
export { describeStanding, type Standing } from './governance/standing.ts';
export { stopSystem } from './governance/stop-system.ts';
export type { GivenAnswer, IdempotencyServices, Ticket } from './idempotency/idempotency-services.ts';
export type { InboxReport } from './inbox/inbox-report.ts';
export { defaultInboxBounds, type InboxSettings } from './inbox/inbox-settings.ts';
export type { ReceiptQuery } from './inbox/list-receipts.ts';
export { type Receipt, receiptStates } from './inbox/receipt.ts';
export type { AlertChannel, MailServer } from './monitor/alert-channels.ts';
export type { ChannelView } from './monitor/alert-messages.ts';
export type { AlertRule, Severity } from './monitor/alert-rules.ts';
export { runbookOf, severities } from './monitor/alert-rules.ts';
export type { Alert, Silence } from './monitor/alert-store.ts';
export { type BreakerLimits, defaultLimits } from './monitor/breaker.ts';
export { MonitorError } from './monitor/errors.ts';
export type { IncidentReport } from './monitor/incident-report.ts';
export type { ExportProgram, MonitorServices } from './monitor/monitor-services.ts';
export { exportPrograms } from './monitor/monitor-services.ts';
export type { Observation } from './monitor/observe.ts';
export type { PartHealth } from './monitor/part-health.ts';
export type { MonitorSettings } from './monitor/run-monitor.ts';
export type { SystemMetrics } from './monitor/system-metrics.ts';
export { checkNats } from './nats/nats-relay.ts';
export { defaultNats, type NatsSettings } from './nats/nats-settings.ts';
export { type DepositState, formatOutpoint, type Outpoint, type Refusal } from './operations/deposits/deposit.ts';
export { depositOperationId } from './operations/deposits/operation-id.ts';
export type { BatchState, PaymentState } from './operations/payments/batch.ts';
export type { WithdrawalState } from './operations/withdrawals/withdrawal.ts';
export { defaultWithdrawalPolicy, type WithdrawalPolicy } from './operations/withdrawals/withdrawal-policy.ts';
export type { DailyVolume } from './operations-desk/daily-volumes.ts';
export {
  type OperationQuery,
  type OperationView,
  operationKinds,
  operationPhases,
} from './operations-desk/operation-kinds.ts';
export type { OperationServices } from './operations-desk/operation-services.ts';
export type { TimelineMoment } from './operations-desk/operation-timeline.ts';
export type { Finding } from './operations-desk/search.ts';
export type { OperationDetail } from './operations-desk/show-operation.ts';
export { ProofError } from './proofs/errors.ts';
export { type LiabilitiesSource, proveAccount } from './proofs/liabilities-file.ts';
export type { ProofServices } from './proofs/proof-services.ts';
export type { ProofView } from './proofs/proof-store.ts';
export type { ProofSettings } from './proofs/proof-world.ts';
export type { ProofOutcome } from './proofs/prove-reserves.ts';
export type { ProofSchedule } from './proofs/schedule.ts';
export type { ClassicPair, DeliveryMethod, PairSettings } from './quotes/classic-pair.ts';
export { openPair } from './quotes/classic-pair.ts';
export { QuoteError } from './quotes/errors.ts';
export type { PriceRequest, QuoteRequest, QuoteServices } from './quotes/quote-services.ts';
export {
  type Comparison,
  comparisons,
  type Difference,
  type Explanation,
  explanations,
  type Outcome,
  outcomes,
} from './reconciliation/findings.ts';
export type { ReconciliationSchedule, ReconciliationServices } from './reconciliation/reconciliation-services.ts';
export type { ReconciliationStanding, ReconciliationView } from './reconciliation/reconciliation-store.ts';
export type { AwaitedRegistration } from './registrations/registration-store.ts';
export type { ScreeningCase } from './screening/case-store.ts';
export { ScreeningError } from './screening/errors.ts';
export { SCREENED } from './screening/screening.ts';
export type { ScreeningServices, ScreeningSettings } from './screening/screening-services.ts';
export { SecurityKeyError } from './security-keys/errors.ts';
export type {
  AuthenticationResponseJSON,
  KeyReset,
  NewSecurityKey,
  RegistrationResponseJSON,
  SecurityKey,
  SecurityKeyServices,
  Site,
} from './security-keys/security-key-services.ts';
export type { Anchor, Organization, SepServices, SepSettings } from './seps/sep-services.ts';
export { WEB_AUTH_PATH } from './seps/sep-services.ts';
export { ServiceError } from './services/errors.ts';
export { askGuardian } from './services/guardian-status.ts';
export type { PaymentPsbt } from './services/offline-signing.ts';
export type { ReturnOrder, SubmitReturnOutcome } from './services/return-requests.ts';
export {
  bookStandings,
  type DepositQuery,
  type DepositView,
  type History,
  type IdentityStatus,
  type Part,
  type RegisterIdentity,
  type Registration,
  type ReturnView,
  type Services,
  type SystemStatus,
  type TimelineEntry,
  type User,
} from './services/services.ts';
export type { ServiceKeys, StartServicesOptions } from './services/services-options.ts';
export { startServices } from './services/start-services.ts';
export type { PrepareTransferOutcome, SubmitTransferOutcome, TransferOrder } from './services/transfers.ts';
export type { AskedPart } from './services/who-is-silent.ts';
export type {
  PreparedWithdrawal,
  PrepareOutcome,
  SubmitWithdrawalOutcome,
  WithdrawalLimits,
  WithdrawalOrder,
  WithdrawalQuote,
  WithdrawalRefusal,
  WithdrawalRefusalCode,
} from './services/withdrawal-requests.ts';
export type { PaymentQuery, PaymentView, WithdrawalQuery, WithdrawalView } from './services/withdrawal-views.ts';
export type { SponsoredDraft } from './sponsorship/prepare-sponsored.ts';
export { defaultSponsorBudgets, type SponsorBudgets, type SponsorSettings } from './sponsorship/sponsor-settings.ts';
export type { SponsorshipServices } from './sponsorship/sponsorship-services.ts';
export type { SponsoredOutcome } from './sponsorship/submit-sponsored.ts';
export { SuspicionError } from './suspicion/errors.ts';
export type { Flag } from './suspicion/flag-store.ts';
export type { SuspicionServices } from './suspicion/suspicion-services.ts';
export type { TracingSettings } from './tracing/export-spans.ts';
export { checkTracing } from './tracing/open-tracing.ts';
export { parseTraceparent } from './tracing/trace-context.ts';
export type { OpenSpan, Tracer } from './tracing/tracer.ts';
export { TransferError } from './transfers/errors.ts';
export type { TransferPage } from './transfers/transfer-services.ts';
export type { TransferQuery } from './transfers/transfer-store.ts';
export type { Protocol, TransferKind } from './transfers/transfer-tables.ts';
export type { TransferView } from './transfers/transfer-view.ts';
export { UpgradeError } from './upgrade/errors.ts';
export type { ContractUpgrade } from './upgrade/plan-upgrade.ts';
export { previewUpgrade, type UpgradeOutcome, type UpgradeStep, upgradeSystem } from './upgrade/upgrade-system.ts';
export { isUserAddress } from './user-address.ts';
export type { ContractAuthServices } from './web-auth/contract-auth-services.ts';
export { WebAuthError } from './web-auth/errors.ts';
export type { Session } from './web-auth/session-token.ts';
export { WebhookError } from './webhooks/errors.ts';
export type { WebhookServices } from './webhooks/webhook-services.ts';
export type { Webhook } from './webhooks/webhook-store.ts';
