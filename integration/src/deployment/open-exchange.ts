import type { Manifest } from '@istsi/contracts';
import type { ExchangeConfig } from '@istsi/contracts/clients/integration-router';
import {
  createContract,
  createSubmitter,
  fundAccount,
  hasWasm,
  type Network,
  type Submitter,
  uploadWasm,
  wasmHashOf,
} from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { readConfig } from '../exchange/exchange-desk.ts';
import { GovernanceError } from '../governance/errors.ts';
import { type Governance, openGovernance, type ProposalView } from '../governance/governance.ts';
import { signedCall } from '../governance/signed-call.ts';
import { DeploymentError } from './errors.ts';
import { differingSettings, requirePlanned } from './exchange-contracts.ts';
import {
  areRegistered,
  type Decision,
  decisionRounds,
  type Places,
  plannedConfig,
  tokenOf,
} from './exchange-decisions.ts';
import {
  type ExchangeContractName,
  type ExchangePlan,
  exchangeContract,
  exchangeContractNames,
  exchangeIds,
} from './exchange-plan.ts';
import { perform, saltOf } from './put-contract.ts';

/** Whose system it is, and what is planned for it. */
export interface PlannedExchange {
  rpcUrl: string;
  manifest: Manifest;
  plan: ExchangePlan;
}

export interface OpenExchangeOptions extends PlannedExchange {
  /** Test networks only: pays for accounts that do not exist yet. */
  friendbotUrl?: string | undefined;
  /** The plan's deployer: pays for the contracts, and has no right in them. Not needed once they are there. */
  payer?: Keypair | undefined;
  /** A Super Admin, who brings each decision as far as one can. */
  governance: Keypair;
  onAction?: (action: string) => void;
}

export type ExchangeIds = Record<ExchangeContractName, string>;

export type OpenedExchange = ExchangeIds & ({ done: true } | { done: false; waits: ExchangeStep[] });

/** `proposal`: the one that decides it, where there is one. */
export interface ExchangeStep {
  what: string;
  state: 'done' | 'proposed' | 'to-do';
  proposal?: ProposalView;
}

/**
 * Puts token and oracle on the network and has governance open the exchange, doing only what is missing. Where more than
 * one must decide, or time must pass, it says for what, and goes on from there when it is called again, by the same Super
 * Admin or by another one with the same plan.
 */
export async function openExchange(options: OpenExchangeOptions): Promise<OpenedExchange> {
  const { manifest, plan, onAction } = options;
  const governance = await openGovernance(options);
  const caller = await governance.requireSuperAdmin(options.governance);
  const ids = idsOf(options);
  const places: Places = { governance, manifest, plan, ids };
  await fundReporters(governance.network, options);
  await putContracts(places, options);
  if (!(await areRegistered(places))) await requireAllPlanned(places);
  for (const round of decisionRounds(places)) {
    const waits: ExchangeStep[] = [];
    for (const { what, isDone, action } of round) {
      if (await isDone()) continue;
      onAction?.(what);
      const { done, ...proposal } = await governance.carryForward(options.governance, action);
      if (!done) waits.push({ what, state: 'proposed', proposal });
    }
    if (waits.length > 0) return { ...ids, done: false, waits };
  }
  const { inventory } = plan;
  if (inventory === undefined || (await tokenOf(places).read('total_supply')) > 0n) return { ...ids, done: true };
  const what = minting(plan, inventory.minter);
  if (inventory.minter !== caller) return { ...ids, done: false, waits: [{ what, state: 'to-do' }] };
  onAction?.(what);
  await mintInventory(places, options, inventory.amount);
  return { ...ids, done: true };
}

/**
 * What opening it would take, read from the chain; nothing is sent. An exchange that is open and not the planned one is
 * refused, and so are contracts that somebody else put where the planned ones are to be.
 */
export async function previewExchange(options: PlannedExchange): Promise<{ ids: ExchangeIds; steps: ExchangeStep[] }> {
  const { manifest, plan } = options;
  const governance = await openGovernance(options);
  const ids = idsOf(options);
  const places: Places = { governance, manifest, plan, ids };
  const open = await readConfig(governance);
  if (open) requireSame(open, plannedConfig(places));
  const missing = await missingContracts(places);
  const steps: ExchangeStep[] = exchangeContractNames.map((name) => ({
    what: `creating ${name} as ${ids[name]}`,
    state: missing.includes(name) ? 'to-do' : 'done',
  }));
  if (missing.length === 0 && !(await areRegistered(places))) await requireAllPlanned(places);
  for (const decision of decisionRounds(places).flat()) steps.push(await standingOf(places, decision, missing));
  if (plan.inventory) {
    const isMinted = missing.length === 0 && (await tokenOf(places).read('total_supply')) > 0n;
    if (!isMinted) await requireMinter(governance, plan.inventory.minter);
    steps.push({ what: minting(plan, plan.inventory.minter), state: isMinted ? 'done' : 'to-do' });
  }
  return { ids, steps };
}

