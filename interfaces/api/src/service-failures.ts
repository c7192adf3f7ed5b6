import {
  ApiKeyError,
  BusError,
  CustomerError,
  GovernanceError,
  MonitorError,
  ProofError,
  QuoteError,
  ScreeningError,
  SecurityKeyError,
  ServiceError,
  SuspicionError,
  TransferError,
  WebAuthError,
  WebhookError,
} from '@istsi/integration';
import type { ProblemCode, ProblemOptions } from './problems.ts';
import { unreachableSource } from './unreachable.ts';

export interface ServiceFailure {
  code: ProblemCode;
  detail: string;
  options?: ProblemOptions;
}

/** What the services throw, as the API tells it; undefined for what is a fault of ours. */
export function serviceFailure(error: unknown): ServiceFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof ServiceError) return commandFailure(error);
  if (error instanceof ProofError) return { code: 'proof-impossible', detail: error.message };
  if (error instanceof GovernanceError) return { code: 'bad-action', detail: `${error.message}.` };
  if (error instanceof BusError) return { code: busProblems[(error as BusError).code], detail: error.message };
  if (error instanceof WebhookError)
    return { code: webhookProblems[(error as WebhookError).code], detail: error.message };
  if (error instanceof WebAuthError)
    return { code: webAuthProblems[(error as WebAuthError).code], detail: error.message };
  if (error instanceof ApiKeyError) return { code: keyProblems[(error as ApiKeyError).code], detail: error.message };
  if (error instanceof SecurityKeyError)
    return { code: securityKeyProblems[(error as SecurityKeyError).code], detail: `${error.message}.` };
  if (error instanceof MonitorError)
    return { code: monitorProblems[(error as MonitorError).code], detail: error.message };
  if (error instanceof SuspicionError)
    return { code: suspicionProblems[(error as SuspicionError).code], detail: error.message };
  if (error instanceof ScreeningError)
    return { code: screeningProblems[(error as ScreeningError).code], detail: error.message };
  if (error instanceof CustomerError)
    return { code: customerProblems[(error as CustomerError).code], detail: error.message };
  if (error instanceof TransferError)
    return { code: transferProblems[(error as TransferError).code], detail: error.message };
  if (error instanceof QuoteError) return { code: quoteProblems[(error as QuoteError).code], detail: error.message };
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'soroban/read-refused') {
    const { context } = error as { context?: { failure?: { contractError?: { code: number } } } };
    const isPaused = pausedErrors.includes(context?.failure?.contractError?.code ?? 0);
    return { code: isPaused ? 'system-paused' : 'chain-refused', detail: error.message };
  }
  const source = unreachableSource(error);
  if (!source) return undefined;
  const detail = `${source} does not answer what is asked.`;
  return { code: 'network-unreachable', detail, options: { component: source } };
}

const busProblems = {
  'bus/unknown-consumer': 'unknown-consumer',
  'bus/no-such-place': 'no-such-place',
  'bus/archived': 'events-archived',
} as const satisfies Record<BusError['code'], ProblemCode>;

const webhookProblems = {
  'webhooks/unknown': 'unknown-webhook',
  'webhooks/too-many': 'too-many-webhooks',
  'webhooks/unusable-url': 'unusable-url',
  'webhooks/unknown-type': 'unknown-event-type',
} as const satisfies Record<WebhookError['code'], ProblemCode>;

const customerProblems = {
  'customers/unknown': 'unknown-customer',
  'customers/bad-field': 'customer-refused',
  'customers/rejected': 'customer-refused',
  'customers/too-many-files': 'customer-refused',
  'customers/file-too-large': 'body-too-large',
  'customers/not-reviewable': 'customer-not-reviewable',
  'customers/two-officers': 'two-officers-needed',
  'customers/own-record': 'own-record',
  'customers/changed': 'customer-changed',
  'customers/key-missing': 'internal',
} as const satisfies Record<CustomerError['code'], ProblemCode>;

const transferProblems = {
  'transfers/shared-account': 'transfer-refused',
  'transfers/not-active': 'transfer-refused',
  'transfers/too-many': 'transfer-refused',
  'transfers/unknown': 'unknown-transfer',
  'transfers/page-over': 'page-over',
} as const satisfies Record<TransferError['code'], ProblemCode>;

