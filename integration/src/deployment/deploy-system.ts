import type { Manifest } from '@istsi/contracts';
import { type CoreContractName, coreContractNames, loadContract, type Release } from '@istsi/contracts';
import {
  checkNetwork,
  contractIdOf,
  createContract,
  createSubmitter,
  fundAccount,
  hasWasm,
  type Network,
  openNetwork,
  readWasm,
  type Submitter,
  uploadWasm,
  wasmHashOf,
} from '@istsi/soroban-client';
import { contract, type Keypair } from '@stellar/stellar-sdk';
import { checkSettings } from './check-settings.ts';
import { DeploymentError } from './errors.ts';
import { perform, saltOf } from './put-contract.ts';

export interface DeployOptions {
  rpcUrl: string;
  networkPassphrase: string;
  /** Test networks only: pays for every account below that does not exist yet. */
  friendbotUrl?: string;
  /** Pays, and with `label` determines the contract ids. It has no right in the deployed system. */
  deployer: Keypair;
  /** Distinguishes systems of one deployer. */
  label?: string;
  superAdmin: string;
  /** The other Super Admins. */
  furtherSuperAdmins?: readonly string[];
  /** How the Super Admins decide; unless given, one of them does, at once, which is for development only. */
  governance?: GovernanceOptions;
  operators: readonly string[];
  complianceOfficers: readonly string[];
  custodians: readonly string[];
  /** How many custodians must attest a deposit. */
  threshold: number;
  /** Basis points of reserves to supply under which nothing is minted; 10000 = 100 %. */
  minRatioBps?: number;
  /** Decides how the Bitcoin addresses of withdrawals look; regtest unless said otherwise. */
  bitcoinNetwork?: keyof typeof BITCOIN_NETWORKS;
  /** The witness program that the change of withdrawals is paid to. Without it nothing can be paid out until governance sets one. */
  reserveScript?: Uint8Array;
  /** Those of earlier epochs: a system that governance has not moved on yet may still have one of them. */
  formerReserveScripts?: readonly Uint8Array[];
  /** Further accounts to fund, such as channel accounts. */
  accounts?: readonly string[];
  /** The system is known to be there: what is missing of it is an error, and nothing is created. */
  existing?: boolean;
  /** Which code is deployed where there is none: this build's, unless said otherwise. */
  release?: Release;
  onAction?: (action: DeployAction) => void;
}

export interface GovernanceOptions {
  /** How many Super Admins must approve. */
  threshold: number;
  /** Seconds between enough approvals and execution. */
  delay: bigint;
  /** Seconds from the proposal until it can no longer be executed; more than the delay. */
  expiry: bigint;
}

export type DeployAction =
  | { do: 'fund'; address: string }
  | { do: 'upload'; contract: CoreContractName; wasmHash: string }
  | { do: 'create'; contract: CoreContractName; id: string };

const TOKEN_NAME = 'iSTSi';
const TOKEN_SYMBOL = 'iSTSi';
const DEVELOPMENT_GOVERNANCE: GovernanceOptions = { threshold: 1, delay: 0n, expiry: 86_400n };
const DEFAULT_MIN_RATIO_BPS = 10_000;

/** Numbers of the reserve manager's enum (contracts/reserve-manager/bitcoin/network.ts). */
const BITCOIN_NETWORKS = { mainnet: 0, testnet: 1, signet: 2, regtest: 3, testnet4: 4 } as const;

/**
 * Uploads, creates and wires the contracts on any Soroban network, doing only what is missing: a second run changes
 * nothing, and an interrupted one is continued. What is there already is compared, never replaced.
 */
export async function deploySystem(options: DeployOptions): Promise<Manifest> {
  const network = openNetwork(options);
  await checkNetwork(network);
  const manifest = plannedManifest(options);
  const found = await findDeployed(network, manifest);
  if (options.existing) for (const name of coreContractNames) requireThere(found, name, manifest);
  await fundAccounts(network, options);

  const submitter = createSubmitter({ network, channels: [options.deployer] });
  for (const name of coreContractNames) await keepDeployedCode(network, found, name, manifest);
  for (const name of coreContractNames) await uploadIfMissing(network, submitter, name, manifest, options);
  for (const name of coreContractNames) if (!found.has(name)) await create(submitter, name, manifest, options);
  await checkSettings(network, manifest, options);
  return manifest;
}

/** The ids are known before anything exists, so that every constructor can be given every address. */
export function plannedManifest(
  options: Pick<DeployOptions, 'networkPassphrase' | 'deployer' | 'label' | 'release'>,
): Manifest {
  const deployer = options.deployer.publicKey();
  const label = options.label ?? 'main';
  const deployed = (name: CoreContractName): { id: string; wasmHash: string } => ({
    id: contractIdOf(options.networkPassphrase, deployer, saltOf(label, name)),
    wasmHash: codeOf(name, options).hash,
  });
  const contracts = Object.fromEntries(
    coreContractNames.map((name) => [name, deployed(name)]),
  ) as Manifest['contracts'];
  return { networkPassphrase: options.networkPassphrase, deployer, label, contracts };
}

function codeOf(
  name: CoreContractName,
  { release }: Pick<DeployOptions, 'release'>,
): { wasm: Uint8Array; hash: string } {
  return release?.(name) ?? loadContract(name);
}

