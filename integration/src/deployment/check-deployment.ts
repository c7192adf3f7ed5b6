import { coreContractNames, type Manifest } from '@istsi/contracts';
import { checkNetwork, openNetwork, wasmHashOf } from '@istsi/soroban-client';
import { checkSettings, type ExpectedSettings } from './check-settings.ts';
import { DeploymentError } from './errors.ts';

/** Looks at a system that somebody deployed: is it there, all of it, and as whoever connects to it expects? */
export async function checkDeployment(rpcUrl: string, manifest: Manifest, expected: ExpectedSettings): Promise<void> {
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  await checkNetwork(network);
  await Promise.all(
    coreContractNames.map(async (contract) => {
      const { id } = manifest.contracts[contract];
      if ((await wasmHashOf(network, id)) === undefined)
        throw new DeploymentError('deployment/missing', { contract, id });
    }),
  );
  await checkSettings(network, manifest, expected);
}
