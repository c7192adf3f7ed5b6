import packageJson from '../../../package.json' with { type: 'json' };
import { PROTOCOL_VERSION } from '../../protocol.ts';

/** There is no build and no captive core: the sandbox runs from its sources, and says so. */
export function getVersionInfo() {
  return {
    version: `${packageJson.version}-sandbox`,
    commitHash: '',
    buildTimestamp: '',
    captiveCoreVersion: `${packageJson.name} ${packageJson.version}`,
    protocolVersion: PROTOCOL_VERSION,
  };
}