async function fundAccounts(network: Network, options: DeployOptions): Promise<void> {
  const { friendbotUrl } = options;
  if (!friendbotUrl) return;
  const addresses = [
    options.deployer.publicKey(),
    options.superAdmin,
    ...(options.furtherSuperAdmins ?? []),
    ...options.operators,
    ...options.complianceOfficers,
    ...options.custodians,
    ...(options.accounts ?? []),
  ];
  for (const address of new Set(addresses.filter((address) => address.startsWith('G')))) {
    const { created } = await fundAccount(network, friendbotUrl, address);
    if (created) options.onAction?.({ do: 'fund', address });
  }
}

/** The code that runs now at the planned ids, by its hash. */
type Found = ReadonlyMap<CoreContractName, string>;

async function findDeployed(network: Network, { contracts }: Manifest): Promise<Found> {
  const hashes = await Promise.all(coreContractNames.map((name) => wasmHashOf(network, contracts[name].id)));
  return new Map(coreContractNames.flatMap((name, n) => (hashes[n] === undefined ? [] : [[name, hashes[n]]])));
}

function requireThere(found: Found, contract: CoreContractName, manifest: Manifest): void {
  const { id } = manifest.contracts[contract];
  if (!found.has(contract)) throw new DeploymentError('deployment/missing', { contract, id });
}

/**
 * What was deployed stays what it is, whatever this build gives: changing it is governance's (`upgradeSystem`). Only what
 * is another contract altogether is refused.
 */
async function keepDeployedCode(
  network: Network,
  found: Found,
  name: CoreContractName,
  manifest: Manifest,
): Promise<void> {
  const { id, wasmHash: wanted } = manifest.contracts[name];
  const onChain = found.get(name);
  if (onChain === undefined || onChain === wanted) return;
  const wasm = await readWasm(network, onChain);
  if (!wasm || !isReleaseOf(name, wasm))
    throw new DeploymentError('deployment/other-code', { contract: name, id, onChain, wanted });
  manifest.contracts[name] = { id, wasmHash: onChain };
}

/** What every release of a contract has, and no other contract. */
const MARKS: Record<CoreContractName, string> = {
  'integration-router': 'execute_bitcoin_deposit',
  'kyc-registry': 'register_identity',
  'istsi-token': 'integrated_mint',
  'reserve-manager': 'register_bitcoin_deposit',
};

function isReleaseOf(name: CoreContractName, wasm: Uint8Array): boolean {
  const { entries } = contract.Spec.fromWasm(Buffer.from(wasm));
  return entries.some(
    (each) => each.type === 'scSpecEntryFunctionV0' && each.functionV0.name.toString() === MARKS[name],
  );
}

async function uploadIfMissing(
  network: Network,
  submitter: Submitter,
  name: CoreContractName,
  manifest: Manifest,
  options: DeployOptions,
): Promise<void> {
  const { wasm, hash } = codeOf(name, options);
  // A newer build is uploaded by whoever proposes it.
  if (manifest.contracts[name].wasmHash !== hash || (await hasWasm(network, hash))) return;
  await perform(submitter, `upload ${name}`, uploadWasm(wasm));
  options.onAction?.({ do: 'upload', contract: name, wasmHash: hash });
}

async function create(
  submitter: Submitter,
  name: CoreContractName,
  manifest: Manifest,
  options: DeployOptions,
): Promise<void> {
  const { id, wasmHash } = manifest.contracts[name];
  const spec = contract.Spec.fromWasm(Buffer.from(codeOf(name, options).wasm));
  const args = spec.funcArgsToScVals('__constructor', constructorArgs(name, manifest, options));
  const salt = saltOf(manifest.label, name);
  await perform(submitter, `create ${name}`, createContract(manifest.deployer, salt, wasmHash, args));
  options.onAction?.({ do: 'create', contract: name, id });
}

function constructorArgs(name: CoreContractName, manifest: Manifest, options: DeployOptions): object {
  const router = manifest.contracts['integration-router'].id;
  const kyc_registry = manifest.contracts['kyc-registry'].id;
  const istsi_token = manifest.contracts['istsi-token'].id;
  const reserve_manager = manifest.contracts['reserve-manager'].id;
  switch (name) {
    case 'integration-router':
      return {
        super_admins: [options.superAdmin, ...(options.furtherSuperAdmins ?? [])],
        kyc_registry,
        istsi_token,
        reserve_manager,
        operators: [...options.operators],
        compliance_officers: [...options.complianceOfficers],
        governance: options.governance ?? DEVELOPMENT_GOVERNANCE,
      };
    case 'kyc-registry':
      return { router, callers: [istsi_token] };
    case 'istsi-token':
      return { router, kyc_registry, reserve_manager, name: TOKEN_NAME, symbol: TOKEN_SYMBOL };
    case 'reserve-manager':
      return {
        router,
        istsi_token,
        custodians: [...options.custodians],
        threshold: options.threshold,
        min_ratio_bps: options.minRatioBps ?? DEFAULT_MIN_RATIO_BPS,
        network: BITCOIN_NETWORKS[options.bitcoinNetwork ?? 'regtest'],
        reserve_script: Buffer.from(options.reserveScript ?? []),
      };
  }
}
