import { type ApiKeyScope, type RoleName, scopeOwners } from '@istsi/integration';

/** What the services are configured with a key for. */
export type Role = 'operator' | 'compliance';

/** Which roles of the router open what a configured key opens, by the access matrix. */
export const opened: Record<Role, readonly RoleName[]> = {
  operator: ['super-admin', 'system-admin', 'operator'],
  compliance: ['super-admin', 'compliance-officer'],
};

/** Whether who has these roles may have a key with this scope. */
export const mayOpen = (roles: readonly RoleName[], scope: ApiKeyScope): boolean =>
  roles.some((role) => opened[scopeOwners[scope]].includes(role));

/** A route that is the business of a role. */
export interface Restricted {
  /** Its configured key opens it, and sessions of who holds a role of the router that `opened` names. `any`: each of them. */
  role: Role | 'any';
  /** With this scope a key that was made opens it. Absent: no such key does, because a person decides it. */
  scope?: ApiKeyScope;
  /** What is signed here is nobody's own act: who is signed in signs it in their wallet instead. */
  keyOnly?: true;
  /** The key of metrics opens it as well. */
  metricsKey?: true;
}

/** `arriving`: somebody whose wallet has signed in, whether a security key is still to be shown or not. `person`: somebody who is signed in. `key-maker`: whoever may make keys at all; which ones, its handler asks. `key-resetter`: whoever says with another one that a security key is lost. */
export type Access = 'everybody' | 'arriving' | 'person' | 'key-maker' | 'key-resetter' | Restricted;

const reads: Restricted = { role: 'any', scope: 'read' };
const operations: Restricted = { role: 'operator', scope: 'operations' };
const events: Restricted = { role: 'operator', scope: 'events' };
const webhooks: Restricted = { role: 'operator', scope: 'webhooks' };
const payments: Restricted = { role: 'operator', scope: 'payments' };
const proofs: Restricted = { role: 'operator', scope: 'proofs' };
const alerts: Restricted = { role: 'operator', scope: 'alerts' };
const metrics: Restricted = { role: 'operator', scope: 'metrics' };
const audit: Restricted = { role: 'any', scope: 'audit' };
const identities: Restricted = { role: 'compliance', scope: 'identities' };
const customers: Restricted = { role: 'compliance', scope: 'customers' };
const returns: Restricted = { role: 'compliance', scope: 'returns' };
const screening: Restricted = { role: 'compliance', scope: 'screening' };

/**
 * Who gets in where: every route of `/v1`, by its group. What stands here for nobody is refused. Outside of it are the pages, the
 * published files of the audit log, and the SEPs, whose sessions are of customers.
 */
