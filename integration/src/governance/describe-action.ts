import type { Manifest } from '@istsi/contracts';
import {
  type Action,
  AddressChange,
  ContractKind,
  Mode,
  OperationType,
  Role,
} from '@istsi/contracts/clients/integration-router';
import { describeSpan } from '../describe-span.ts';

/** One line about what a proposal would do, for the person who is asked to approve it. Contracts by their names. */
export function describeAction(action: Action, manifest: Manifest): string {
  const named = (id: string): string => nameOfContract(id, manifest);
  switch (action.tag) {
    case 'UpdateContractAddresses': {
      const [updates] = action.values;
      return updates
        .map(
          ({ change, kind, contract }) =>
            `${nameIn(AddressChange, change)} ${contract} as ${nameIn(ContractKind, kind)}`,
        )
        .join('; ');
    }
    case 'SetLimits': {
      const [tier, operation, each, day, month] = action.values;
      const [once, daily, monthly] = [each, day, month].map((sats) => sats.toLocaleString('en'));
      return `limits of tier ${tier} for ${nameIn(OperationType, operation)}: ${once} at once, ${daily} a day, ${monthly} a month (satoshis)`;
    }
    case 'SetRateLimits': {
      const [operation, rates] = action.values;
      return `rates for ${nameIn(OperationType, operation)}: ${textOf(rates)}`;
    }
    case 'SetCustodians': {
      const [custodians, threshold] = action.values;
      return `${threshold} of these custodians must attest: ${custodians.join(', ')}`;
    }
    case 'UpgradeContract': {
      const [contract, hash, canary] = action.values;
      const shown = canary === undefined ? 'no canary' : `canary ${canary}`;
      return `${named(contract)} is to run the code ${Buffer.from(hash).toString('hex')} (${shown})`;
    }
    case 'Migrate':
      return `${named(action.values[0])} brings its storage to the layout of its code`;
    case 'GrantRole':
    case 'RevokeRole': {
      const [address, role] = action.values;
      const verb = action.tag === 'GrantRole' ? 'is given' : 'loses';
      return `${address} ${verb} the role ${nameIn(Role, role)}`;
    }
    case 'HandOver':
      return `the seat of the Super Admin ${action.values[0]} is offered to ${action.values[1]}`;
    case 'Resume':
      return 'the system runs again';
    case 'RelaxMode':
      return `the mode becomes ${nameIn(Mode, action.values[0])}`;
    case 'SetGovernance': {
      const [{ threshold, delay, expiry }] = action.values;
      return `governance: ${threshold} approvals, ${describeSpan(delay)} of delay, ${describeSpan(expiry)} until a proposal expires`;
    }
    case 'SetBatchCall': {
      const [contract, name, allowed] = action.values;
      return `batches ${allowed ? 'may' : 'may no longer'} call ${name} of ${named(contract)}`;
    }
    case 'WithdrawInventory': {
      const [token, to, amount] = action.values;
      return `${amount} of ${named(token)} leave the router's inventory for ${to}`;
    }
    case 'SetExchangeConfig':
      return `exchange: ${textOf(action.values[0])}`;
    case 'Administer': {
      const [contract, name, args] = action.values;
      return `${named(contract)}.${name}(${args.map(textOf).join(', ')})`;
    }
  }
}

function nameOfContract(id: string, { contracts }: Manifest): string {
  const known = Object.entries(contracts).find(([, each]) => each.id === id);
  return known ? `${known[0]} (${id})` : id;
}

const nameIn = (names: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(names).find(([, number]) => number === value)?.[0] ?? `number ${value}`;

/** Values as the chain has them: bytes in hex, whole numbers as digits. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${textOf(member)}`);
  return `{${members.join(', ')}}`;
}
