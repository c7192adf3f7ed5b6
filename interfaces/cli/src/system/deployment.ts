import type { NetworkName } from '@istsi/bitcoin-custody';
import { coreContractNames, loadContract } from '@istsi/contracts';
import {
  checkDeployment,
  DeploymentError,
  type DeployOptions,
  deploySystem,
  type ExpectedSettings,
  type Manifest,
} from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import type { SystemSettings } from '../settings/system-settings.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import { writeJsonFile } from '../state/json-file.ts';
import type { Keys } from '../state/keys.ts';
import { shorten } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { reserveScripts } from './custody.ts';
import { appointGuardian } from './guardian-part.ts';
import { readManifest } from './manifest-file.ts';
import type { StellarNetwork } from './networks.ts';
import { readServiceKeys, type ServiceSecrets } from './service-keys.ts';
import { runStep } from './steps.ts';

export interface Deployment {
  /** Where to remember what is deployed. */
  manifestPath: string;
  keys: Keys;
  custodians: readonly string[];
  threshold: number;
  /** The custody's, of every epoch, oldest first. None: nothing can be paid out until governance names a reserve script. */
  descriptors: readonly string[];
  bitcoinNetwork: NetworkName;
  /** The system is known to be there: nothing of it is created, and what is missing is refused. */
  existing?: boolean;
  /** The directory whose files say how it is to be, for those who have to look. */
  from?: DataDirectory;
  /** As `--network` was given, where it was. */
  network?: string;
  stellar: StellarNetwork;
  /** On a fresh system: who becomes its guardian, by whose decision. */
  appoint?: { guardian: string; governance: Keypair };
  /** Secret keys of further accounts that a faucet fills: those that pay for holders without lumens, and the audit log's. */
  filled?: readonly string[] | undefined;
  /** Whose keys are configured, where they are not those of this directory. */
  settings?: Pick<SystemSettings, 'keys'>;
}

/** Puts the contracts on the network, doing only what is missing, and remembers where they are. */
export function deployContracts(reporter: Reporter, deployment: Deployment): Promise<Manifest> {
  return runStep(reporter, 'deployment', async (update) => {
    const { manifestPath, keys, stellar, existing } = deployment;
    const { deployer, superAdmin } = keys.stellar;
    let created = 0;
    const manifest = await deploy(deployment.from, {
      ...stellar,
      ...(existing === undefined ? {} : { existing }),
      deployer: Keypair.fromSecret(deployer),
      superAdmin,
      ...expectedSettings(deployment),
      ...firstOfficer(deployment),
      accounts: [
        ...serviceKeys(deployment).channels.map(publicKeyOf),
        ...(deployment.filled ?? []).map(publicKeyOf),
        ...(keys.stellar.guardian === undefined ? [] : [publicKeyOf(keys.stellar.guardian)]),
      ],
      onAction(action) {
        if (action.do === 'create') created += 1;
        update(describeAction(action));
      },
    });
    if (deployment.appoint) {
      update('appointing the guardian');
      await appointGuardian(manifest, { ...deployment.appoint, rpcUrl: stellar.rpcUrl });
    }
    writeJsonFile(manifestPath, manifest);
    noteOtherCode(reporter, manifest, deployment.network);
    const router = manifest.contracts['integration-router'].id;
    const total = Object.keys(manifest.contracts).length;
    const what = created > 0 ? `${created} contracts created` : `${total} contracts in place`;
    return { value: manifest, detail: `${what}, router ${shorten(router, 4, 4)}`, facts: { created, router } };
  });
}

/** Looks at the contracts of a manifest that the settings name: nothing is created, and what is otherwise is refused. */
export function findContracts(
  reporter: Reporter,
  deployment: Omit<Deployment, 'from'> & { from: string },
): Promise<Manifest> {
  return runStep(reporter, 'deployment', async (update) => {
    const { from, stellar } = deployment;
    update(`comparing with ${from}`);
    const manifest = readManifest(from);
    requireNetwork(manifest, stellar, from);
    await checkDeployment(stellar.rpcUrl, manifest, expectedSettings(deployment)).catch((cause: unknown) => {
      if (!isDeploymentError(cause, 'deployment/other-setting')) throw cause;
      const { setting, onChain, wanted } = cause.context;
      throw new CliError('cli/other-system', { path: from, setting, wanted, found: onChain }, { cause });
    });
    const router = manifest.contracts['integration-router'].id;
    // For the other commands on this machine.
    writeJsonFile(deployment.manifestPath, manifest);
    return { value: manifest, detail: `as in ${from}, router ${shorten(router, 4, 4)}`, facts: { created: 0, router } };
  });
}

