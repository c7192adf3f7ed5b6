import type { SystemContracts } from '@istsi/contracts';
import { type Action, Mode, OperationType, Role } from '@istsi/contracts/clients/integration-router';
import { describeSpan } from '../describe-span.ts';
import { formatOutpoint } from '../operations/deposits/deposit.ts';
import { fromHex } from '../operations/payments/chain-records.ts';
import type { Act } from './acts.ts';
import { modeName } from './governance-report.ts';

/** One thing that an act changes, as it is and as it would be. */
export interface Effect {
  what: string;
  before: string;
  after: string;
}

/** Before and after, as far as the contracts can be asked; the words of the action say the rest. */
export async function effectsOf(contracts: SystemContracts, act: Act, action: Action | undefined): Promise<Effect[]> {
  if (action) return await effectsOfAction(contracts, action);
  switch (act.do) {
    case 'pause': {
      const { paused } = await contracts.router.read('get_config');
      return [
        { what: 'the system', before: paused ? 'paused' : 'running', after: 'paused, until governance resumes it' },
      ];
    }
    case 'set-mode': {
      const { mode } = await contracts.router.read('get_state');
      return [{ what: 'mode', before: modeName(mode), after: act.mode }];
    }
    case 'set-tier': {
      const { tier } = await contracts.kyc.read('get_identity', { user: act.user });
      return [{ what: `tier of ${act.user}`, before: String(tier), after: String(act.tier) }];
    }
    case 'register': {
      const { user: what, tier, country, expiresAt } = act;
      const after = `tier ${tier}, ${country}, until ${dayOf(expiresAt)}`;
      return [{ what, before: 'not registered', after }];
    }
    case 'renew': {
      const { expires_at } = await contracts.kyc.read('get_identity', { user: act.user });
      const before = `until ${dayOf(new Date(Number(expires_at) * 1000))}`;
      return [{ what: `verification of ${act.user}`, before, after: `until ${dayOf(act.expiresAt)}` }];
    }
    case 'freeze':
    case 'unfreeze': {
      const { frozen } = await contracts.kyc.read('get_identity', { user: act.user });
      const word = (is: boolean): string => (is ? 'frozen' : 'not frozen');
      return [{ what: act.user, before: word(frozen), after: word(act.do === 'freeze') }];
    }
    case 'finish-recovery': {
      const recovery = await contracts.kyc.read('get_recovery', { lost: act.user });
      const after = recovery ? `given up for ${recovery.replacement}` : 'as it is';
      return [{ what: act.user, before: 'an address of its identity', after }];
    }
    case 'approve-return': {
      const { txid, vout } = act.outpoint;
      const { approved } = await contracts.reserve.read('get_return', { tx_hash: fromHex(txid), vout });
      const before = approved ? 'may be paid back' : 'is not paid back';
      return [{ what: formatOutpoint(act.outpoint), before, after: `may be paid to ${act.address}` }];
    }
    default:
      return [];
  }
}

/** Likewise of what governance decides, for those who are asked to approve it. */
export async function effectsOfAction({ router, kyc, reserve }: SystemContracts, action: Action): Promise<Effect[]> {
  switch (action.tag) {
    case 'SetLimits': {
      const [tier, operation, ...after] = action.values;
      const now = await kyc.read('get_limits', { tier, operation });
      const before = [now.per_operation, now.daily, now.monthly];
      return ['at once', 'a day', 'a month'].map((span, index) => ({
        what: `tier ${tier}, ${nameIn(OperationType, operation)}, ${span}`,
        ...{ before: sats(before[index]), after: sats(after[index]) },
      }));
    }
    case 'SetGovernance': {
      const [next] = action.values;
      const now = await router.read('get_governance');
      return [
        { what: 'approvals', before: String(now.threshold), after: String(next.threshold) },
        { what: 'delay', before: describeSpan(now.delay), after: describeSpan(next.delay) },
        { what: 'expiry', before: describeSpan(now.expiry), after: describeSpan(next.expiry) },
      ];
    }
    case 'SetCustodians': {
      const [custodians, threshold] = action.values;
      const now = await reserve.read('get_config');
      const words = (of: number, list: readonly string[]): string => `${of} of ${list.join(', ')}`;
      const before = words(now.threshold, now.custodians);
      return [{ what: 'custodians', before, after: words(threshold, custodians) }];
    }
    case 'GrantRole':
    case 'RevokeRole': {
      const [address, role] = action.values;
      const holds = (await router.read('get_roles', { address })).includes(role);
      const word = (is: boolean): string => (is ? 'holds it' : 'does not hold it');
      const what = `${nameIn(Role, role)} of ${address}`;
      return [{ what, before: word(holds), after: word(action.tag === 'GrantRole') }];
    }
    case 'Resume': {
      const { paused } = await router.read('get_config');
      return [{ what: 'the system', before: paused ? 'paused' : 'running', after: 'running' }];
    }
    case 'RelaxMode': {
      const { mode } = await router.read('get_state');
      return [{ what: 'mode', before: modeName(mode), after: nameIn(Mode, action.values[0]) }];
    }
    default:
      return [];
  }
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

const sats = (amount = 0n): string => `${amount.toLocaleString('en')} sats`;

const nameIn = (names: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(names).find(([, number]) => number === value)?.[0] ?? `number ${value}`;
