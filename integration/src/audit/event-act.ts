import type { BusEvent } from '../bus/envelope.ts';
import type { JsonValue } from '../bus/json-value.ts';
import type { Act, Facts } from './write-act.ts';

/** Fields by which contracts name whoever did it. */
const ACTORS = ['caller', 'officer', 'by', 'proposer', 'approver', 'objector', 'requested_by', 'stopped_by', 'from'];

/** What an operation consists of, as the router tells it; what other events tell are changes of state. */
const OPERATIONS: Record<string, string> = {
  BitcoinDeposit: 'bitcoin_deposit',
  TokenWithdrawal: 'token_withdrawal',
  CrossTokenExchange: 'cross_token_exchange',
};

const FAILED = /fail|refus|roll|refund|cancel/i;

/** An event of a contract, or a fact of Bitcoin, as an act of whoever it names. Undefined for what the bus says of itself. */
export function actOfEvent(event: BusEvent): Act | undefined {
  const [, , source = '', name = ''] = event.type.split('.');
  if (source === 'bus') return undefined;
  const { data } = event;
  const type = OPERATIONS[name];
  const actor = ACTORS.map((field) => data[field]).find((value) => typeof value === 'string');
  return {
    action: `${source}.${name}`,
    actor: textOf(actor) ?? source,
    at: event.time === undefined ? undefined : new Date(event.time),
    reason: textOf(data.reason),
    correlationId: event.subject,
    operation:
      event.subject === undefined
        ? undefined
        : { id: event.subject, type: type ?? 'part', ...(type !== undefined && { parameters: data }) },
    user: textOf(data.user),
    ...factsOf(source, name, data),
    error: errorOf(name, data),
    source: event.id,
  };
}

const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function factsOf(source: string, name: string, data: Facts): Pick<Act, 'kyc' | 'compliance' | 'changes'> {
  if (name === 'IntegrationEventRegistered') {
    const { tier = null, identity = null, risk_score = null } = data;
    return { kyc: { tier, identity }, compliance: { risk_score, ...data } };
  }
  if (source === 'kyc-registry') return { compliance: data };
  return name in OPERATIONS ? {} : { changes: data };
}

/** How an operation ended that did not end well, and what an officer decided about it. */
function errorOf(name: string, data: Facts): Act['error'] {
  if (name === 'OperationResolved') {
    const condition = textOf(data.reason) ?? 'an officer intervened';
    return { condition, resolution: JSON.stringify(data.action ?? null) };
  }
  const status = JSON.stringify(data.status ?? null);
  if (name === 'OperationSettled' && FAILED.test(status)) return { condition: status, resolution: 'settled' };
  return undefined;
}
