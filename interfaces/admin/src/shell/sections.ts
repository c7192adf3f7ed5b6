import type { Session } from '../api.ts';
import { messages } from '../messages.ts';

const { sections: say } = messages;

/** A page of the dashboard, and for whom it exists. */
export interface Section {
  to:
    | '/'
    | '/operations'
    | '/reserves'
    | '/compliance'
    | '/signers'
    | '/governance'
    | '/webhooks'
    | '/alerts'
    | '/audit';
  name: string;
  /** Any of these; absent: everybody of the system. */
  roles?: Session['roles'];
}

const all: readonly Section[] = [
  { to: '/', name: say.overview },
  { to: '/operations', name: say.operations },
  { to: '/reserves', name: say.reserves },
  { to: '/compliance', name: say.compliance, roles: ['super-admin', 'compliance-officer'] },
  { to: '/signers', name: say.signers },
  { to: '/governance', name: say.governance },
  { to: '/alerts', name: say.alerts, roles: ['super-admin', 'system-admin', 'operator'] },
  { to: '/audit', name: say.audit },
  { to: '/webhooks', name: say.webhooks, roles: ['super-admin', 'system-admin', 'operator'] },
];

export const sectionsFor = ({ roles }: Session): readonly Section[] =>
  all.filter((section) => section.roles === undefined || section.roles.some((role) => roles.includes(role)));