function requireNetwork({ networkPassphrase: wanted }: Manifest, stellar: StellarNetwork, path: string): void {
  const found = stellar.networkPassphrase;
  if (found !== wanted) throw new CliError('cli/other-system', { path, setting: 'network', wanted, found });
}

/** A new system has an officer from its first day: where the services are given no such key, that of this directory. */
function firstOfficer(deployment: Deployment): Pick<ExpectedSettings, 'complianceOfficers'> | undefined {
  if (deployment.existing || serviceKeys(deployment).complianceOfficer !== undefined) return undefined;
  return { complianceOfficers: [publicKeyOf(deployment.keys.stellar.complianceOfficer)] };
}

const publicKeyOf = (secret: string): string => Keypair.fromSecret(secret).publicKey();

function expectedSettings(deployment: Omit<Deployment, 'from'>): ExpectedSettings {
  const { custodians, threshold, descriptors, bitcoinNetwork } = deployment;
  const { operator, complianceOfficer } = serviceKeys(deployment);
  const scripts = reserveScripts(descriptors, bitcoinNetwork);
  const reserveScript = scripts.pop();
  return {
    ...{ custodians, threshold, bitcoinNetwork },
    operators: [publicKeyOf(operator)],
    complianceOfficers: complianceOfficer === undefined ? [] : [publicKeyOf(complianceOfficer)],
    ...(reserveScript === undefined ? {} : { reserveScript, formerReserveScripts: scripts }),
  };
}

function serviceKeys({ settings, keys }: Omit<Deployment, 'from'>): ServiceSecrets {
  if (!settings?.keys) return keys.stellar;
  return readServiceKeys(settings.keys);
}

/** Which of two builds is the newer one no hash tells; that nothing changes by itself, this does. */
function noteOtherCode(reporter: Reporter, manifest: Manifest, network: string | undefined): void {
  const contracts = coreContractNames.filter((name) => manifest.contracts[name].wasmHash !== loadContract(name).hash);
  if (contracts.length === 0) return;
  const command = `istsi upgrade --dry-run${network === undefined ? '' : ` --network ${network}`}`;
  const text = `this build has other code of ${contracts.join(', ')}; what is deployed runs on: \`${command}\` shows the difference`;
  reporter.note('other-build', text, { contracts });
}

async function deploy(from: DataDirectory | undefined, options: DeployOptions): Promise<Manifest> {
  try {
    return await deploySystem(options);
  } catch (error) {
    throw inFiles(from, error);
  }
}

/** What a deployment found, said of the files that a person can restore. */
function inFiles(from: DataDirectory | undefined, cause: unknown): unknown {
  if (isDeploymentError(cause, 'deployment/other-code')) {
    const { contract, onChain, wanted } = cause.context;
    return new CliError('cli/contracts-changed', { contract, onChain, wanted }, { cause });
  }
  if (from && isDeploymentError(cause, 'deployment/missing')) {
    const { contract, id } = cause.context;
    const problem = `has no ${contract} ${id}, which was deployed there: it is older, cut short, or of another system`;
    const cure = 'Restore it from a backup, or start over with another --data-dir';
    return new CliError('cli/state-incomplete', { path: from.stellar, problem, cure }, { cause });
  }
  if (from && isDeploymentError(cause, 'deployment/other-setting')) {
    const { setting, onChain, wanted } = cause.context;
    const path = /custodian|threshold|reserve script/.test(setting) ? from.custody : from.keys;
    return new CliError('cli/other-system', { path, setting, wanted, found: onChain }, { cause });
  }
  return cause;
}

function isDeploymentError<C extends DeploymentError['code']>(error: unknown, code: C): error is DeploymentError<C> {
  return error instanceof DeploymentError && error.code === code;
}

function describeAction(action: { do: string; address?: string; contract?: string }): string {
  if (action.do === 'fund') return `funding ${shorten(action.address ?? '', 4, 4)}`;
  return `${action.do === 'upload' ? 'uploading' : 'creating'} ${action.contract}`;
}
