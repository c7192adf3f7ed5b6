import { networks } from '@istsi/bitcoin-custody';
import { attestorAddress } from '@istsi/signer';
import type { Command } from '../context.ts';
import { formatAccountKey } from '../system/account-key.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { FileSigningConfig, openKeys } from '../system/signer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi signer account`: the public key of one epoch, for the descriptor that the custodians write together. */
export function signerAccount(options: { config: string; epoch: number }): Command {
  return async (context) => {
    const config = readPartConfig(options.config, FileSigningConfig.omit({ descriptors: true }));
    const keystore = await openKeys(config);
    const { epoch } = options;
    const account = formatAccountKey(await keystore.accountKey({ network: networks[config.bitcoin.network], epoch }));
    const address = await attestorAddress(keystore);
    keystore.close();
    const lines = [
      factLine(context.colours, 'epoch', String(epoch)),
      factLine(context.colours, 'account', account),
      factLine(context.colours, 'signs as', address),
    ];
    context.print(lines.join('\n'), { step: 'signer-account', epoch, account, address });
    return 0;
  };
}
