import { Keypair } from '@stellar/stellar-sdk';

export const roles = ['super-admin', 'system-admin', 'compliance-officer', 'operator', 'guardian'] as const;
export type Role = (typeof roles)[number];

/** The rows of the access matrix, written out here once more: neither the pages nor the API are asked whom they let in. */
const governs: readonly Role[] = ['super-admin'];
const officers: readonly Role[] = ['super-admin', 'compliance-officer'];
const stops: readonly Role[] = ['super-admin', 'system-admin', 'compliance-officer', 'guardian'];
const runs: readonly Role[] = ['super-admin', 'system-admin', 'operator'];
const admins: readonly Role[] = ['super-admin', 'system-admin'];
const keyMakers: readonly Role[] = [...admins, 'compliance-officer'];

/** Who has a way to a section; whoever has none is shown nothing to press there either. */
export const sections: Readonly<Record<string, readonly Role[]>> = {
  ...{
    Overview: roles,
    Operations: roles,
    Inbox: roles,
    Reserves: roles,
    Compliance: officers,
    Signers: roles,
    Approvals: roles,
  },
  Oracle: roles,
  ...{ Governance: roles, Alerts: runs, 'Audit log': roles, Webhooks: runs, 'API keys': keyMakers },
  'Security keys': roles,
};

/** What the server is asked when a control is used. */
export interface Asks {
  method: 'POST' | 'DELETE';
  /** As the client names it, `POST /webhooks/{id}/test`, or the act: `act freeze`. */
  route: string;
  path: string;
  body?: object;
  /** What it may answer whoever it lets in, where that is not success: a judgement about the thing, not about the person. */
  judges?: string;
}

export interface Control {
  /** As its page names it. */
  name: string;
  who: readonly Role[];
  /** Absent for what only changes what is shown. */
  asks?: Asks;
  /** The thing that it is about is not on the stage: it is asked for by name, and nothing is there to press. */
  unseen?: boolean;
}

export interface PageOfControls {
  on: string;
  /** Whose page it is, where it is not everybody's. */
  of?: readonly Role[];
  /** Shown only once all is there. */
  ready: string | RegExp;
  /** Pressed first: what it shows has controls as well. */
  unfolds?: string;
  controls: readonly Control[];
}

/** What there is on the stage; nothing of it was begun by those who look. */
export interface There {
  users: { active: string; frozen: string; reviewed: string };
  withdrawal: string;
  returns: { free: string; held: string; proposed: string };
  proposals: { open: number; decided: number };
  lost: string;
  customer: { id: string; subject: string };
  /** Whom nobody has looked at. */
  newcomer: string;
  webhook: { id: string; url: string; delivered: string };
  alert: string;
  keys: { metrics: string; customers: string };
  /** Where a return would be paid to. */
  bitcoinAddress: string;
}

/** To be taken away. */
export interface Spare {
  webhook: string;
  metrics: string;
  customers: string;
}
const none: Spare = { webhook: '', metrics: '', customers: '' };

const reason = 'as the matrix says';
const DAY = '2031-12-31T00:00:00.000Z';
const NOBODY = Keypair.random().publicKey();
const act = (body: { do: string; [name: string]: unknown }, judges?: string): Asks => ({
  ...{ method: 'POST', route: `act ${body.do}`, path: '/acts/prepare', body },
  ...(judges !== undefined && { judges }),
});
const post = (route: string, ids: Record<string, string>, body?: object, judges?: string): Asks => ({
  ...{ method: 'POST', route: `POST ${route}`, path: fill(route, ids) },
  ...(body && { body }),
  ...(judges !== undefined && { judges }),
});
const remove = (route: string, id: string): Asks => ({
  ...{ method: 'DELETE', route: `DELETE ${route}`, path: fill(route, { id }) },
});
const fill = (route: string, ids: Record<string, string>): string =>
  route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));

