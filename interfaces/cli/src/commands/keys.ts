import { Keypair } from '@stellar/stellar-sdk';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { readKeys } from '../state/keys.ts';
import { readCustody } from '../system/custody-file.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi keys`: public keys only. The secrets stay in keys.json, governance.json and the signers' keystores. */
export function keys(): Command {
  return async (context) => {
    const directory = dataDirectory(context.configuration.dataDirectory);
    const secrets = readKeys(directory.keys);
    if (!secrets) throw new CliError('cli/not-running', { dataDirectory: directory.root });
    const custody = readCustody(directory);
    const { deployer, superAdmin, operator, complianceOfficer, guardian } = secrets.stellar;
    const publicKey = (secret: string) => Keypair.fromSecret(secret).publicKey();
    const shown = {
      deployer: publicKey(deployer),
      'super admin': superAdmin,
      operator: publicKey(operator),
      compliance: publicKey(complianceOfficer),
      ...(guardian !== undefined && { guardian: publicKey(guardian) }),
      ...Object.fromEntries((custody?.custodians ?? []).map((address, index) => [`signer ${index + 1}`, address])),
      ...Object.fromEntries(
        (custody?.descriptors ?? []).map((descriptor, index) => [
          index === 0 ? 'custody' : `custody ${index + 1}`,
          descriptor,
        ]),
      ),
    };
    const lines = Object.entries(shown).map(([name, value]) => factLine(context.colours, name, value));
    context.print(lines.join('\n'), { step: 'keys', ...shown });
    return 0;
  };
}
