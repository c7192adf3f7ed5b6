import { contractSpec, type Manifest } from '@istsi/contracts';
import type { FungibleToken } from '@istsi/contracts/clients/fungible-token';
import {
  type Action,
  AddressChange,
  ContractKind,
  type ExchangeConfig,
} from '@istsi/contracts/clients/integration-router';
import { type ContractClient, createContractClient } from '@istsi/soroban-client';
import { readConfig } from '../exchange/exchange-desk.ts';
import type { Governance } from '../governance/governance.ts';
import { type ExchangeContractName, type ExchangePlan, istsiAsset, USD } from './exchange-plan.ts';

/** One thing that governance has to decide before there is an exchange. */
export interface Decision {
  what: string;
  isDone: () => Promise<boolean>;
  action: Action;
}

export interface Places {
  governance: Governance;
  manifest: Manifest;
  plan: ExchangePlan;
  ids: Record<ExchangeContractName, string>;
}

export const tokenOf = ({ governance, ids }: Pick<Places, 'governance' | 'ids'>): ContractClient<FungibleToken> =>
  createContractClient<FungibleToken>(governance.network, {
    contractId: ids['fungible-token'],
    spec: contractSpec('fungible-token'),
  });

/** How the router is to exchange. */
export const plannedConfig = ({ plan, ids, manifest }: Omit<Places, 'governance'>): ExchangeConfig => ({
  ...plan.exchange,
  oracle: ids['price-oracle'],
  tokens: [
    { token: manifest.contracts['istsi-token'].id, asset: istsiAsset(manifest) },
    { token: ids['fungible-token'], asset: USD },
  ],
});

/**
 * In rounds: what is not registered cannot be administered or exchanged, so that nobody can even propose it before. Within a
 * round each stands for itself, and their countdowns run at the same time.
 */
export function decisionRounds(places: Places): Decision[][] {
  return [
    [registering(places), exempting(places)],
    [...quotas(places), opening(places)],
  ];
}

export async function areRegistered({ governance, ids }: Pick<Places, 'governance' | 'ids'>): Promise<boolean> {
  const { router } = governance.contracts;
  const [tokens, oracles] = await Promise.all(
    [ContractKind.FungibleToken, ContractKind.PriceOracle].map((kind) => router.read('get_contracts', { kind })),
  );
  return Boolean(tokens?.includes(ids['fungible-token']) && oracles?.includes(ids['price-oracle']));
}

function registering(places: Places): Decision {
  const { ids } = places;
  const update = (kind: ContractKind, contract: string) => ({ kind, contract, change: AddressChange.Register });
  const updates = [
    update(ContractKind.FungibleToken, ids['fungible-token']),
    update(ContractKind.PriceOracle, ids['price-oracle']),
  ];
  return {
    what: 'registering token and oracle',
    isDone: () => areRegistered(places),
    action: { tag: 'UpdateContractAddresses', values: [updates] },
  };
}

/** What is no account of the system holds nothing. */
function exempting({ governance }: Places): Decision {
  const { router, kyc } = governance.contracts;
  const account = router.contractId;
  const args = kyc.spec.funcArgsToScVals('set_exempt', { account, exempt: true, reason: 'inventory of exchanges' });
  return {
    what: 'making the inventory an account of the system',
    isDone: () => kyc.read('is_exempt', { account }),
    action: { tag: 'Administer', values: [kyc.contractId, 'set_exempt', args] },
  };
}

function quotas(places: Places): Decision[] {
  const { inventory } = places.plan;
  if (!inventory) return [];
  const { minter, amount } = inventory;
  const token = tokenOf(places);
  const args = token.spec.funcArgsToScVals('set_minter', { minter, quota: amount });
  return [
    {
      what: 'letting the inventory be minted',
      isDone: async () => (await token.read('total_supply')) > 0n || (await token.read('quota', { minter })) >= amount,
      action: { tag: 'Administer', values: [token.contractId, 'set_minter', args] },
    },
  ];
}

function opening(places: Places): Decision {
  return {
    what: 'opening the exchange',
    // One that governance has changed since stays what it is.
    isDone: async () => (await readConfig(places.governance)) !== undefined,
    action: { tag: 'SetExchangeConfig', values: [plannedConfig(places)] },
  };
}
