import { type Governance, type Manifest, openGovernance } from '@istsi/integration';
import type { Context } from '../context.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { requireRunning } from '../system/find-running.ts';
import { readManifest } from '../system/manifest-file.ts';
import { resolveNetwork } from '../system/networks.ts';

/** Which system is governed, and by whose key. */
export interface GovernedOptions {
  network?: string;
  manifest?: string;
  key?: string;
}

export interface GovernedSystem {
  rpcUrl: string;
  manifest: Manifest;
  /** Where it was read. */
  manifestPath: string;
  governance: Governance;
}

/** The system that runs on this machine, or, with a network named, one that was deployed there. */
export async function openGoverned(context: Context, options: GovernedOptions): Promise<GovernedSystem> {
  const { configuration } = context;
  const directory = dataDirectory(configuration.dataDirectory);
  const { network } = options;
  const rpcUrl =
    network === undefined
      ? requireRunning(configuration.dataDirectory).endpoints.stellarRpcUrl
      : (await resolveNetwork(network, configuration.stellarRpcUrl)).rpcUrl;
  const own = network === undefined ? directory.manifest : directory.deployment(network);
  const manifestPath = options.manifest ?? own;
  const manifest = readManifest(manifestPath);
  return { rpcUrl, manifest, manifestPath, governance: await openGovernance({ rpcUrl, manifest }) };
}
