import type { CallValue } from '@istsi/client/signing';
import type { ActRequest } from './act-dialog.tsx';
import type { Decided } from './read-back.tsx';

/** The one call that an act is, as this page asked for it: what the service prepared is held against this. */
export interface ActCall {
  contract: 'integration-router' | 'reserve-manager' | 'kyc-registry';
  entry: string;
  args: readonly CallValue[];
}

/** Whether a proposal still is what the page shows of it; of what the page does not know, nothing is signed. */
export const isSameDecision = (shown: Decided | null | undefined, prepared: Decided | null | undefined): boolean =>
  shown != null &&
  prepared != null &&
  JSON.stringify([shown.action, ...shown.values]) === JSON.stringify([prepared.action, ...prepared.values]);

/** Cases of the contracts' enums that are typed here by name; on chain they are numbers. */
export const enumCases = {
  OperationType: { BitcoinDeposit: 0, TokenWithdrawal: 1, CrossTokenExchange: 2, Transfer: 3 },
  Role: { SuperAdmin: 0, SystemAdmin: 1, ComplianceOfficer: 2, Operator: 3, Guardian: 4 },
  Mode: { Normal: 0, Maintenance: 1, Emergency: 2 },
  Resolution: { Retry: 0, Refund: 1, MarkFailed: 2 },
} as const satisfies Record<string, Record<string, number>>;

/** What `account` would sign; undefined for an act that this page cannot read back, which is then signed by nobody here. */
export function callOfAct(account: string, act: ActRequest): ActCall | undefined {
  const ofRouter = (entry: string, ...args: CallValue[]): ActCall => ({
    ...{ contract: 'integration-router', entry, args: [account, ...args] },
  });
  const ofRegistry = (entry: string, ...args: CallValue[]): ActCall => ({
    ...{ contract: 'kyc-registry', entry, args: [account, ...args] },
  });
  switch (act.do) {
    case 'propose':
      return ofRouter('propose', [act.action, ...act.values.map((text) => typedValue(act.action, text))]);
    case 'administer':
      return undefined;
    case 'approve':
    case 'execute':
    case 'cancel':
      return ofRouter(act.do, act.id);
    case 'pause':
      return ofRouter('emergency_pause', act.reason);
    case 'ask-pause':
      return ofRouter('request_stop', act.reason);
    case 'set-mode':
      return ofRouter('set_mode', enumCases.Mode[act.mode]);
    case 'resolve':
      return ofRouter('resolve_operation', act.operation, enumCases.Resolution[act.resolution], act.reason);
    case 'propose-return':
    case 'approve-return':
    case 'hold-return':
    case 'release-return':
      return { contract: 'reserve-manager', ...aboutReturn(account, act) };
    case 'set-tier':
      return ofRegistry('set_tier', act.user, act.tier, act.reason);
    case 'register':
      return ofRegistry('register_identity', act.user, act.tier, act.country, secondsOf(act.expires_at));
    case 'renew':
      return ofRegistry('set_expiry', act.user, secondsOf(act.expires_at), act.reason);
    case 'request-recovery':
      return ofRegistry('request_recovery', act.user, act.replacement, act.reason);
    case 'stop-recovery':
      return ofRegistry('stop_recovery', act.user, act.reason);
    case 'finish-recovery':
      return ofRegistry('finish_recovery', act.user);
    default:
      return ofRegistry(identityEntries[act.do], act.user, act.reason);
  }
}

/** As the registry counts time. */
const secondsOf = (time: string): string => String(Math.floor(Date.parse(time) / 1000));

const identityEntries = {
  freeze: 'freeze',
  unfreeze: 'unfreeze',
  'start-review': 'start_review',
  'end-review': 'end_review',
} as const;

type ReturnAct = Extract<ActRequest, { outpoint: string }>;

function aboutReturn(officer: string, act: ReturnAct): Pick<ActCall, 'entry' | 'args'> {
  const [txid = '', vout = ''] = act.outpoint.split(':');
  const args = [officer, txid, vout];
  switch (act.do) {
    case 'propose-return':
      return { entry: 'propose_return', args: [...args, act.address, act.max_fee_sats] };
    case 'approve-return':
      return { entry: 'approve_return', args: [...args, act.address] };
    default:
      return { entry: 'hold_return', args: [...args, act.do === 'hold-return'] };
  }
}

/** Which enum the cases of an action's values are of. */
export const enumsOf: Record<string, Record<string, number>> = {
  SetLimits: enumCases.OperationType,
  SetRateLimits: enumCases.OperationType,
  GrantRole: enumCases.Role,
  RevokeRole: enumCases.Role,
  RelaxMode: enumCases.Mode,
};

/** A typed value as the contract is given it: a case by its number, JSON for what has parts, hex in small letters. */
function typedValue(action: string, typed: string): CallValue {
  const text = typed.trim();
  const number = enumsOf[action]?.[text];
  if (number !== undefined) return number;
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text) as CallValue;
    } catch {
      return text;
    }
  }
  return /^[0-9a-fA-F]{64}$/.test(text) ? text.toLowerCase() : text;
}
