import { attestorAddress, restorePolicyLog } from '@istsi/signer';
import type { Command } from '../context.ts';
import { readManifest } from '../system/manifest-file.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { openKeys, SignerConfig } from '../system/signer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi signer restore --from-chain`: a new policy log for a signer that lost its own. */
export function signerRestore(options: { config: string }): Command {
  return async (context) => {
    const config = readPartConfig(options.config, SignerConfig);
    const keystore = await openKeys(config);
    const address = await attestorAddress(keystore);
    keystore.close();
    const { transactions } = await restorePolicyLog({
      file: config.journal,
      address,
      stellar: config.stellar,
      manifest: readManifest(config.manifest),
      epoch: config.descriptors.length - 1,
    });
    const lines = [
      'The policy log was begun anew, with every transaction that the reserve authorized as if it had been signed here.',
      factLine(context.colours, 'policy log', config.journal),
      factLine(context.colours, 'transactions', String(transactions)),
      'What left in the last 24 hours counts against the limits again, from now.',
    ];
    context.print(lines.join('\n'), { step: 'signer-restore', journal: config.journal, transactions });
    return 0;
  };
}
