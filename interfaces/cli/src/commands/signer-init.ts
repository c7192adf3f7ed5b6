import { existsSync } from 'node:fs';
import { createKeystore, networks, openKeystore } from '@istsi/bitcoin-custody';
import { attestorAddress, createPolicyLog } from '@istsi/signer';
import type { Command } from '../context.ts';
import { formatAccountKey } from '../system/account-key.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { NewSignerConfig } from '../system/signer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi signer init`: a new custodian's keystore and policy log, and the public side to hand out. */
export function signerInit(options: { config: string }): Command {
  return async (context) => {
    const { keystore: path, password: passphrase, journal, bitcoin } = readPartConfig(options.config, NewSignerConfig);
    const isNew = !existsSync(path);
    const keystore = await (isNew ? createKeystore : openKeystore)({ path, passphrase });
    const address = await attestorAddress(keystore);
    createPolicyLog({ file: journal, address });
    const account = formatAccountKey(await keystore.accountKey({ network: networks[bitcoin.network] }));
    keystore.close();
    const lines = [
      isNew
        ? `The keystore ${path} was made. Keep a copy of it, and its password elsewhere.`
        : `The keystore ${path} was there.`,
      factLine(context.colours, 'policy log', journal),
      factLine(context.colours, 'signs as', address),
      factLine(context.colours, 'account', account),
    ];
    context.print(lines.join('\n'), { step: 'signer-init', keystore: path, journal, address, account });
    return 0;
  };
}
