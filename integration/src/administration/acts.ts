import type { SystemContracts } from '@istsi/contracts';
import { type Action, Mode, Resolution } from '@istsi/contracts/clients/integration-router';
import type { xdr } from '@stellar/stellar-sdk';
import { parseAction, parseAdministration } from '../governance/parse-action.ts';
import type { Outpoint } from '../operations/deposits/deposit.ts';
import { fromHex } from '../operations/payments/chain-records.ts';
import type { RoleName } from './roles.ts';

/** What a person of the system does with a signature of their own. Nothing here is ever signed by the services. */
export type Act =
  /** `values` as `istsi governance propose` takes them. */
  | { do: 'propose'; action: string; values: readonly string[] }
  | { do: 'administer'; contract: string; setting: string; values: readonly string[] }
  | { do: 'approve' | 'execute' | 'cancel'; id: number }
  | { do: 'pause' | 'ask-pause'; reason: string }
  | { do: 'set-mode'; mode: 'Maintenance' | 'Emergency' }
  /** `operation`: the router's id, hex. */
  | { do: 'resolve'; operation: string; resolution: keyof typeof Resolution; reason: string }
  | { do: 'propose-return'; outpoint: Outpoint; address: string; maxFeeSats: bigint }
  | { do: 'approve-return'; outpoint: Outpoint; address: string }
  | { do: 'hold-return' | 'release-return'; outpoint: Outpoint }
  | { do: 'freeze' | 'unfreeze' | 'start-review' | 'end-review'; user: string; reason: string }
  | { do: 'set-tier'; user: string; tier: number; reason: string }
  /** Opens an identity. `country`: ISO 3166-1 alpha-2. */
  | { do: 'register'; user: string; tier: number; country: string; expiresAt: Date }
  /** The verification counts until then. */
  | { do: 'renew'; user: string; expiresAt: Date; reason: string }
  /** `user`: the address that is lost. One officer asks, another one finishes it; anybody of them stops it. */
  | { do: 'request-recovery'; user: string; replacement: string; reason: string }
  | { do: 'stop-recovery'; user: string; reason: string }
  | { do: 'finish-recovery'; user: string };

export type ActName = Act['do'];

const governors: readonly RoleName[] = ['super-admin'];
const officers: readonly RoleName[] = ['super-admin', 'compliance-officer'];
const stoppers: readonly RoleName[] = ['super-admin', 'system-admin', 'compliance-officer', 'guardian'];

/** Who the router and its contracts let do what. They decide; this is for whoever draws the controls. */
export const actRoles: Record<ActName, readonly RoleName[]> = {
  ...{ propose: governors, administer: governors, approve: governors, execute: governors, cancel: governors },
  ...{ pause: stoppers, 'ask-pause': stoppers, 'set-mode': stoppers },
  ...{ resolve: officers, 'propose-return': officers, 'approve-return': officers },
  ...{ 'hold-return': officers, 'release-return': officers },
  ...{ freeze: officers, unfreeze: officers, 'start-review': officers, 'end-review': officers, 'set-tier': officers },
  ...{ register: officers, renew: officers },
  ...{ 'request-recovery': officers, 'stop-recovery': officers, 'finish-recovery': officers },
};

type Contracts = Pick<SystemContracts, 'router' | 'kyc' | 'reserve'>;

/** The one call that the act is, with the account that signs as its first argument. */
export function callOf(contracts: SystemContracts, by: string, act: Act): xdr.HostFunction {
  const { router, kyc, reserve } = contracts;
  switch (act.do) {
    case 'propose':
    case 'administer': {
      return router.invocation('propose', { proposer: by, action: actionOf(contracts, act) });
    }
    case 'approve':
      return router.invocation('approve', { approver: by, id: act.id });
    case 'execute':
      return router.invocation('execute', { caller: by, id: act.id });
    case 'cancel':
      return router.invocation('cancel', { caller: by, id: act.id });
    case 'pause':
      return router.invocation('emergency_pause', { caller: by, reason: act.reason });
    case 'ask-pause':
      return router.invocation('request_stop', { caller: by, reason: act.reason });
    case 'set-mode':
      return router.invocation('set_mode', { caller: by, mode: Mode[act.mode] });
    case 'resolve': {
      const { operation, resolution, reason } = act;
      const args = { operation_id: fromHex(operation), action: Resolution[resolution], reason };
      return router.invocation('resolve_operation', { caller: by, ...args });
    }
    case 'propose-return': {
      const { address: btc_address, maxFeeSats: max_fee } = act;
      return reserve.invocation('propose_return', { ...aboutReturn(by, act.outpoint), btc_address, max_fee });
    }
    case 'approve-return':
      return reserve.invocation('approve_return', { ...aboutReturn(by, act.outpoint), btc_address: act.address });
    case 'hold-return':
    case 'release-return':
      return reserve.invocation('hold_return', {
        ...aboutReturn(by, act.outpoint),
        held: act.do === 'hold-return',
      });
    case 'set-tier':
      return kyc.invocation('set_tier', { caller: by, user: act.user, tier: act.tier, reason: act.reason });
    case 'register': {
      const { user, tier, country, expiresAt } = act;
      return kyc.invocation('register_identity', { caller: by, user, tier, country, expires_at: secondsOf(expiresAt) });
    }
    case 'renew': {
      const { user, expiresAt, reason } = act;
      return kyc.invocation('set_expiry', { caller: by, user, expires_at: secondsOf(expiresAt), reason });
    }
    case 'request-recovery': {
      const { user: lost, replacement, reason } = act;
      return kyc.invocation('request_recovery', { caller: by, lost, replacement, reason });
    }
    case 'stop-recovery':
      return kyc.invocation('stop_recovery', { caller: by, lost: act.user, reason: act.reason });
    case 'finish-recovery':
      return kyc.invocation('finish_recovery', { caller: by, lost: act.user });
    default: {
      const entry = identityEntries[act.do];
      return kyc.invocation(entry, { caller: by, user: act.user, reason: act.reason });
    }
  }
}

const identityEntries = {
  freeze: 'freeze',
  unfreeze: 'unfreeze',
  'start-review': 'start_review',
  'end-review': 'end_review',
} as const;

/** What the router would be asked to decide. */
export function actionOf(contracts: SystemContracts, act: Extract<Act, { do: 'propose' | 'administer' }>): Action {
  if (act.do === 'propose') return parseAction(contracts, act.action, act.values);
  return parseAdministration(contracts, act.contract, act.setting, act.values);
}

const secondsOf = (time: Date): bigint => BigInt(Math.floor(time.getTime() / 1000));

const aboutReturn = (officer: string, { txid, vout }: Outpoint) => ({ officer, tx_hash: fromHex(txid), vout });

/** Every call that an act can be: nothing else that a person signed is sent on. */
export const relayedEntries: Record<keyof Contracts, readonly string[]> = {
  router: [
    ...['propose', 'approve', 'execute', 'cancel'],
    ...['emergency_pause', 'request_stop', 'set_mode', 'resolve_operation'],
  ],
  reserve: ['propose_return', 'approve_return', 'hold_return'],
  kyc: [
    ...['register_identity', 'set_expiry', 'set_tier', 'request_recovery', 'stop_recovery', 'finish_recovery'],
    ...Object.values(identityEntries),
  ],
};