/** Every control of every page, in every state that shows another one, and what this role would ask by it. */
export function pagesOf(there: There, role: Role, spare = none): PageOfControls[] {
  const { users, withdrawal, returns, proposals, lost, customer, newcomer, webhook, alert, keys, bitcoinAddress } =
    there;
  const control = (name: string, who: readonly Role[], asks?: Asks): Control => ({ name, who, ...(asks && { asks }) });
  const unseen = (name: string, who: readonly Role[], asks: Asks): Control => ({ name, who, asks, unseen: true });
  const pause = act({ do: 'pause', reason });
  const values = ['1', 'Transfer', '1000', '2000', '3000'];
  const object = control('Object', governs, act({ do: 'cancel', id: proposals.open }));
  const approve = control('Approve', governs, act({ do: 'approve', id: proposals.open }));
  const execute = control('Execute', governs, act({ do: 'execute', id: proposals.decided }));
  const payback = (outpoint: string): Control[] => [
    control(
      'Propose it',
      officers,
      act({ do: 'propose-return', outpoint, address: bitcoinAddress, max_fee_sats: '20000' }, 'chain-refused'),
    ),
    control('Agree to it', officers, act({ do: 'approve-return', outpoint, address: bitcoinAddress }, 'chain-refused')),
  ];
  const hold = (outpoint: string) => control('Hold it', officers, act({ do: 'hold-return', outpoint }));
  const holder = (user: string, freezing: Control, reviewing: Control): PageOfControls => ({
    ...{ on: `/users/${user}`, ready: 'In the registry' },
    controls: [
      ...[freezing, reviewing],
      control('Set the tier', officers, act({ do: 'set-tier', user, tier: 1, reason }, 'chain-refused')),
      control('Renew the verification', officers, act({ do: 'renew', user, expires_at: DAY, reason }, 'chain-refused')),
      control(
        'Ask for it',
        officers,
        act({ do: 'request-recovery', user, replacement: Keypair.random().publicKey(), reason }, 'chain-refused'),
      ),
    ],
  });
  const freeze = (user: string) => control('Freeze', officers, act({ do: 'freeze', user, reason }));
  const startReview = (user: string) => control('Start a review', officers, act({ do: 'start-review', user, reason }));
  const ofHook = { id: webhook.id };
  return [
    { on: '/', ready: 'Health', controls: [] },
    { on: '/operations', ready: /^That is all/, controls: [] },
    {
      ...{ on: `/operations/${withdrawal}`, ready: 'What happened' },
      controls: [
        control('Look at it now', runs, post('/operations/{id}/retry', { id: withdrawal }, { reason })),
        ...(['Refund', 'MarkFailed'] as const).map((resolution) =>
          control(
            resolution === 'Refund' ? 'Give the tokens back' : 'Give it up for now',
            officers,
            // The contract decides what may become of a payment that custodians authorized.
            act({ do: 'resolve', operation: withdrawal, resolution, reason }, 'chain-refused'),
          ),
        ),
      ],
    },
    {
      ...{ on: '/reserves', ready: 'Comparisons' },
      controls: [control('Compare them now', runs, post('/reconciliations', {}, {}))],
    },
    { on: '/reconciliations/1', ready: 'Figures', controls: [] },
    holder(users.active, freeze(users.active), startReview(users.active)),
    holder(
      users.frozen,
      control('Unfreeze', officers, act({ do: 'unfreeze', user: users.frozen, reason })),
      control('Start a review', officers, act({ do: 'start-review', user: users.frozen, reason }, 'chain-refused')),
    ),
    holder(
      users.reviewed,
      control('Freeze', officers, act({ do: 'freeze', user: users.reviewed, reason }, 'chain-refused')),
      control('End the review', officers, act({ do: 'end-review', user: users.reviewed, reason })),
    ),
    {
      ...{ on: '/compliance', of: officers, ready: 'Owed back' },
      controls: [
        control('Accept', officers, review(newcomer, { decision: 'accept', tier: 1 })),
        control('Ask for more', officers, review(newcomer, { decision: 'ask', fields: [], message: reason })),
        control('Refuse', officers, review(newcomer, { decision: 'reject', message: reason })),
        unseen(
          'It was looked at',
          officers,
          post('/flags/{id}/close', { id: `fl_${'0'.repeat(24)}` }, { reason }, 'unknown-flag'),
        ),
        unseen(
          'Let it go on',
          officers,
          post('/screening/cases/{id}/release', { id: `sc_${'0'.repeat(24)}` }, { reason }, 'unknown-screening-case'),
        ),
        ...[hold(returns.free), ...payback(returns.free)],
        control('Let it be paid', officers, act({ do: 'release-return', outpoint: returns.held })),
        ...payback(returns.held),
      ],
    },
    {
      ...{ on: '/signers', ready: 'Custodians' },
      controls: [
        unseen(
          'Bring it back, signed',
          runs,
          post('/payments/{txid}/signatures', { txid: '00'.repeat(32) }, { psbt: 'cHNidP8=' }, 'unknown-payment'),
        ),
      ],
    },
    { on: '/oracle', ready: 'Paid for holders without lumens', controls: [] },
    {
      ...{ on: '/approvals', ready: 'Give a lost address up' },
      controls: [
        control('Stop everything', stops, pause),
        ...[approve, object, execute],
        control('Object', governs, act({ do: 'cancel', id: proposals.decided })),
        control(
          'Agree to it',
          officers,
          act({ do: 'approve-return', outpoint: returns.proposed, address: bitcoinAddress }),
        ),
        hold(returns.proposed),
        control('Give it up for good', officers, act({ do: 'finish-recovery', user: lost })),
        control('Stop it', officers, act({ do: 'stop-recovery', user: lost, reason })),
        control('Agree: tier 3', officers, review(customer.id, { decision: 'accept', tier: 3, note: reason })),
        control('Refuse', officers, review(customer.id, { decision: 'reject', message: reason })),
        // The services of the stage hold an officer's key, so that nobody waits for one.
        unseen('Sign it', officers, act({ do: 'register', user: NOBODY, tier: 1, country: 'CH', expires_at: DAY })),
        unseen('Take it back', officers, {
          ...remove('/registrations/{id}', NOBODY),
          ...{ route: 'DELETE /registrations/{address}', judges: 'unknown-registration' },
        }),
      ],
    },
    {
      ...{ on: '/governance', ready: 'Emergency pause' },
      controls: [
        control('Stop everything', stops, pause),
        control('Ask a second person to stop it', stops, act({ do: 'ask-pause', reason }, 'chain-refused')),
        control('Show what it changes', governs, act({ do: 'propose', action: 'SetLimits', values })),
        // It stays in the browser: the API is asked nothing.
        control('Keep as a draft', governs),
      ],
    },
    { on: `/governance/${proposals.open}`, ready: 'Votes', controls: [approve, object] },
    {
      ...{ on: `/governance/${proposals.decided}`, ready: 'Votes' },
      controls: [execute, control('Object', governs, act({ do: 'cancel', id: proposals.decided }))],
    },
    { on: '/alerts', of: runs, ready: 'Alerts', controls: [] },
    {
      ...{ on: `/alerts/${alert}`, of: runs, ready: 'What to do' },
      controls: [
        control('I take care of it', runs, post('/alerts/{id}/acknowledge', { id: alert }, {})),
        control('Hand it over', runs, post('/alerts/{id}/assign', { id: alert }, { to: Keypair.random().publicKey() })),
        control(
          'Silence it',
          runs,
          post(
            '/alerts/{id}/silence',
            { id: alert },
            { reason, until: new Date(Date.now() + 3_600_000).toISOString() },
          ),
        ),
      ],
    },
    { on: '/inbox', ready: 'What arrived', controls: [] },
    { on: '/runbooks/part-down', ready: /^What to do about/, controls: [] },
    {
      ...{ on: '/audit', ready: 'Find entries' },
      controls: [control('Find', roles), control('Show all', roles), control('Save the file', roles)],
    },
    { on: '/audit/0', ready: 'Is it in the log?', controls: [control('Prove it', roles)] },
    {
      ...{ on: '/webhooks', of: runs, ready: 'Webhooks', unfolds: 'Deliveries' },
      controls: [
        control('Hide the deliveries', runs),
        control('Send a test', runs, post('/webhooks/{id}/test', ofHook)),
        control('Try again what was given up', runs, post('/webhooks/{id}/retry', ofHook)),
        control('New secret', runs, post('/webhooks/{id}/keys', ofHook)),
        control('Remove', runs, remove('/webhooks/{id}', spare.webhook)),
        control(
          'Send again event',
          runs,
          post('/webhooks/{id}/replay', ofHook, { from: webhook.delivered, through: webhook.delivered }),
        ),
        control('Add it', runs, post('/webhooks', {}, { url: webhook.url })),
      ],
    },
    {
      ...{ on: '/security-keys', ready: 'Add a security key' },
      controls: [
        // Whoever has a wallet here may have a key.
        control('Add it', roles),
        control(
          'Ask for it',
          keyMakers,
          post('/security-keys/resets', {}, { account: Keypair.random().publicKey(), reason }, 'unknown-security-key'),
        ),
      ],
    },
    {
      ...{ on: '/keys', of: keyMakers, ready: 'Onboarding' },
      controls: [
        control('A new key for Grafana', admins, rotate(keys.metrics)),
        control('Revoke Grafana', admins, remove('/keys/{id}', spare.metrics)),
        control('A new key for Onboarding', officers, rotate(keys.customers)),
        control('Revoke Onboarding', officers, remove('/keys/{id}', spare.customers)),
        control('Make it', keyMakers, post('/keys', {}, { name: 'a program', scopes: [ownScope(role)], days: 7 })),
      ],
    },
  ];
}

/** Of another state of the record than the one there is: it is judged, and nothing becomes of it. */
const review = (id: string, decision: object): Asks =>
  post('/customers/{id}/review', { id }, { revision: 1_000, ...decision }, 'customer-changed');
const rotate = (id: string): Asks => post('/keys/{id}/rotate', { id }, { overlap_hours: 1 });
/** What a key of theirs could be for. */
const ownScope = (role: Role): string => (role === 'compliance-officer' ? 'returns' : 'metrics');
