import type { NetworkName } from '@istsi/bitcoin-custody';
import { DeploymentError, type DeployOptions, deploySystem, type Manifest } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import { writeJsonFile } from '../state/json-file.ts';
import type { Keys } from '../state/keys.ts';
import { shorten } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { reserveScripts } from './custody.ts';
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
  stellar: { rpcUrl: string; friendbotUrl?: string; networkPassphrase: string };
}

/** Puts the contracts on the network, doing only what is missing, and remembers where they are. */
export function deployContracts(reporter: Reporter, deployment: Deployment): Promise<Manifest> {
  return runStep(reporter, 'deployment', async (update) => {
    const { manifestPath, keys, custodians, threshold, descriptors, bitcoinNetwork, stellar } = deployment;
    const scripts = reserveScripts(descriptors, bitcoinNetwork);
    const reserveScript = scripts.pop();
    const publicKey = (secret: string) => Keypair.fromSecret(secret).publicKey();
    const { deployer, superAdmin, operator, complianceOfficer, channels } = keys.stellar;
    let created = 0;
    const manifest = await deploy({
      ...stellar,
      deployer: Keypair.fromSecret(deployer),
      superAdmin: publicKey(superAdmin),
      operators: [publicKey(operator)],
      complianceOfficers: [publicKey(complianceOfficer)],
      custodians,
      threshold,
      bitcoinNetwork,
      ...(reserveScript === undefined ? {} : { reserveScript, formerReserveScripts: scripts }),
      accounts: channels.map(publicKey),
      onAction(action) {
        if (action.do === 'create') created += 1;
        update(describeAction(action));
      },
    });
    writeJsonFile(manifestPath, manifest);
    const router = manifest.contracts['integration-router'].id;
    const total = Object.keys(manifest.contracts).length;
    const what = created > 0 ? `${created} contracts created` : `${total} contracts in place`;
    return { value: manifest, detail: `${what}, router ${shorten(router, 4, 4)}`, facts: { created, router } };
  });
}

async function deploy(options: DeployOptions): Promise<Manifest> {
  try {
    return await deploySystem(options);
  } catch (error) {
    if (!(error instanceof DeploymentError) || error.code !== 'deployment/other-code') throw error;
    const { contract, onChain, wanted } = (error as DeploymentError<'deployment/other-code'>).context;
    throw new CliError('cli/contracts-changed', { contract, onChain, wanted }, { cause: error });
  }
}

function describeAction(action: { do: string; address?: string; contract?: string }): string {
  if (action.do === 'fund') return `funding ${shorten(action.address ?? '', 4, 4)}`;
  return `${action.do === 'upload' ? 'uploading' : 'creating'} ${action.contract}`;
}