const quoteProblems = {
  'quotes/none': 'no-quotes',
  'quotes/unsupported-pair': 'unsupported-pair',
  'quotes/refused': 'quote-refused',
  'quotes/no-price': 'no-price',
  'quotes/reserve-short': 'quote-refused',
  'quotes/too-many': 'quote-refused',
  'quotes/unknown': 'unknown-quote',
} as const satisfies Record<QuoteError['code'], ProblemCode>;

const webAuthProblems = {
  'web-auth/refused': 'challenge-refused',
  'web-auth/no-session': 'no-session',
  'web-auth/busy': 'too-many-requests',
} as const satisfies Record<WebAuthError['code'], ProblemCode>;

const suspicionProblems = {
  'suspicion/unknown-flag': 'unknown-flag',
  'suspicion/closed': 'flag-closed',
} as const satisfies Record<SuspicionError['code'], ProblemCode>;

const screeningProblems = {
  'screening/unknown-case': 'unknown-screening-case',
  'screening/released': 'case-released',
} as const satisfies Record<ScreeningError['code'], ProblemCode>;
const keyProblems = {
  'api-keys/unknown': 'unknown-key',
  'api-keys/too-many': 'too-many-keys',
  'api-keys/over': 'key-over',
  'api-keys/bad-public-key': 'bad-public-key',
  'api-keys/other-kind': 'key-of-other-kind',
} as const satisfies Record<ApiKeyError['code'], ProblemCode>;

const securityKeyProblems = {
  'security-keys/refused': 'security-key-refused',
  'security-keys/copied': 'security-key-refused',
  'security-keys/unknown': 'unknown-security-key',
  'security-keys/too-many': 'too-many-security-keys',
  'security-keys/not-first': 'second-factor-needed',
  'security-keys/unknown-reset': 'unknown-key-reset',
  'security-keys/own-reset': 'key-reset-refused',
  'security-keys/same-person': 'key-reset-refused',
  'security-keys/nothing-to-reset': 'unknown-security-key',
} as const satisfies Record<SecurityKeyError['code'], ProblemCode>;

const monitorProblems = {
  'monitor/unknown-alert': 'unknown-alert',
  'monitor/unknown-rule': 'unknown-alert-rule',
  'monitor/unknown-channel': 'unknown-alert-channel',
  'monitor/alert-over': 'alert-over',
  'monitor/silence-too-long': 'silence-too-long',
  'monitor/unknown-series': 'unknown-series',
} as const satisfies Record<MonitorError['code'], ProblemCode>;

function commandFailure(error: ServiceError): ServiceFailure {
  const detail = error.message;
  switch (error.code) {
    case 'services/already-registered':
      return { code: 'already-registered', detail };
    case 'services/not-final':
      return { code: 'no-outcome-yet', detail };
    case 'services/operation-over':
      return { code: 'operation-over', detail };
    case 'services/not-cancellable':
      return { code: 'not-cancellable', detail };
    case 'services/not-returnable':
    case 'services/return-refused':
      return { code: 'not-returnable', detail };
    case 'services/signed-elsewhere':
      return { code: 'signed-elsewhere', detail };
    case 'services/identity-refused':
      return { code: 'chain-refused', detail };
    case 'services/second-person-needed':
      return { code: 'second-person-needed', detail };
    case 'services/bad-psbt':
      return { code: 'bad-psbt', detail };
    case 'services/chain-refused': {
      const number = (error as ServiceError<'services/chain-refused'>).context.contractError?.code;
      if (number === undefined) return { code: 'chain-refused', detail };
      const component = contractsByHundreds[Math.floor(number / 100)] ?? 'contracts';
      return {
        code: pausedErrors.includes(number) ? 'system-paused' : 'chain-refused',
        detail,
        options: { component },
      };
    }
  }
}

/** Every contract numbers its errors within a hundred of its own. */
const contractsByHundreds: Partial<Record<number, string>> = {
  0: 'integration-router',
  1: 'kyc-registry',
  2: 'istsi-token',
  4: 'reserve-manager',
};

/** `SystemPaused` of the router, `Paused` of the others. */
const pausedErrors: readonly number[] = [50, 102, 201, 401];
