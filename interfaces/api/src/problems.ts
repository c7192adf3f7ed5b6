import { z } from 'zod';

/** Every failure of the API by code: status, part of the system it comes from, what happened, what to do. */
export const problems = {
  'malformed-json': [400, 'api', 'The body is not JSON', 'Send one well-formed JSON object.'],
  'invalid-request': [400, 'api', 'The request is not valid', 'Correct the fields listed in `errors`.'],
  'idempotency-key-reused': [
    422,
    'api',
    'The Idempotency-Key was used for another request',
    'Give each request a key of its own, and the same request the same one.',
  ],
  'idempotency-key-in-use': [
    409,
    'api',
    'The same request is being done',
    'Wait a moment, and send it again: it is answered as the first one is.',
  ],
  'request-cut-off': [400, 'api', 'The request did not arrive whole', 'Send it again, and wait for the answer.'],
  'request-too-slow': [408, 'api', 'The request took too long to arrive', 'Send it again, all at once.'],
  'headers-too-large': [431, 'api', 'The headers are too large', 'Send fewer and shorter headers.'],
  'not-authenticated': [
    401,
    'api',
    'A key is needed',
    'Send `Authorization: Bearer <key>`; the operator has the keys.',
  ],
  'signature-refused': [
    401,
    'api',
    'The signature of the request does not count',
    'Read `detail`, and sign the request anew: RFC 9421, as docs/build/signed-requests.md says.',
  ],
  'second-factor-needed': [
    403,
    'api',
    'A security key is needed',
    'Show yours: POST /v1/sessions/current/challenge, and what the key answers to POST /v1/sessions/current/second-factor.',
  ],
  'second-factor-stale': [
    403,
    'api',
    'The security key is to be shown anew',
    'Show it: POST /v1/sessions/current/challenge; then ask again.',
  ],
  'security-key-refused': [
    400,
    'api',
    'The security key’s answer does not count',
    'Ask for another challenge, and show the key.',
  ],
  'unknown-security-key': [404, 'api', 'There is no such security key', 'GET /v1/security-keys lists yours.'],
  'too-many-security-keys': [409, 'api', 'There are too many security keys', 'Remove those that you no longer have.'],
  'last-security-key': [
    409,
    'api',
    'This is the last security key',
    'Add another one first, or have two others reset yours.',
  ],
  'unknown-key-reset': [404, 'api', 'Nobody asks for this any more', 'GET /v1/security-keys/resets lists what waits.'],
  'key-reset-refused': [403, 'api', 'This takes two other persons', 'Have somebody else ask or agree.'],
  'challenge-refused': [
    400,
    'web-auth',
    'This does not show who asks',
    'Ask for a challenge, sign what that answers with the keys of the account, and send it once.',
  ],
  'not-yours': [403, 'web-auth', 'This is about somebody else', 'Ask with a session of the person that you name.'],
  'unknown-customer': [404, 'customers', 'There is no such customer', 'Check the id; PUT /sep12/customer makes one.'],
  'customer-changed': [409, 'customers', 'The customer has changed meanwhile', 'Look again, and decide about that.'],
  'customer-not-reviewable': [409, 'customers', 'This cannot be decided so', 'Read `detail`.'],
  'two-officers-needed': [
    403,
    'customers',
    'Two officers open this tier',
    'Each of two officers signs in, and accepts the customer: POST /v1/customers/{id}/review.',
  ],
  'own-record': [403, 'customers', 'Nobody decides about themselves', 'Have another officer decide.'],
  'customer-refused': [400, 'customers', 'This is not accepted of a customer', 'Correct what `detail` names.'],
  'unsupported-asset': [400, 'transfers', 'There is no such asset here', 'The asset is iSTSi: GET /sep6/info.'],
  'unknown-transfer': [404, 'transfers', 'There is no such transaction', 'Check the id; a session sees its own only.'],
  'transfer-refused': [400, 'transfers', 'This is not transferred', 'Read `detail`.'],
  'unknown-external-account': [404, 'transfers', 'There is no such account', 'Ask for one: POST /sep59/accounts.'],
  'no-quotes': [
    404,
    'quotes',
    'There are no quotes here',
    'Use an anchor whose stellar.toml names ANCHOR_QUOTE_SERVER.',
  ],
  'unsupported-pair': [400, 'quotes', 'This pair is not quoted', 'GET /sep38/info lists what is.'],
  'quote-refused': [400, 'quotes', 'This is not quoted', 'Correct what `detail` names.'],
  'unknown-quote': [404, 'quotes', 'There is no such quote', 'Check the id; a session sees its own only.'],
  'page-over': [410, 'transfers', 'The page is over', 'Open it again from the wallet.'],
  'no-session': [403, 'web-auth', 'A session is needed', 'Authenticate by SEP-10: GET and POST /auth.'],
  'not-allowed': [403, 'api', 'The key may not do this', 'Use the key of the role named in `detail`.'],
  'governance-decides': [
    403,
    'integration-router',
    'This is decided by governance',
    'Have a Super Admin run `istsi resume` where its key is; `istsi governance list` shows how far the decision is.',
  ],
  'second-person-needed': [
    409,
    'integration-router',
    'One person cannot stop the system now',
    'The stop was asked for. Within a day, have another one who may stop the system run `istsi pause --key <file>`.',
  ],
  'no-such-route': [
    404,
    'api',
    'There is nothing at this address',
    'The routes are listed at /docs and /openapi.json.',
  ],
  'unknown-user': [
    404,
    'kyc-registry',
    'The user is not registered',
    'Have a compliance officer register the address: POST /v1/identities.',
  ],
  'unknown-deposit': [
    404,
    'operations',
    'No such deposit has been seen',
    'Check txid and output number. A payment is seen once it is in a block, or right after POST /v1/deposits.',
  ],
  'unknown-withdrawal': [
    404,
    'operations',
    'There is no such withdrawal',
    'Check the id: it is the operation id that the router answered, 64 hex digits.',
  ],
  'unknown-operation': [
    404,
    'operations',
    'There is no such operation',
    'Check the id: an outpoint for a deposit, 64 hex digits for everything else. GET /v1/search finds others.',
  ],
  'operation-over': [409, 'operations', 'This operation is over', 'Nothing: there is nothing left of it to be done.'],
  'unknown-proposal': [
    404,
    'integration-router',
    'There is no such proposal',
    'GET /v1/governance lists what is open; the router forgets what was over long ago.',
  ],
  'bad-action': [
    400,
    'integration-router',
    'This is nothing that governance can decide',
    'Read `detail`: it says what is expected.',
  ],
  'unknown-payment': [
    404,
    'operations',
    'There is no such payment of the reserve',
    'Check the txid; GET /v1/withdrawals/{id} names the payment of a withdrawal.',
  ],
  'bad-bitcoin-address': [
    400,
    'reserve-manager',
    'Nothing can be paid to this Bitcoin address',
    'Give a Bitcoin address of the network that the reserve is on.',
  ],
  'pays-custody': [
    400,
    'reserve-manager',
    'The Bitcoin address is the custody’s own',
    'Give an address of a wallet of your own.',
  ],
  'not-an-envelope': [
    400,
    'api',
    'This is no Stellar transaction',
    'Prepare the withdrawal and sign what that answers.',
  ],
  'not-in-the-log': [
    404,
    'audit',
    'The audit log has no such thing',
    'An entry is signed within a minute or two: ask again then.',
  ],
  'no-exchange': [
    404,
    'integration-router',
    'There is no exchange',
    '`istsi up` opens one with a new system; elsewhere governance registers a token and an oracle and sets it.',
  ],
  'unknown-exchange': [
    404,
    'operations',
    'There is no such exchange',
    'Check the id; GET /v1/exchanges?user={address} lists what somebody exchanged.',
  ],
  'unknown-token': [404, 'integration-router', 'This token is not exchanged', 'GET /v1/exchange lists those that are.'],
  'no-price': [
    409,
    'price-oracle',
    'There is no price to exchange at',
    'Wait for the reporters: GET /v1/exchange says how old the last price is.',
  ],
  'price-moved': [
    409,
    'price-oracle',
    'The price is another one by now',
    'Ask for another quote, and decide about that.',
  ],
  'inventory-short': [
    422,
    'integration-router',
    'The exchange does not hold as much',
    'Exchange less: GET /v1/exchange says what can be given out.',
  ],
  'unknown-proof': [
    404,
    'proofs',
    'There is no such proof of reserves',
    'The proofs there are: GET /v1/reserves/proofs.',
  ],
  'unknown-reconciliation': [
    404,
    'reconciliation',
    'There is no such reconciliation',
    'GET /v1/reconciliations lists them.',
  ],
  'proof-impossible': [
    409,
    'proofs',
    'No proof of reserves can be made',
    'What is in the way is named in `detail`; the operator has to see to it.',
  ],
  'already-registered': [
    409,
    'kyc-registry',
    'The address is already registered otherwise',
    'Read GET /v1/users/{address}; a change of tier is a decision of the compliance officer.',
  ],
  'system-paused': [
    409,
    'contracts',
    'The system is paused',
    'Wait until the operator resumes it; GET /v1/status says when it is.',
  ],
  'withdrawals-closed': [
    409,
    'reserve-manager',
    'Nothing can be paid out yet',
    'Wait until governance has set a reserve script.',
  ],
  'envelope-outdated': [
    409,
    'stellar',
    'The transaction can no longer happen',
    'It did not happen. Prepare the withdrawal again.',
  ],
  'envelope-not-next': [
    409,
    'stellar',
    'Other transactions of the account come first',
    'Send those first, or prepare the withdrawal again.',
  ],
  'outcome-unknown': [
    409,
    'stellar',
    'Whether the transaction happened is not known here',
    'Do not sign another one before GET /v1/users/{address}/withdrawals and the balance show that it did not happen.',
  ],
  'body-too-large': [
    413,
    'api',
    'The body is too large',
    'No request needs more than 16 KiB, a PSBT no more than 4 MiB.',
  ],
  'wrong-content-type': [415, 'api', 'The content type is not supported', 'Send `Content-Type: application/json`.'],
  'chain-refused': [422, 'contracts', 'The contracts refused', 'The contract and its error are named in `detail`.'],
  'contract-account': [
    422,
    'api',
    'A contract cannot sign a transaction',
    'Use an account (G…), or call the router from a transaction of your own.',
  ],
  'amount-too-small': [422, 'reserve-manager', 'Too little would arrive', 'Withdraw more, or accept a lower fee.'],
  'fee-limit-too-low': [
    422,
    'reserve-manager',
    'The accepted fee is too low to be paid',
    'Accept what POST /v1/withdrawals/quote suggests.',
  ],
  'insufficient-balance': [422, 'istsi-token', 'The balance is too low', 'Withdraw at most the balance.'],
  'over-limit': [422, 'kyc-registry', 'The amount is over a limit', 'Withdraw less, or be verified for a higher tier.'],
  'not-compliant': [422, 'kyc-registry', 'The KYC registry refuses', 'Ask a compliance officer.'],
  'account-missing': [
    422,
    'stellar',
    'The account does not exist on the Stellar network',
    'Create it by sending it lumens.',
  ],
  'account-short': [422, 'stellar', 'The account cannot pay for the transaction', 'Send it some lumens.'],
  'other-transaction': [
    422,
    'api',
    'The transaction is not what was prepared for its own account',
    'Prepare the withdrawal and sign what that answers.',
  ],
  'not-signed': [422, 'api', 'The transaction is not signed', 'Sign it with the user’s key.'],
  'envelope-rejected': [
    422,
    'stellar',
    'The Stellar network does not take the transaction',
    'Prepare the withdrawal again and sign it with the key of the account.',
  ],
  'bad-psbt': [
    422,
    'operations',
    'The PSBT adds nothing to the payment',
    'Export the payment again, and have an offline signer of the custody sign that very file.',
  ],
  'rate-exceeded': [429, 'integration-router', 'There were too many withdrawals for now', 'Try again in an hour.'],
  'relay-busy': [429, 'api', 'The transaction cannot be sent on just now', 'Send the same one again in a few seconds.'],
  'no-such-place': [
    400,
    'events',
    'There is no such place in the order of events',
    'GET /v1/events/status says how far the order goes.',
  ],
  'events-archived': [
    410,
    'events',
    'These events are in the archive alone',
    'Read them there, or go on behind the place that is named; an operator brings them back with `istsi archive restore`.',
  ],
  'unknown-consumer': [
    404,
    'events',
    'Nobody reads the events under this name',
    'GET /v1/events/status lists who does.',
  ],
  'unknown-event-type': [404, 'events', 'There is no such type of event', 'GET /asyncapi.json lists them.'],
  'unknown-webhook': [404, 'webhooks', 'There is no such webhook', 'GET /v1/webhooks lists them.'],
  'unusable-url': [
    400,
    'webhooks',
    'Events cannot be sent to this URL',
    'Name an https: URL of a public address; networks of your own are allowed in the services’ configuration.',
  ],
  'too-many-webhooks': [409, 'webhooks', 'There are too many webhooks', 'Remove one that nobody needs.'],
  'unknown-flag': [404, 'suspicion', 'There is no such flag', 'GET /v1/flags lists them.'],
  'flag-closed': [409, 'suspicion', 'The flag is closed', 'Nothing: somebody has looked at it before.'],
  'unknown-screening-case': [404, 'screening', 'There is no such case', 'GET /v1/screening/cases lists them.'],
  'case-released': [
    409,
    'screening',
    'The case was released before',
    'Nothing is left to decide; GET /v1/audit says who did.',
  ],
  'unknown-key': [404, 'api', 'There is no such key', 'GET /v1/keys lists them.'],
  'too-many-keys': [409, 'api', 'There are too many keys', 'Revoke those that nobody uses.'],
  'bad-public-key': [400, 'api', 'This is no public key to sign with', 'Send one of Ed25519 or P-256, in PEM.'],
  'key-of-other-kind': [409, 'api', 'The key is of another kind', 'Read `detail`.'],
  'key-over': [409, 'api', 'The key is over', 'Make another one: POST /v1/keys.'],
  'unknown-alert': [404, 'monitor', 'There is no such alert', 'GET /v1/alerts lists them.'],
  'unknown-alert-rule': [404, 'monitor', 'There is no such rule', 'GET /v1/alerts/rules lists them.'],
  'unknown-alert-channel': [400, 'monitor', 'There is no such channel', 'Name one of `alerts.channels` in istsi.json.'],
  'alert-over': [409, 'monitor', 'The alert is over', 'GET /v1/alerts?state=firing lists what is not.'],
  'silence-too-long': [400, 'monitor', 'A silence has an end', 'Name a moment within the next 30 days.'],
  'unknown-series': [404, 'monitor', 'There is no history of this', 'GET /v1/metrics/series lists what there is.'],
  'too-many-streams': [429, 'api', 'Too many streams are open', 'Close one, or ask for the state instead.'],
  'too-many-requests': [429, 'api', 'Too many requests', 'Wait as long as the `retry-after` header says.'],
  internal: [500, 'api', 'This is a fault of ours', 'Try again; if it persists, tell the operator the `request_id`.'],
  'not-returnable': [
    409,
    'operations',
    'The deposit cannot be paid back so',
    'Read `detail`; GET /v1/deposits/{outpoint} shows where it stands.',
  ],
  'not-cancellable': [
    409,
    'operations',
    'The payment cannot be cancelled',
    'Read `detail`; GET /v1/payments/{txid} shows where it stands.',
  ],
  'sponsorship-off': [
    409,
    'sponsorship',
    'Nobody pays for the fees of others here',
    'Send the account some lumens: it pays the fee of its own transactions.',
  ],
  'sponsorship-not-needed': [
    409,
    'sponsorship',
    'The account can pay for itself',
    'Prepare it as a transaction of the account, without `sponsorship` in the path.',
  ],
  'sponsorship-spent': [
    409,
    'sponsorship',
    'What is paid for others is used up',
    'GET /v1/sponsorship says what is left, and of what.',
  ],
  'sponsorship-too-dear': [
    422,
    'sponsorship',
    'The call costs more than is paid for one',
    'Send the account some lumens: it pays the fee of its own transactions.',
  ],
  'sponsorship-resting': [
    409,
    'sponsorship',
    'A call of this account was paid for and failed',
    'Ask again at the time in `detail`.',
  ],
  'sponsorship-busy': [
    429,
    'sponsorship',
    'It cannot be paid for at this moment',
    'Send the same again in a few seconds.',
  ],
  'unknown-account': [404, 'sponsorship', 'There is no such account of a passkey', 'Have it made, with its passkey.'],
  'passkey-accounts-off': [
    409,
    'sponsorship',
    'No accounts of passkeys are made here',
    'Use a key, or a wallet that has one.',
  ],
  'other-passkey': [409, 'sponsorship', 'The passkey is not this account’s', 'Make a new account with a new salt.'],
  'not-an-authorization': [
    400,
    'sponsorship',
    'This is no authorization of an address',
    'Prepare the call and sign what that answers.',
  ],
  'other-call': [422, 'sponsorship', 'This is not paid for', 'Prepare the call and sign what that answers.'],
  'no-outcome-yet': [
    503,
    'stellar',
    'The transaction has no outcome yet',
    'Read the state that it should change before trying again.',
  ],
  'network-unreachable': [
    503,
    'services',
    'A network or the database does not answer',
    'Try again in a few seconds; GET /v1/status says which one it is.',
  ],
} as const satisfies Record<string, readonly [status: number, component: string, title: string, action: string]>;

export type ProblemCode = keyof typeof problems;

/** RFC 9457, with what a program and a person need besides. */
export const Problem = z
  .object({
    type: z.string().describe('Where the problem is explained'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().describe('Stable name for programs'),
    component: z.string().describe('The part of the system that refused'),
    action: z.string().describe('What to do'),
    request_id: z.string(),
    errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof Problem>;

export interface ProblemOptions {
  /** Overrides the component of the table where the failure knows better. */
  component?: string;
  /** Likewise, what to do. */
  action?: string;
  errors?: Problem['errors'];
  cause?: unknown;
}

/** Thrown by routes for outcomes that are the caller's to mend. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.options = options;
  }
}

export function problemDocument(
  code: ProblemCode,
  detail: string,
  requestId: string,
  options: ProblemOptions = {},
): Problem {
  const [status, component, title, action] = problems[code];
  return {
    type: `/docs#${code}`,
    title,
    status,
    detail,
    code,
    component: options.component ?? component,
    action: options.action ?? action,
    request_id: requestId,
    ...(options.errors ? { errors: options.errors } : {}),
  };
}
