import type { Route, Session } from '../api.ts';
import { messages } from '../messages.ts';

const { sections: say } = messages;

/** A page of the dashboard, and for whom it exists. */
export interface Section {
  to:
    | '/'
    | '/operations'
    | '/inbox'
    | '/reserves'
    | '/compliance'
    | '/signers'
    | '/oracle'
    | '/approvals'
    | '/governance'
    | '/webhooks'
    | '/alerts'
    | '/audit'
    | '/keys'
    | '/security-keys';
  name: string;
  /** What it is made of, which whoever is signed in has to open; absent: everybody of the system. */
  needs?: Route;
}

const all: readonly Section[] = [
  { to: '/', name: say.overview },
  { to: '/operations', name: say.operations },
  { to: '/inbox', name: say.inbox },
  { to: '/reserves', name: say.reserves },
  { to: '/compliance', name: say.compliance, needs: 'POST /v1/deposits/{outpoint}/hold' },
  { to: '/signers', name: say.signers },
  { to: '/oracle', name: say.oracle },
  { to: '/approvals', name: say.approvals, needs: 'GET /v1/approvals' },
  { to: '/governance', name: say.governance },
  { to: '/alerts', name: say.alerts, needs: 'GET /v1/alerts' },
  { to: '/audit', name: say.audit },
  { to: '/webhooks', name: say.webhooks, needs: 'GET /v1/webhooks' },
  { to: '/keys', name: say.keys, needs: 'GET /v1/keys' },
  { to: '/security-keys', name: say.securityKeys },
];

export const sectionsFor = ({ routes }: Session): readonly Section[] =>
  all.filter(({ needs }) => needs === undefined || routes.includes(needs));

/** Whether who is signed in has no business there: what such a page would ask for, the API does not answer them. */
export function isOfOthers({ routes }: Session, pathname: string): boolean {
  const section = all.find(({ to }) => to !== '/' && (pathname === to || pathname.startsWith(`${to}/`)));
  return section?.needs !== undefined && !routes.includes(section.needs);
}
