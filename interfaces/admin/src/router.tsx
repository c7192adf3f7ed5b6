import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Overview } from './overview/overview.tsx';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';

/** Filters of the list of operations, in its address: what one looks at can be sent to somebody. */
export interface OperationsSearch {
  kind?: string;
  phase?: string;
  user?: string;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const at = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  validateSearch: ({ kind, phase, user }: Record<string, unknown>): OperationsSearch => {
    const [ofKind, ofPhase, ofUser] = [textOf(kind), textOf(phase), textOf(user)];
    return { ...(ofKind && { kind: ofKind }), ...(ofPhase && { phase: ofPhase }), ...(ofUser && { user: ofUser }) };
  },
  component: lazyRouteComponent(() => import('./operations/operations-page.tsx'), 'OperationsPage'),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: ({ state }: Record<string, unknown>): { state?: string } => {
    const asked = textOf(state);
    return asked === undefined ? {} : { state: asked };
  },
  component: lazyRouteComponent(() => import('./alerts/alerts-page.tsx'), 'AlertsPage'),
});

/** Filters of the audit log, in its address too. */
export interface AuditSearch {
  action?: string;
  actor?: string;
  correlation_id?: string;
  user?: string;
}

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: ({ action, actor, correlation_id, user }: Record<string, unknown>): AuditSearch =>
    Object.fromEntries(Object.entries({ action, actor, correlation_id, user }).filter(([, value]) => textOf(value))),
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: ({ state }: Record<string, unknown>): { state?: string } => {
    const asked = textOf(state);
    return asked === undefined ? {} : { state: asked };
  },
  component: lazyRouteComponent(() => import('./inbox/inbox-page.tsx'), 'InboxPage'),
});

const found = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } => {
    // A number in the address is parsed as one.
    const asked = typeof q === 'number' ? String(q) : textOf(q);
    return asked === undefined ? {} : { q: asked };
  },
  component: lazyRouteComponent(() => import('./shell/search-page.tsx'), 'SearchPage'),
});

const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: Overview }),
  operations,
  found,
  alerts,
  audit,
  inbox,
  at(
    '/alerts/$id',
    lazyRouteComponent(() => import('./alerts/alert-page.tsx'), 'AlertPage'),
  ),
  at(
    '/runbooks/$name',
    lazyRouteComponent(() => import('./alerts/runbook.tsx'), 'RunbookPage'),
  ),
  at(
    '/audit/$index',
    lazyRouteComponent(() => import('./audit/entry-page.tsx'), 'AuditEntryPage'),
  ),
  at(
    '/operations/$id',
    lazyRouteComponent(() => import('./operations/operation-page.tsx'), 'OperationPage'),
  ),
  at(
    '/users/$address',
    lazyRouteComponent(() => import('./compliance/user-page.tsx'), 'UserPage'),
  ),
  at(
    '/reserves',
    lazyRouteComponent(() => import('./reserves/reserves-page.tsx'), 'ReservesPage'),
  ),
  at(
    '/reconciliations/$id',
    lazyRouteComponent(() => import('./reserves/reconciliation-page.tsx'), 'ReconciliationPage'),
  ),
  at(
    '/compliance',
    lazyRouteComponent(() => import('./compliance/compliance-page.tsx'), 'CompliancePage'),
  ),
  at(
    '/security-keys',
    lazyRouteComponent(() => import('./security-keys/security-keys-page.tsx'), 'SecurityKeysPage'),
  ),
  at(
    '/signers',
    lazyRouteComponent(() => import('./signers/signers-page.tsx'), 'SignersPage'),
  ),
  at(
    '/oracle',
    lazyRouteComponent(() => import('./oracle/oracle-page.tsx'), 'OraclePage'),
  ),
  at(
    '/approvals',
    lazyRouteComponent(() => import('./approvals/approvals-page.tsx'), 'ApprovalsPage'),
  ),
  at(
    '/governance',
    lazyRouteComponent(() => import('./governance/governance-page.tsx'), 'GovernancePage'),
  ),
  at(
    '/governance/$id',
    lazyRouteComponent(() => import('./governance/proposal-page.tsx'), 'ProposalPage'),
  ),
  at(
    '/keys',
    lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage'),
  ),
  at(
    '/webhooks',
    lazyRouteComponent(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage'),
  ),
]);

export const router = createRouter({
  routeTree,
  basepath: '/admin',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