export const accessTable: Readonly<Record<string, Access>> = {
  'GET /metrics': { ...metrics, metricsKey: true },

  ...allOf('everybody', [
    'GET /health',
    'GET /status',
    'GET /network',
    'GET /track/:id',
    'GET /signers',
    'GET /metrics',
    'GET /inbox',
  ]),
  ...allOf('everybody', ['GET /users/:address', 'GET /users/:address/deposit-address']),
  ...allOf('everybody', ['GET /users/:address/deposits', 'GET /users/:address/deposits/pending']),
  ...allOf('everybody', ['GET /users/:address/withdrawals']),
  ...allOf('everybody', [
    'GET /deposits',
    'POST /deposits',
    'GET /deposits/:outpoint',
    'GET /deposits/:outpoint/events',
  ]),
  // Of a holder's own envelope, which their wallet signed: the signature is what lets it in.
  ...allOf('everybody', ['POST /returns/prepare', 'POST /returns', 'POST /transfers/prepare', 'POST /transfers']),
  ...allOf('everybody', ['POST /withdrawals/quote', 'POST /withdrawals/prepare', 'POST /withdrawals']),
  ...allOf('everybody', ['GET /sponsorship', 'POST /sponsorship/calls', 'POST /sponsorship/transfers/prepare']),
  ...allOf('everybody', ['GET /sponsorship/passkey-accounts/:address', 'POST /sponsorship/passkey-accounts']),
  ...allOf('everybody', ['POST /sponsorship/withdrawals/prepare', 'POST /sponsorship/exchanges/prepare']),
  ...allOf('everybody', ['GET /withdrawals', 'GET /withdrawals/:id', 'GET /withdrawals/:id/events']),
  ...allOf('everybody', ['POST /exchanges/quote', 'POST /exchanges/prepare', 'POST /exchanges']),
  ...allOf('everybody', ['GET /exchange', 'GET /exchanges', 'GET /exchanges/:id']),
  ...allOf('everybody', ['GET /payments', 'GET /payments/:txid', 'GET /reserves', 'GET /reserves/proofs']),
  ...allOf('everybody', ['GET /reserves/proofs/:id', 'GET /reserves/proofs/:id/:file']),
  ...allOf('everybody', ['GET /events', 'GET /events/status', 'GET /events/schemas/:type']),
  ...allOf('everybody', ['GET /governance', 'GET /governance/proposals/:id', 'GET /audit/status']),
  ...allOf('everybody', ['GET /audit/proof/:operation', 'POST /sessions/challenge', 'POST /sessions']),
  ...allOf('everybody', ['DELETE /sessions/current']),
  // They exist only where both networks are of this machine.
  ...allOf('everybody', ['POST /local/newcomers', 'POST /local/bitcoin', 'POST /local/blocks']),
  ...allOf('everybody', ['POST /local/bitcoin-addresses']),

  ...allOf('arriving', ['GET /sessions/current', 'POST /sessions/current/challenge']),
  ...allOf('arriving', ['POST /sessions/current/second-factor']),
  ...allOf('arriving', ['GET /security-keys', 'POST /security-keys/challenge', 'POST /security-keys']),
  ...allOf('person', ['POST /acts/prepare', 'POST /acts', 'DELETE /security-keys/:id']),
  ...allOf('key-resetter', ['GET /security-keys/resets', 'POST /security-keys/resets']),
  ...allOf('key-resetter', ['POST /security-keys/resets/:id/approve']),
  ...allOf('key-maker', ['GET /keys', 'POST /keys', 'POST /keys/:id/rotate', 'DELETE /keys/:id']),

  ...allOf(reads, ['GET /operations', 'GET /operations/volumes', 'GET /operations/:id', 'GET /search']),
  ...allOf(reads, ['GET /inbox/receipts']),
  ...allOf(reads, ['GET /reconciliations', 'GET /reconciliations/:id', 'GET /sessions/refusals', 'GET /approvals']),
  ...allOf(audit, ['GET /audit', 'GET /audit/entries']),
  ...allOf({ role: 'any' }, ['POST /audit/forget']),

  ...allOf(operations, ['POST /operations/:id/retry', 'POST /reconciliations']),
  ...allOf(events, ['POST /events/consumers/:name/pause', 'POST /events/consumers/:name/resume']),
  ...allOf(events, ['POST /events/consumers/:name/seek', 'POST /events/consumers/:name/replay', 'POST /events/reread']),
  ...allOf(webhooks, ['GET /webhooks', 'POST /webhooks', 'GET /webhooks/:id', 'DELETE /webhooks/:id']),
  ...allOf(webhooks, ['POST /webhooks/:id/keys', 'POST /webhooks/:id/test', 'GET /webhooks/:id/deliveries']),
  ...allOf(webhooks, ['POST /webhooks/:id/replay', 'POST /webhooks/:id/retry']),
  ...allOf(payments, ['GET /payments/:txid/psbt', 'POST /payments/:txid/signatures']),
  ...allOf(payments, ['POST /payments/:txid/cancellation']),
  ...allOf(proofs, ['POST /reserves/proofs']),
  ...allOf(alerts, [
    'GET /alerts',
    'GET /alerts/:id',
    'POST /alerts/:id/acknowledge',
    'POST /alerts/:id/assign',
    'POST /alerts/:id/silence',
  ]),
  ...allOf(alerts, ['GET /alerts/rules', 'POST /alerts/rules/:alert_type', 'GET /alerts/channels']),
  ...allOf(alerts, ['GET /alerts/exports/:program']),
  // It has of the audit log and of operations what other scopes open.
  ...allOf({ role: 'operator' }, ['GET /alerts/:id/report']),
  ...allOf(metrics, ['GET /metrics/series', 'GET /metrics/history']),
  ...allOf({ role: 'operator', scope: 'pause', keyOnly: true }, ['POST /pause']),
  // It says what to do instead.
  ...allOf({ role: 'operator' }, ['POST /resume']),

  ...allOf(identities, ['POST /identities', 'DELETE /registrations/:address']),
  ...allOf(customers, ['GET /customers', 'GET /customers/:id', 'GET /customers/:id/files/:file']),
  ...allOf(customers, ['POST /customers/:id/review']),
  ...allOf(returns, ['POST /deposits/:outpoint/return', 'POST /deposits/:outpoint/hold']),
  ...allOf(screening, ['GET /screening/cases']),
  ...allOf({ role: 'compliance' }, ['POST /screening/cases/:id/release']),
  ...allOf({ role: 'compliance' }, ['GET /flags', 'POST /flags/:id/close']),
};

function allOf(access: Access, routes: readonly string[]): Record<string, Access> {
  return Object.fromEntries(routes.map((route) => [route.replace(' /', ' /v1/'), access]));
}

/** What a session that has a security key shows it for right before: it cannot be undone, or hands on what opens things. */
export const freshlyShown: ReadonlySet<string> = new Set(
  [
    ...['POST /acts', 'POST /keys', 'POST /keys/:id/rotate', 'DELETE /security-keys/:id'],
    ...['POST /security-keys/resets', 'POST /security-keys/resets/:id/approve'],
    ...['POST /customers/:id/review', 'POST /identities', 'POST /screening/cases/:id/release'],
    ...['POST /deposits/:outpoint/return', 'POST /payments/:txid/cancellation', 'POST /payments/:txid/signatures'],
    ...['POST /audit/forget', 'POST /webhooks', 'POST /webhooks/:id/keys'],
  ].map((route) => route.replace(' /', ' /v1/')),
);
