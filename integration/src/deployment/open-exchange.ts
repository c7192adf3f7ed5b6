import { contractSpec, type Manifest } from '@istsi/contracts';
import type { FungibleToken } from '@istsi/contracts/clients/fungible-token';
import { type Action, AddressChange, ContractKind } from '@istsi/contracts/clients/integration-router';
import {
  type ContractClient,
  createContract,
  createContractClient,
  createSubmitter,
  fundAccount,
  hasWasm,
  type Network,
  type Submitter,
  uploadWasm,
  wasmHashOf,
} from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { type Governance, openGovernance } from '../governance/governance.ts';
import { signedCall } from '../governance/signed-call.ts';
import { describeStanding } from '../governance/standing.ts';
import {
  type ExchangeContractName,
  type ExchangePlan,
  exchangeContract,
  exchangeContractNames,
  exchangeIds,
  istsiAsset,
  USD,
} from './exchange-plan.ts';
import { perform, saltOf } from './put-contract.ts';

export interface OpenExchangeOptions {
  rpcUrl: string;
  manifest: Manifest;
  /** Test networks only: pays for accounts that do not exist yet. */
  friendbotUrl?: string | undefined;
  /** Whose system it is: pays for the contracts, and has no right in them. */
  deployer: Keypair;
  /** A Super Admin, who brings each decision as far as one can. */
  governance: Keypair;
  plan: ExchangePlan;
  /** Units of the other token that are minted into the inventory once; absent: none. iSTSi is never minted for it. */
  inventory?: bigint;
  onAction?: (action: string) => void;
}

export type OpenedExchange = Record<ExchangeContractName, string> &
  ({ done: true } | { done: false; proposal: number; waits: string });

/**
 * Puts token and oracle on the network and has governance open the exchange, doing only what is missing. Where more than
 * one must decide, or time must pass, it says for what, and goes on from there when it is called again.
 */
export async function openExchange(options: OpenExchangeOptions): Promise<OpenedExchange> {
  const { manifest, deployer, onAction } = options;
  const governance = await openGovernance(options);
  const { network } = governance;
  await governance.requireSuperAdmin(options.governance);
  const ids = exchangeIds({ ...manifest, deployer: deployer.publicKey() });
  await fundReporters(network, options);
  const submitter = createSubmitter({ network, channels: [deployer] });
  for (const name of exchangeContractNames) await put({ network, submitter, name, id: ids[name] }, options);

  const token = createContractClient<FungibleToken>(network, {
    contractId: ids['fungible-token'],
    spec: contractSpec('fungible-token'),
  });
  for (const { what, isDone, action } of decisions({ governance, token, ids }, options)) {
    if (await isDone()) continue;
    onAction?.(what);
    const { done, proposal, standing } = await governance.carryForward(options.governance, action);
    if (!done) return { ...ids, done, proposal: proposal.id, waits: `${what}: ${describeStanding(standing)}` };
  }
  await mintInventory(governance, token, options);
  return { ...ids, done: true };
}

async function mintInventory(
  { network }: Governance,
  token: ContractClient<FungibleToken>,
  { manifest, plan, inventory = 0n, governance: minter, onAction }: OpenExchangeOptions,
): Promise<void> {
  if (inventory === 0n || (await token.read('total_supply')) > 0n) return;
  onAction?.(`minting ${plan.token.symbol} into the inventory`);
  const to = manifest.contracts['integration-router'].id;
  const invoke = token.invocation('mint', { minter: minter.publicKey(), to, amount: inventory });
  await signedCall(createSubmitter({ network, channels: [minter] }), minter, 'mint the inventory', invoke);
}

async function fundReporters(network: Network, { friendbotUrl, plan }: OpenExchangeOptions): Promise<void> {
  if (friendbotUrl === undefined) return;
  for (const address of plan.reporters) await fundAccount(network, friendbotUrl, address);
}

async function put(
  place: { network: Network; submitter: Submitter; name: ExchangeContractName; id: string },
  { manifest, deployer, plan, onAction }: OpenExchangeOptions,
): Promise<void> {
  const { network, submitter, name, id } = place;
  if ((await wasmHashOf(network, id)) !== undefined) return;
  const { wasm, hash, args } = exchangeContract(name, plan, manifest);
  onAction?.(`creating ${name}`);
  if (!(await hasWasm(network, hash))) await perform(submitter, `upload ${name}`, uploadWasm(wasm));
  const invoke = createContract(deployer.publicKey(), saltOf(manifest.label, name), hash, args);
  await perform(submitter, `create ${name}`, invoke);
}

interface Decision {
  what: string;
  isDone: () => Promise<boolean>;
  action: Action;
}

interface Places {
  governance: Governance;
  token: ContractClient<FungibleToken>;
  ids: Record<ExchangeContractName, string>;
}

/** In this order: what is not registered is not administered, and what is no account of the system holds nothing. */
function decisions({ governance, token, ids }: Places, options: OpenExchangeOptions): Decision[] {
  const { manifest, plan, inventory = 0n } = options;
  const { router, kyc } = governance.contracts;
  const minter = options.governance.publicKey();
  const update = (kind: ContractKind, contract: string) => ({ kind, contract, change: AddressChange.Register });
  const isRegistered = async (kind: ContractKind, contract: string): Promise<boolean> =>
    (await router.read('get_contracts', { kind })).includes(contract);
  const exempt = { account: router.contractId, exempt: true, reason: 'inventory of exchanges' };
  const quota = { minter, quota: inventory };
  return [
    {
      what: 'registering token and oracle',
      isDone: async () =>
        (await isRegistered(ContractKind.FungibleToken, ids['fungible-token'])) &&
        (await isRegistered(ContractKind.PriceOracle, ids['price-oracle'])),
      action: {
        tag: 'UpdateContractAddresses',
        values: [
          [
            update(ContractKind.FungibleToken, ids['fungible-token']),
            update(ContractKind.PriceOracle, ids['price-oracle']),
          ],
        ],
      },
    },
    {
      what: 'making the inventory an account of the system',
      isDone: () => kyc.read('is_exempt', { account: router.contractId }),
      action: {
        tag: 'Administer',
        values: [kyc.contractId, 'set_exempt', kyc.spec.funcArgsToScVals('set_exempt', exempt)],
      },
    },
    ...(inventory === 0n
      ? []
      : [
          {
            what: 'letting the inventory be minted',
            isDone: async () =>
              (await token.read('total_supply')) > 0n || (await token.read('quota', { minter })) >= inventory,
            action: {
              tag: 'Administer',
              values: [token.contractId, 'set_minter', token.spec.funcArgsToScVals('set_minter', quota)],
            } satisfies Action,
          },
        ]),
    {
      what: 'opening the exchange',
      // One that governance has changed since stays what it is.
      isDone: async () => (await router.tryRead('get_exchange_config')).ok,
      action: {
        tag: 'SetExchangeConfig',
        values: [
          {
            ...plan.exchange,
            oracle: ids['price-oracle'],
            tokens: [
              { token: manifest.contracts['istsi-token'].id, asset: istsiAsset(manifest) },
              { token: ids['fungible-token'], asset: USD },
            ],
          },
        ],
      },
    },
  ];
}
