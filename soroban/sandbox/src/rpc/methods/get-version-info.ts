import packageJson from '../../../package.json' with { type: 'json' };
import type { Network } from '../network.ts';

/** There is no build and no captive core: the sandbox runs from its sources, and says so. */
export function getVersionInfo(_params: unknown, { chain }: Network) {
  return {
    version: `${packageJson.version}-sandbox`,
    commitHash: '',
    buildTimestamp: '',
    captiveCoreVersion: `${packageJson.name} ${packageJson.version}`,
    protocolVersion: chain.head.protocol,
  };
}