const idsOf = ({ manifest, plan }: PlannedExchange): ExchangeIds =>
  exchangeIds({ ...manifest, deployer: plan.deployer ?? manifest.deployer });

const minting = ({ token }: ExchangePlan, minter: string): string =>
  `minting ${token.symbol} into the inventory, by ${minter}`;

/** Nobody else can run this, and so nobody else would ever mint it. */
async function requireMinter({ superAdmins, contracts }: Governance, address: string): Promise<void> {
  const holds = await superAdmins();
  if (holds.includes(address)) return;
  throw new GovernanceError('governance/not-super-admin', {
    address,
    router: contracts.router.contractId,
    superAdmins: holds,
  });
}

/** Of contracts that are not there nothing can be asked, nor proposed. */
async function standingOf(
  { governance }: Places,
  { what, isDone, action }: Decision,
  missing: readonly ExchangeContractName[],
): Promise<ExchangeStep> {
  if (missing.length === 0 && (await isDone())) return { what, state: 'done' };
  const proposal = await governance.openProposalOf(action);
  return proposal ? { what, state: 'proposed', proposal } : { what, state: 'to-do' };
}

function requireSame(open: ExchangeConfig, planned: ExchangeConfig): void {
  const differences = differingSettings({ ...open }, { ...planned });
  if (differences.length === 0) return;
  const said = differences.map(([setting, is, wanted]) => `${setting} is ${is}, not ${wanted}`);
  throw new DeploymentError('deployment/exchange-differs', { differences: said });
}

async function missingContracts({ governance, ids }: Places): Promise<ExchangeContractName[]> {
  const found = await Promise.all(exchangeContractNames.map((name) => wasmHashOf(governance.network, ids[name])));
  return exchangeContractNames.filter((_, index) => found[index] === undefined);
}

async function requireAllPlanned(places: Places): Promise<void> {
  const { governance, ids } = places;
  for (const name of exchangeContractNames) await requirePlanned(governance.network, name, ids[name], places);
}

async function putContracts(places: Places, options: OpenExchangeOptions): Promise<void> {
  const missing = await missingContracts(places);
  if (missing.length === 0) return;
  const { manifest, plan, payer } = options;
  const deployer = plan.deployer ?? manifest.deployer;
  if (payer?.publicKey() !== deployer)
    throw new DeploymentError('deployment/no-payer', { contracts: missing, deployer });
  const { network } = places.governance;
  const submitter = createSubmitter({ network, channels: [payer] });
  for (const name of missing) await put({ network, submitter, name, deployer }, options);
}

async function put(
  place: { network: Network; submitter: Submitter; name: ExchangeContractName; deployer: string },
  { manifest, plan, onAction }: OpenExchangeOptions,
): Promise<void> {
  const { network, submitter, name, deployer } = place;
  const { wasm, hash, args } = exchangeContract(name, plan, manifest);
  onAction?.(`creating ${name}`);
  if (!(await hasWasm(network, hash))) await perform(submitter, `upload ${name}`, uploadWasm(wasm));
  const invoke = createContract(deployer, saltOf(manifest.label, name), hash, args);
  await perform(submitter, `create ${name}`, invoke);
}

async function mintInventory(
  places: Places,
  { manifest, governance: minter }: OpenExchangeOptions,
  amount: bigint,
): Promise<void> {
  const to = manifest.contracts['integration-router'].id;
  const invoke = tokenOf(places).invocation('mint', { minter: minter.publicKey(), to, amount });
  const submitter = createSubmitter({ network: places.governance.network, channels: [minter] });
  await signedCall(submitter, minter, 'mint the inventory', invoke);
}

async function fundReporters(network: Network, { friendbotUrl, plan }: OpenExchangeOptions): Promise<void> {
  if (friendbotUrl === undefined) return;
  for (const address of plan.reporters) await fundAccount(network, friendbotUrl, address);
}
